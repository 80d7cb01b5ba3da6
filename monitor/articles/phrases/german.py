"""Lines and pages that are no news, in German; how to read the rows: `kinds`."""

from typing import Final

from monitor.articles.phrases.kinds import Kind, Phrases

PHRASES: Final = Phrases(
    whole={
        Kind.RELATED: r"""
            (?:mehr|weitere|andere|verwandte) (?:zum thema|artikel|themen|nachrichten|meldungen|beiträge).{0,30}
            lesen sie auch
            lesen sie mehr
            mehr lesen
            weiterlesen
            auch interessant
            das könnte sie auch interessieren
            meistgelesen
            am meisten gelesen
            empfehlungen der redaktion
            zum thema
            links zum artikel
        """,
        Kind.SHARE: r"""
            teilen
            drucken
            merken
            vorlesen
            kommentieren
            artikel (?:teilen|anhören|merken|drucken).{0,20}
        """,
        Kind.NAVIGATION: r"""
            lesezeit.{0,20}
            startseite
            menü
            suche
            schließen
            zurück
            nach oben
            zum inhalt springen
            mehr anzeigen
        """,
        Kind.ADVERT: r"""
            (?:anzeige|werbung|gesponsert|advertorial)
        """,
        Kind.SUBSCRIPTION: r"""
            (?:sie wollen|möchten sie|wollen sie) (?:weiterlesen|mehr lesen|diesen artikel lesen).{0,30}
            (?:noch )?(?:kein|ohne) abo\?.{0,30}
            (?:ich bin|sie sind) (?:bereits|schon) abonnent(?:in)?.{0,20}
            (?:bereits|schon) (?:registriert|abonnent(?:in)?|kunde|mitglied)\?.{0,30}
            (?:login|anmeldung) für (?:abonnenten|abonnentinnen und abonnenten|mitglieder)
            (?:exklusiv|nur) für abonnent(?:en|innen)(?: und abonnent(?:en|innen))?
            \d+ (?:tage|wochen|monate?) (?:kostenlos|gratis|für .{1,12}) (?:testen|lesen)?.{0,20}
            (?:jetzt )?(?:zugang|artikel|inhalt) freischalten
            (?:zugang|zugriff) (?:zu|auf) alle[n]? .{1,30}
            anmelden
            abonnieren
            registrieren
            jetzt (?:abonnieren|testen|kaufen|registrieren)
        """,
        Kind.COOKIE: r"""
            (?:alle|cookies) (?:akzeptieren|ablehnen|zulassen)
            einstellungen (?:anpassen|verwalten)
        """,
    },
    starts={
        Kind.RELATED: r"""
            (?:lesen sie (?:auch|mehr|hier|dazu)|mehr (?:zum thema|dazu)) ?(?:[:|\-–—]|$)
            (?:siehe auch|auch interessant|weiterlesen) ?(?:[:|\-–—]|$)
        """,
        Kind.SUBSCRIPTION: r"""
            lesen sie diesen (?:artikel|text|beitrag) (?:mit|in)\b
            den (?:ganzen|vollständigen|kompletten) (?:artikel|text|beitrag) (?:lesen|gibt)\b
            melden sie sich an,? um\b
            (?:dieser|der) (?:artikel|inhalt|beitrag|text) ist (?:kostenpflichtig|nur für|exklusiv)\b
            (?:erhalten|sichern) sie (?:vollen |unbegrenzten )?(?:zugang|zugriff)\b
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
    holds={
        Kind.SUBSCRIPTION: r"""
            weiterlesen :: \b(?:mit|ohne) .{0,20}\babo weiterlesen\b
            weiterlesen :: \bweiterlesen mit\b.{0,40}(?:abo|plus|\+)
            für :: \b(?:nur|exklusiv) für (?:unsere )?(?:digital)?(?:abonnent(?:en|innen)|registrierte)\b
            abo :: \bsie haben (?:bereits|schon) ein (?:\w+)?abo\b
            kündbar :: \bjederzeit kündbar\b
            artikel :: \bsie (?:können|haben) noch .{0,30}(?:kostenlose|freie) artikel\b
        """,
        Kind.NEWSLETTER: r"""
            newsletter :: \bnewsletter (?:jetzt |kostenlos |hier )*(?:abonnieren|anmelden|bestellen)\b
            newsletter :: \b(?:abonnieren|bestellen) sie\b.{0,60}\bnewsletter\b
        """,
        Kind.COOKIE: r"""
            cookies :: \bunsere partner (?:verwenden|nutzen|setzen) .{0,40}cookies\b
            klick auf :: \bmit (?:einem )?klick auf .{2,30} (?:akzeptieren|stimmen|willigen) sie\b
            cookies :: \bwir (?:verwenden|nutzen|setzen) .{0,40}cookies\b
            cookies :: \b(?:diese|unsere) (?:web)?(?:seite|site) (?:verwendet|nutzt|setzt) .{0,40}cookies\b
            cookie :: \bunsere[nr]? cookie-?(?:einstellungen|richtlinie|hinweis)
        """,
    },
    wall_texts=r"""
        in (?:ihrem|deinem) land nicht verfügbar
        bitte (?:aktivieren sie|schalten sie) javascript
        ich bin kein roboter
        ungewöhnlicher datenverkehr
        sicherheitsüberprüfung
    """,
    wall_titles=r"""
        (?:anmelden|anmeldung|einloggen|login)
        (?:sicherheits(?:über)?prüfung|zugriff verweigert)
        sind sie ein (?:mensch|roboter)
        einen moment(?: bitte)?
    """,
    error_titles=r"""
        (?:die |diese )?(?:seite|artikel) (?:wurde )?nicht gefunden
        fehler(?: \d+)?
        wartungsarbeiten
    """,
    consent_titles=r"""
        bevor sie (?:zu|fortfahren|weiter).{0,40}
        (?:cookie-?)?(?:einwilligung|zustimmung)
        datenschutz(?:einstellungen)?
        privatsphäre(?:-?einstellungen)?
    """,
    consent_words=r"""
        datenschutz
        einwilligung
        zustimm\w+
        personenbezogene
        werbung und tracking
    """,
    consent_buttons=r"""
        (?:alle )?akzeptieren
        (?:zustimmen|einstellungen verwalten|ablehnen)
        mit werbung (?:weiterlesen|lesen|nutzen)
    """,
    paywall=r"""
        weiterlesen :: (?:sie wollen|möchten sie) weiterlesen
        weiterzulesen :: um weiterzulesen
        kostenpflichtig :: (?:artikel|inhalt|beitrag|text) ist kostenpflichtig
        abonnent :: (?:exklusiv|nur) für (?:\w+ )?abonnent
        zugang :: zugang freischalten
        lesen :: (?:diesen|den ganzen) (?:artikel|text) (?:lesen )?mit (?:\w+\+|\w+ plus|einem .{0,20}abo)
        melden sie sich an :: melden sie sich an,? um .{0,40}lesen
        kein abo :: noch kein abo
        weiterlesen :: (?:abo|zugang|plus|\+) weiterlesen
        weiterlesen :: weiterlesen mit\b.{0,40}(?:abo|plus|\+)
        für :: (?:nur|exklusiv) für (?:\w+ )?abonnent
        jetzt :: jetzt (?:abonnieren|weiterlesen)
        sie haben :: sie haben (?:bereits|schon) ein \w*abo
        freischalten :: (?:artikel|inhalt) freischalten
        registrier :: registrieren sie sich.{0,40}(?:lesen|weiter)
        zugang :: (?:zugang zu|zugriff auf) (?:diesen|alle[n]?) .{0,20}(?:artikel|inhalt)
    """,
)
