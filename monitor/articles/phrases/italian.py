"""Lines and pages that are no news, in Italian; how to read the rows: `kinds`."""

from typing import Final

from monitor.articles.phrases.kinds import Kind, Phrases

PHRASES: Final = Phrases(
    whole={
        Kind.RELATED: r"""
            leggi anche
            leggi (?:di più|tutto|l'articolo completo)
            (?:articoli|notizie|contenuti) correlat[ie]
            potrebbe interessarti(?: anche)?
            i più letti
            ultime notizie
            altre notizie
            per approfondire
            argomenti
        """,
        Kind.SHARE: r"""
            (?:condividi|stampa|commenta|salva|ascolta)(?: (?:su .{2,20}|(?:l'|questo )articolo))?
            commenti(?: \(\d*\))?
        """,
        Kind.NAVIGATION: r"""
            tempo di lettura.{0,20}
            home ?page
            cerca
            chiudi
            indietro
            avanti
            torna (?:su|all'inizio|alla home).{0,20}
            vai al contenuto.{0,20}
            mostra (?:di più|altro)
        """,
        Kind.ADVERT: r"""
            pubblicità
            contenuto sponsorizzato
            annuncio pubblicitario
        """,
        Kind.SUBSCRIPTION: r"""
            abbonati(?: (?:ora|subito))?
            accedi
            registrati
            hai già un abbonamento\??
            sei già abbonato\??.{0,30}
        """,
        Kind.COOKIE: r"""
            (?:accetta|rifiuta)(?: (?:tutto|tutti|e continua|i cookie))?
            (?:gestisci|personalizza) (?:le preferenze|i cookie|le scelte)
            continua senza accettare
        """,
    },
    starts={
        Kind.RELATED: r"""
            (?:leggi (?:anche|di più)|vedi anche|approfondisci) ?(?:[:|\-–—]|$)
        """,
        Kind.SUBSCRIPTION: r"""
            abbonati (?:per|a|ora|subito|da|e)\b
            (?:sei|hai) già .{0,20}abbona(?:to|mento)\b
            per (?:continuare a leggere|leggere tutto)\b
            registrati (?:per|gratis|ora)\b
            (?:prova|sblocca) .{0,40}\b(?:gratis|mese|mesi|abbonamento)\b
        """,
        Kind.NEWSLETTER: r"""
            iscriviti (?:alla|alle) .{0,60}newsletter
            (?:ricevi|scopri) .{0,80}newsletter
            scarica (?:la nostra|l')\s?app\b
        """,
        Kind.SHARE: r"""
            seguici su\b
            condividi (?:su|questo)\b
        """,
        Kind.LEGAL: r"""
            (?:tutti i )?diritti riservati
            riproduzione riservata
            (?:informativa privacy|note legali|termini e condizioni)\s*(?:[|·•].{0,60})?$
        """,
        Kind.COOKIE: r"""
            (?:accetta|rifiuta|gestisci) (?:tutti )?(?:i )?cookie\b
        """,
    },
    holds={
        Kind.SUBSCRIPTION: r"""
            abbonati :: \b(?:contenuto|articolo) (?:è )?(?:riservato agli|solo per gli|esclusivo per gli) abbonati\b
            limite :: \b(?:hai|ha) raggiunto il limite di articoli\b
            abbonati :: \b(?:riservato|solo per|esclusivo per) (?:gli )?abbonati\b
            continuare a leggere :: \b(?:abbonati|registrati|accedi)\b.{0,40}\bcontinuare a leggere\b
        """,
        Kind.NEWSLETTER: r"""
            newsletter :: \biscriviti\b.{0,60}\bnewsletter\b
        """,
        Kind.COOKIE: r"""
            cookie :: \b(?:utilizziamo|usiamo|questo sito (?:utilizza|usa))\b.{0,40}\bcookie\b
            cookie :: \bl'uso dei cookie\b
        """,
        Kind.LEGAL: r"""
            riproduzione riservata :: (?:©|\bcopyright\b).{0,30}\briproduzione riservata\b
        """,
    },
    wall_titles=r"""
        (?:accedi|accesso)
        (?:verifica di sicurezza|accesso negato)
        un momento
    """,
    wall_texts=r"""
        (?:abilita|attiva) javascript
        non sono un robot
        traffico insolito
    """,
    error_titles=r"""
        pagina non trovata
        errore(?: \d+)?
        sito in manutenzione
    """,
    consent_titles=r"""
        prima di continuare.{0,40}
        (?:la tua|la vostra) privacy.{0,30}
        informativa (?:sui cookie|privacy)
    """,
    consent_words=r"""
        consenso
        dati personali
        pubblicità personalizzata
    """,
    consent_buttons=r"""
        accetta
        rifiuta
        continua senza accettare
    """,
    paywall=r"""
        abbonati :: (?:contenuto|articolo) (?:è )?riservato agli abbonati
        limite :: raggiunto il limite di articoli
        abbonati :: (?:riservato|solo per|esclusivo per) (?:gli )?abbonati
        continuare a leggere :: per continuare a leggere
        abbonati :: abbonati per (?:leggere|continuare|accedere)
        già abbonato :: sei già abbonato
        leggere tutto :: per leggere tutto\b.{0,40}abbona
    """,
)
