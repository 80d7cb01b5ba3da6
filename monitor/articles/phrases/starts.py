"""Phrases that a line begins with."""

from typing import Final

from monitor.articles.phrases.kinds import Kind, Table

STARTS: Final[Table] = {
    "any": {
        Kind.NAVIGATION: r"""
            arrow(?:artboard)?created with sketch
        """,
    },
    "en": {
        Kind.RELATED: r"""
            (?:also )?(?:read|see) (?:more|also|next|here)\b ?[:|\-–—]
            related(?: (?:stories|story|articles?|posts?|links?|content|topics?))? ?:
            (?:read more|see also|more on this|recommended|further reading) ?:
            read more (?:about|on|from|at|in)\b
            also on \S+\.\S+
            you (?:may|might) (?:also )?(?:like|be interested)
            (?:click|tap) here (?:to|for)\b
            find out more (?:about|at|here)\b
        """,
        Kind.SUBSCRIPTION: r"""
            subscribe (?:to|for|now|today|here|and)\b
            (?:sign|log) in (?:to|or|with|here)\b
            register (?:now|for free|to (?:read|continue|keep))\b
            (?:create|need) (?:a|an|your) (?:free )?account
            try (?:it |us )?(?:\d+|one|three|six) (?:months?|weeks?) for\b
            start your (?:free )?(?:trial|subscription)
            (?:get|enjoy) (?:full|unlimited|exclusive) (?:digital )?access to (?:all|our|every|this)
            read all (?:stories|articles|our stories) with\b
            you need (?:a subscription|to (?:subscribe|be (?:a|logged|signed)))
            offer ends\b
            support (?:our|independent|quality) journalism
            join (?:now|today|our|the conversation)\b
            use our mobile\b
            stay ahead with our\b
            get trusted insights\b
            free access for everyone\b
            cancel any ?time\b
        """,
        Kind.NEWSLETTER: r"""
            sign up (?:to|for|here|now|and|today|with)\b
            get (?:the|our|your)\b.{0,80}\b(?:newsletters?|inbox|alerts?|delivered)\b
            (?:enter|provide) your e-?mail
            thanks for (?:signing|subscribing)
            (?:by signing up|by subscribing|by clicking),? .{0,40}you\b
            want (?:more|the latest|stories like this)\b.{0,80}\b(?:newsletter|inbox)\b
            our (?:daily|weekly|morning|free) newsletter\b
            download (?:our|the \w+ ?\w*) app\b
        """,
        Kind.SHARE: r"""
            follow (?:us|@\w+|[\w. ]{1,40}) (?:on|via) (?:twitter|facebook|instagram|x|linkedin|telegram)\b
            follow us on\b
            (?:like|share) this (?:story|article|post)\b
            share (?:on|via|this)\b
            leave a (?:comment|reply)
            join the (?:discussion|conversation)
        """,
        Kind.LEGAL: r"""
            copyright (?:©|\(c\)|(?:19|20)\d\d|by\b)
            (?:©|\(c\)) ?(?:19|20)\d\d\b
            this (?:material|copy) (?:may not|is for)\b
            (?:terms of (?:use|service)|privacy (?:policy|notice))(?:$|\s*[|·•])
            our standards ?:
            an error (?:has )?occurred
        """,
        Kind.ADVERT: r"""
            about sponsored content
            this content was (?:commissioned|produced|paid)\b
            if you (?:buy|purchase|click)\b.{0,60}\b(?:we|may|commission)\b
        """,
    },
    "de": {
        Kind.RELATED: r"""
            (?:lesen sie (?:auch|mehr|hier|dazu)|mehr (?:zum thema|dazu)) ?(?:[:|\-–—]|$)
            (?:siehe auch|auch interessant|weiterlesen) ?(?:[:|\-–—]|$)
        """,
        Kind.SUBSCRIPTION: r"""
            (?:jetzt|hier) (?:kostenlos )?(?:abonnieren|registrieren|anmelden|weiterlesen|testen|abo)
            (?:testen|abonnieren) sie\b
            sie haben (?:bereits|schon|noch kein) .{0,20}(?:abo|konto|benutzerkonto)
            mit (?:einem|dem|ihrem) .{0,30}(?:abo|zugang)\b.{0,60}\b(?:lesen|weiterlesen|zugriff)
            (?:diesen|den ganzen|diesen ganzen) artikel .{0,40}(?:weiterlesen|freischalten)
            registrieren sie sich\b
        """,
        Kind.NEWSLETTER: r"""
            (?:melden sie sich|abonnieren sie|bestellen sie|erhalten sie)\b.{0,100}\b(?:newsletter|postfach|e-?mail)
            (?:unser|zum) newsletter\b.{0,60}$
            das wichtigste .{0,60}(?:per e-?mail|ins postfach)
            laden sie (?:sich )?(?:unsere|die) .{0,30}app\b
        """,
        Kind.SHARE: r"""
            folgen sie uns\b
            diesen artikel (?:teilen|empfehlen|drucken)
        """,
        Kind.LEGAL: r"""
            alle rechte vorbehalten
            (?:impressum|datenschutz(?:erklärung)?|agb)\s*(?:[|·•].{0,60})?$
        """,
        Kind.COOKIE: r"""
            (?:alle )?cookies (?:akzeptieren|ablehnen|zulassen)\b
            (?:cookie-?einstellungen|cookie-?richtlinie)\b.{0,40}$
        """,
    },
    "fr": {
        Kind.RELATED: r"""
            (?:à lire(?: aussi| également)?|lire (?:aussi|également|la suite)|voir aussi) ?(?:[:|\-–—]|$)
        """,
        Kind.SUBSCRIPTION: r"""
            abonnez-vous\b
            (?:déjà|vous êtes) abonnée?s?\b
            (?:profitez|bénéficiez) (?:de|d')\b.{0,60}\b(?:offre|abonnement|mois|essai)\b
            (?:pour lire la suite|la suite (?:est réservée|de cet article est)|il vous reste)\b
            (?:créez|connectez)-(?:vous|un compte)\b
            inscrivez-vous (?:gratuitement|pour (?:lire|continuer))
            testez\b.{0,60}\b(?:gratuit|euro|mois)
        """,
        Kind.NEWSLETTER: r"""
            (?:inscrivez-vous|abonnez-vous)\b.{0,100}\b(?:newsletter|infolettre|boîte mail|alertes?|courriel)
            (?:recevez|retrouvez)\b.{0,100}\b(?:newsletter|infolettre|boîte mail|courriel)
            notre (?:newsletter|lettre d'information)
            téléchargez (?:notre|l')\s?(?:application|appli)\b
        """,
        Kind.SHARE: r"""
            suivez-nous\b
            partager (?:sur|cet article)\b
        """,
        Kind.LEGAL: r"""
            tous droits réservés
            (?:mentions légales|politique de confidentialité)\s*(?:[|·•].{0,60})?$
        """,
        Kind.COOKIE: r"""
            (?:accepter|refuser|gérer|paramétrer) (?:tous )?(?:les |mes |vos )?cookies\b
        """,
    },
    "es": {
        Kind.RELATED: r"""
            (?:lea|lee|leer|ver|vea) (?:también|más|además) ?(?:[:|\-–—]|$)
            (?:te|le) puede interesar ?:
        """,
        Kind.SUBSCRIPTION: r"""
            suscr[ií](?:bete|base|bir|birse)\b
            (?:si )?ya (?:eres|es) (?:suscriptor|socio|usuario)
            (?:hazte|conviértete en) (?:socio|suscriptor)
            (?:regístrate|inicia sesión)\b.{0,40}\b(?:gratis|leyendo|leer|cuenta)\b
            para (?:seguir|continuar) leyendo\b
            (?:disfruta|lee) (?:de |sin )\b.{0,40}\b(?:límites|ilimitado)
        """,
        Kind.NEWSLETTER: r"""
            (?:apúntate|suscríbete|inscríbete)\b.{0,100}\b(?:newsletters?|boletín|boletines|correo|alertas?)\b
            (?:recibe|reciba)\b.{0,100}\b(?:newsletters?|boletín|boletines|tu correo|su correo)\b
            (?:nuestra|nuestro) (?:newsletter|boletín)\b.{0,60}$
            descarga (?:nuestra|la) app\b
        """,
        Kind.SHARE: r"""
            síguenos en\b
            s[ií]ga?nos en\b
            comparte (?:esta|este|en)\b
        """,
        Kind.LEGAL: r"""
            todos los derechos reservados
            (?:aviso legal|política de (?:privacidad|cookies))\s*(?:[|·•].{0,60})?$
        """,
        Kind.COOKIE: r"""
            (?:aceptar|rechazar|configurar) (?:todas )?(?:las )?cookies\b
        """,
    },
    "ja": {
        Kind.RELATED: r"""
            [▶▼■◆【]?\s?(?:関連記事|関連|あわせて読みたい)(?:[:：】]|$)
        """,
        Kind.SUBSCRIPTION: r"""
            ここから先は.{0,20}(?:会員|有料|登録|購読)
            残り\s?\d+\s?文字
            すでに会員の方は
            (?:有料|無料)会員(?:に登録|になると|登録)
        """,
        Kind.NEWSLETTER: r"""
            (?:メールマガジン|メルマガ|ニュースレター)(?:に登録|の登録|登録|を購読|配信中)
            (?:公式)?アプリ(?:を|の)ダウンロード(?:はこちら|する$|$)
        """,
        Kind.SHARE: r"""
            公式(?:X|ツイッター|LINE)を(?:フォロー|友だち)
        """,
        Kind.LEGAL: r"""
            (?:本サイト|当サイト)(?:に掲載|の記事).{0,60}(?:無断|禁)
            (?:著作権|Copyright)は?.{0,40}(?:帰属|に属|©)
        """,
    },
    "ko": {
        Kind.RELATED: r"""
            [▶▷☞◆\[]?\s?(?:관련\s?(?:기사|뉴스)|바로\s?가기)\]?(?:[:：\s]|$)
        """,
        Kind.SUBSCRIPTION: r"""
            이 기사는 (?:유료|구독자|회원)
            (?:구독|로그인|회원가입)하시면
            로그인\s?후 (?:이용|읽|보)
            회원 전용 (?:기사|콘텐츠)
            (?:지금|무료로) 구독
        """,
        Kind.NEWSLETTER: r"""
            뉴스레터.{0,30}(?:구독|신청|받아보)
            네이버(?:에서| 뉴스).{0,20}구독(?:하기|$)
            카카오.{0,10}채널 추가
            제보는 (?:카카오톡|이메일|전화|\d)
        """,
        Kind.LEGAL: r"""
            (?:<?저작권자\s?(?:ⓒ|©|\(c\))|ⓒ)
            무단\s?전재
        """,
    },
}
