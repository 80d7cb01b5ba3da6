"""Lines and pages that are no news, in Dutch; how to read the rows: `kinds`."""

from typing import Final

from monitor.articles.phrases.kinds import Kind, Phrases

PHRASES: Final = Phrases(
    whole={
        Kind.RELATED: r"""
            lees (?:ook|meer|verder)
            (?:gerelateerde|verwante) (?:artikelen|berichten|onderwerpen)
            meer (?:nieuws|over dit onderwerp|artikelen)
            meest gelezen
            laatste nieuws
            aanbevolen(?: voor jou)?
            ook interessant
        """,
        Kind.SHARE: r"""
            (?:delen|deel|afdrukken|bewaren|opslaan|luister)(?: (?:op .{2,20}|(?:dit )?artikel))?
            (?:\d+ )?reacties?(?: \(\d*\))?
            reageer(?: hier)?
        """,
        Kind.NAVIGATION: r"""
            leestijd.{0,20}
            zoeken
            sluiten
            terug(?: naar boven)?
            naar (?:de )?inhoud.{0,20}
            (?:toon|laad|bekijk) meer
        """,
        Kind.ADVERT: r"""
            advertentie
            gesponsord(?:e inhoud)?
            (?:artikel|verhaal) gaat (?:verder|door) onder (?:de advertentie|.{0,20})
        """,
        Kind.SUBSCRIPTION: r"""
            (?:verder|meer) lezen\?.{0,30}
            probeer (?:\d+|een|de eerste) maand(?:en)? (?:gratis|voor .{1,12})
            inloggen
            log in
            registreren
            abonneer(?: (?:nu|je))?
            neem een abonnement
            al abonnee\??.{0,30}
        """,
        Kind.COOKIE: r"""
            (?:alles|alle cookies)? ?(?:accepteren|weigeren)
            (?:cookie-?)?instellingen (?:beheren|aanpassen)
            akkoord
        """,
    },
    starts={
        Kind.RELATED: r"""
            lees (?:ook|meer|verder) ?(?:[:|\-–—]|$)
        """,
        Kind.SUBSCRIPTION: r"""
            lees dit artikel (?:met|verder|gratis)\b
            (?:ben je|bent u) al abonnee\b
            (?:word|neem) (?:nu )?(?:abonnee|een abonnement)\b
            om (?:verder te lezen|dit artikel te lezen)\b
            (?:maak|log) .{0,40}\b(?:account|in) (?:aan|om)\b
        """,
        Kind.NEWSLETTER: r"""
            (?:schrijf je in|meld je aan|ontvang)\b.{0,80}\bnieuwsbrief\b
            download (?:onze|de) app\b
        """,
        Kind.SHARE: r"""
            volg ons\b
            deel dit (?:artikel|bericht)\b
        """,
        Kind.LEGAL: r"""
            alle rechten voorbehouden
            (?:privacybeleid|algemene voorwaarden)\s*(?:[|·•].{0,60})?$
        """,
    },
    holds={
        Kind.SUBSCRIPTION: r"""
            abonnees :: \b(?:alleen|exclusief) voor abonnees\b
            verder :: \b(?:abonneer|log in|registreer)\b.{0,40}\b(?:verder te lezen|verder lezen)\b
        """,
        Kind.NEWSLETTER: r"""
            nieuwsbrief :: \b(?:schrijf|meld)\b.{0,60}\bnieuwsbrief\b
        """,
        Kind.COOKIE: r"""
            cookies :: \b(?:wij|we|deze (?:website|site)) (?:gebruiken|gebruikt|plaatsen|plaatst)\b.{0,40}\bcookies\b
        """,
    },
    wall_titles=r"""
        inloggen
        (?:beveiligingscontrole|toegang geweigerd)
        een moment(?: geduld)?
    """,
    wall_texts=r"""
        (?:schakel|zet) javascript in
        ik ben geen robot
    """,
    error_titles=r"""
        pagina niet gevonden
        fout(?: \d+)?
    """,
    consent_titles=r"""
        voordat je (?:verdergaat|doorgaat).{0,40}
        (?:jouw|uw|je) privacy.{0,30}
    """,
    consent_words=r"""
        toestemming
        persoonsgegevens
        persoonlijke advertenties
    """,
    consent_buttons=r"""
        accepteren
        weigeren
        akkoord
    """,
    paywall=r"""
        lees dit artikel :: lees dit artikel (?:met|verder)
        verder lezen :: verder lezen\?
        abonnees :: (?:alleen|exclusief) voor abonnees
        verder :: om verder te lezen
        lezen :: (?:abonneer|log in|registreer) .{0,30}(?:te lezen|verder)
        abonnee :: al abonnee
    """,
)
