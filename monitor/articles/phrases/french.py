"""Lines and pages that are no news, in French; how to read the rows: `kinds`."""

from typing import Final

from monitor.articles.phrases.kinds import Kind, Phrases

PHRASES: Final = Phrases(
    whole={
        Kind.RELATED: r"""
            à lire aussi
            lire aussi
            à lire également
            voir aussi
            lire plus
            lire la suite
            en savoir plus
            sur le même sujet
            les plus lus
            articles? (?:liés|associés|similaires)
            nos recommandations
            dans la même rubrique
        """,
        Kind.SHARE: r"""
            (?:partager|imprimer|réagir|commenter|enregistrer|écouter)(?: (?:l'article|cet article|sur .{2,20}))?
        """,
        Kind.NAVIGATION: r"""
            temps de lecture.{0,20}
            accueil
            menu
            recherche
            fermer
            retour
            haut de page
            aller au contenu.{0,20}
            voir plus
        """,
        Kind.ADVERT: r"""
            publicité
            annonce
            contenu sponsorisé
            la suite après (?:la|cette) publicité
        """,
        Kind.SUBSCRIPTION: r"""
            (?:profitez d'un |bénéficiez d'un )?accès illimité.{0,30}
            lire la suite en illimité
            (?:vous souhaitez|envie de) lire la suite.{0,20}
            accédez à (?:tous|l'intégralité de|l'ensemble de) (?:nos|vos) .{1,30}
            (?:offre )?sans engagement
            (?:cet article est|contenu) payant
            lisez l'intégralité de (?:cet|l')\s?article
            s'abonner
            je m'abonne
            abonnez-vous
            se connecter
            s'inscrire
            connexion
            déjà abonné.{0,30}
        """,
        Kind.COOKIE: r"""
            tout (?:accepter|refuser)
            accepter et (?:fermer|continuer)
            continuer sans accepter
            paramétrer.{0,20}
        """,
    },
    starts={
        Kind.RELATED: r"""
            (?:à lire(?: aussi| également)?|lire (?:aussi|également|la suite)|voir aussi) ?(?:[:|\-–—]|$)
        """,
        Kind.SUBSCRIPTION: r"""
            pour lire (?:cet article|l'article|l'intégralité|la suite)\b.{0,60}\b(?:abonn|identifi|connect|inscri)
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
    holds={
        Kind.SUBSCRIPTION: r"""
            abonnés :: \b(?:article|contenu) (?:est )?réservé (?:à nos |aux )abonnés\b
            il vous reste :: \bil vous reste .{0,20}% .{0,40}(?:article|lire|découvrir)
            abonnez-vous :: \babonnez-vous (?:pour|à|dès|maintenant)\b
            sans engagement :: \bsans engagement\b.{0,20}$
            déjà abonné :: \bdéjà abonné
        """,
        Kind.NEWSLETTER: r"""
            newsletter :: \b(?:inscrivez|abonnez)-vous\b.{0,60}\bnewsletters?\b
            infolettre :: \b(?:inscrivez|abonnez)-vous\b.{0,60}\binfolettres?\b
            lettre d'information :: \b(?:inscrivez|abonnez)-vous\b.{0,60}\blettre d'information\b
        """,
        Kind.COOKIE: r"""
            cookies :: \b(?:nous|ce site|notre site|nos partenaires)\b.{0,30}\b(?:utilis|dépos)\w+\b.{0,40}\bcookies\b
            cookies :: \bvous acceptez (?:l'utilisation|le dépôt) (?:de |des )cookies\b
        """,
    },
    wall_texts=r"""
        (?:pas|in)disponible dans votre (?:pays|région)
        veuillez activer javascript
        je ne suis pas un robot
        trafic inhabituel
        vérification de sécurité
    """,
    wall_titles=r"""
        (?:connexion|se connecter|identifiez-vous)
        (?:vérification de sécurité|accès refusé)
        un instant
    """,
    error_titles=r"""
        (?:cette )?page (?:introuvable|non trouvée)
        erreur(?: \d+)?
        site en maintenance
    """,
    consent_titles=r"""
        avant de continuer.{0,40}
        (?:votre |vos )?(?:vie privée|consentement|choix)
        gestion des cookies
    """,
    consent_words=r"""
        consentement
        données personnelles
        partenaires
        traceurs
        vie privée
    """,
    consent_buttons=r"""
        (?:tout )?accepter
        (?:tout )?refuser
        continuer sans accepter
    """,
    paywall=r"""
        lire cet article :: pour lire cet article\b.{0,40}(?:abonn|identifi|connect|inscri)
        en illimité :: lire .{0,20}en illimité
        payant :: cet article est payant
        l'intégralité :: (?:lisez|lire) l'intégralité de (?:cet|l')
        lire la suite :: (?:souhaitez|envie de) lire la suite
        abonnés :: réservée? (?:à nos |aux )abonnés
        il vous reste :: il vous reste .{0,20}%
        la suite :: la suite (?:est réservée|de cet article est)
        pour lire la suite :: pour lire la suite
        déjà abonné :: déjà abonné
        abonnez-vous :: abonnez-vous pour (?:lire|continuer|accéder)
        inscrivez-vous :: inscrivez-vous .{0,30}pour (?:lire|continuer)
    """,
)
