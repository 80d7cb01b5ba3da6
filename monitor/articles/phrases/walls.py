"""Phrases of pages that stand in an article's place, and of those that cut one off; one regular expression a row."""

from typing import Final

#: Titles of pages that ask who is there. All titles here are whole, but for a site's name before or after.
WALL_TITLES: Final = r"""
    just a moment
    attention required
    access (?:to this page has been )?denied
    are you (?:a )?(?:robot|human)
    pardon our interruption
    (?:robot|security|browser) (?:check|verification)
    ddos-guard
    human verification
    please (?:wait|verify).{0,40}
    verify(?:ing)? you are (?:a )?human
    checking your browser.{0,40}
    request (?:blocked|rejected)
    bot (?:check|verification|detected)
    (?:sorry, )?you have been blocked
    captcha
"""

#: What such a page says.
WALL_TEXTS: Final = r"""
    enable javascript and cookies to continue
    checking (?:if the site connection is secure|your browser before)
    verif(?:y|ying) (?:that )?you are (?:a )?human
    performance (?:&|and) security by cloudflare
    needs to review the security
    unusual (?:traffic|activity) from your
    (?:are|confirm) you(?:'re| are)? (?:a human|not a robot|human)
    please (?:enable|turn on) (?:js|javascript)(?: and disable any ad ?blocker)?
    you need to enable javascript
    javascript (?:is|seems to be) (?:disabled|required|not enabled)
    this (?:site|page|app) requires javascript
    complete the (?:captcha|security check)
    access (?:to this (?:page|site) )?(?:is|has been) (?:denied|blocked|restricted)
    bitte (?:aktivieren sie|schalten sie) javascript
    ich bin kein roboter
    veuillez activer javascript
    je ne suis pas un robot
    (?:habilite|active) javascript
    no soy un robot
    javascriptを有効に
    자바스크립트를 (?:활성화|사용)
"""

#: Titles of error pages.
ERROR_TITLES: Final = r"""
    (?:http )?(?:error )?404.{0,40}
    (?:http )?(?:error )?(?:40[0-9]|41[0-9]|429|451|50[0-9]|52[0-9])
    (?:40[013]|410|429|451|50[0-9]|52[0-9]) (?:error|forbidden|bad|gone|too many|internal|service|gateway).{0,30}
    (?:the |this )?(?:page|article|file|document)(?: you requested)? (?:is |was |could )?not (?:be )?(?:found|available)
    (?:die |diese )?(?:seite|artikel) (?:wurde )?nicht gefunden
    not found
    (?:internal )?server error
    service (?:temporarily )?unavailable
    bad (?:gateway|request)
    gateway time-?out
    forbidden
    an? error (?:has )?occurred
    error
    oops.{0,40}
    (?:cette )?page (?:introuvable|non trouvée)
    página no encontrada
    too many requests
    (?:お探しの)?ページ(?:が|は)(?:見つかりません|存在しません).{0,20}
    (?:요청하신 )?페이지를 찾을 수 없.{0,20}
    (?:site|website) (?:is )?(?:under maintenance|unavailable)
    (?:fehler|erreur)(?: \d+)?
"""

#: Titles of consent pages.
CONSENT_TITLES: Final = r"""
    before you continue.{0,40}
    bevor sie (?:zu|fortfahren|weiter).{0,40}
    avant de continuer.{0,40}
    antes de continuar.{0,40}
    we value your privacy
    your privacy(?: choices)?
    (?:cookie )?(?:consent|einwilligung|zustimmung)
    datenschutz(?:einstellungen)?
    privacy (?:settings|center|information)
    ご利用の前に
    (?:개인정보 )?동의
"""

#: What a consent page goes on about.
CONSENT_WORDS: Final = r"""
    cookies?
    consent
    personali[sz]ed (?:ads|advertising)
    (?:our|\d+) partners
    personal data
    privacy
    gdpr
    datenschutz
    einwilligung
    zustimm\w+
    personenbezogene
    tracking
    consentement
    données personnelles
    partenaires
    traceurs
    consentimiento
    datos personales
    socios
    privacidad
    同意
    プライバシー
    クッキー
    個人情報
    쿠키
    개인정보
    동의
"""

#: And what it wants to be clicked.
CONSENT_BUTTONS: Final = r"""
    (?:accept|agree|reject|allow)(?: all| and (?:continue|close)|$|\s)
    i (?:accept|agree)
    manage (?:options|preferences|settings|choices)
    (?:alle )?akzeptieren
    (?:zustimmen|einstellungen verwalten|ablehnen)
    (?:tout )?accepter
    (?:tout )?refuser
    continuer sans accepter
    aceptar
    rechazar
    同意する
    承諾
    許可する
    모두 동의
    동의(?:합니다|하고)
    수락
"""

#: Asks for money or an account where the text stops; only searched for where the text is short.
PAYWALL_WORDS: Final = r"""
    (?:subscribe|sign (?:in|up)|log in|register)\b.{0,40}\bto (?:continue|keep|read|unlock)
    to (?:continue|keep) reading
    already a subscriber
    (?:article|story|content) is (?:\w+ )?for (?:\w+ ){0,2}(?:subscribers|members)
    (?:article|story|content) is (?:\w+ )?available (?:only )?to (?:\w+ ){0,2}(?:subscribers|members)
    you need a subscription
    (?:this is your |\d+ )?(?:last )?free articles? (?:left|remaining|this month)
    unlock this (?:article|story)
    subscriber[- ]only
    (?:read|get) the full (?:article|story)\b.{0,40}\b(?:subscri|member)
    (?:abo|zugang|plus|\+) weiterlesen
    weiterlesen mit\b.{0,40}(?:abo|plus|\+)
    (?:nur|exklusiv) für (?:\w+ )?abonnent
    jetzt (?:abonnieren|weiterlesen)
    sie haben (?:bereits|schon) ein \w*abo
    artikel freischalten
    réservé (?:à nos |aux )abonnés
    il vous reste .{0,20}%
    la suite (?:est réservée|de cet article est)
    pour lire la suite
    déjà abonné
    (?:para|solo) (?:seguir|continuar) leyendo
    (?:exclusivo|solo|reservado) para (?:\w+ )?suscriptores
    ya eres suscriptor
    (?:有料|会員|プレミアム|購読者).{0,8}(?:限定|のみ|専用)
    残り\s?[\d,]+\s?(?:文字|字)
    続きを(?:読む|お読み).{0,30}(?:登録|会員|ログイン|購読)
    (?:유료|구독자|회원)\s?(?:전용|에게만)
    (?:전문|계속 읽|이어서 읽).{0,20}(?:구독|로그인|회원가입)
"""
