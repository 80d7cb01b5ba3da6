"""Lines and pages that are no news in any language; how to read the rows: `kinds`."""

from typing import Final

from monitor.articles.phrases.kinds import Kind, Phrases

#: A line of nothing but these is a row of share buttons.
SERVICES: Final = frozenset(
    """
    facebook twitter x whatsapp telegram linkedin pinterest reddit email mail e sms xing flipboard line messenger
    instagram youtube threads bluesky mastodon pocket rss kakao talk print copy link share tweet icon vk ok viber weibo
    wechat tumblr tiktok messenger digg
    """.split()  # noqa: SIM905 - a row of words is how tables are read here
)

#: A line that is a price for a time, in the languages that have such lines.
_PRICE: Final = r"(?:[€$£¥] ?\d+(?:[.,]\d\d)?|\d+(?:[.,]\d\d)? ?(?:[€$£¥]|euros?|usd|eur|円|원))"
_LABEL: Final = "[\\w+&/’'. -]{1,30}[,:;–-]"
_OFFER: Final = (
    "(?:unlimited access |digital access |get access |access |subscribe |try it )?"
    "(?:only|just|from|for(?: only| just)?|(?:für )?nur|ab|(?:pour )?seulement|dès|à partir de|desde|sólo|solo"
    "|por(?: solo)?|a soli|da|vanaf|voor|apenas|por apenas)"
)
_EVERY: Final = "/|a|an|per|each|every|im|in der|pro|par|al|a la|por|à|na|au"
_PERIOD: Final = (
    "months?|weeks?|days?|years?|monate?n?|wochen?|jahr|mois|semaines?|an|mes(?:es)?|semanas?|año|mes[ei]|settiman[ae]|anno"
    "|mês|maand(?:en)?|weken|jaar"
)
_FIRST: Final = "(?:the|your) first|(?:los )?primeros|(?:les )?premiers|(?:die )?ersten"

PHRASES: Final = Phrases(
    whole={
        Kind.LEGAL: r"""
            (?:©|\(c\)|&copy;|copyright ©?) ?(?:19|20)\d\d\b.{0,100}
            ©.{0,60}
        """,
        Kind.NAVIGATION: r"""
            \d+ ?[/:] ?\d+
            (?-i:[a-z0-9]+(?:-[a-z0-9]+)+)
            \d+ min(?:\.|ute[sn]?|utos?|uti)?(?: (?:read|lesezeit|de lecture|de lectura|de leitura|di lettura|lezen))?
            [\w&' ]{2,24}(?: ?[>›»] ?[\w&' ]{2,40}){2,}
        """,
        Kind.NEWSLETTER: r"""
            newsletters?
        """,
        Kind.RELATED: r"""
            tags?
        """,
        Kind.SHARE: r"""
            @\w{2,30}
            #\w{2,30}(?: #\w{2,30})*
        """,
        Kind.SUBSCRIPTION: rf"""
            (?:{_LABEL} ?|{_OFFER} )?{_PRICE} ?(?:{_EVERY}) ?(?:{_PERIOD})
            (?:{_LABEL} ?|{_OFFER} )?{_PRICE} (?:for|per|por|pour|für|voor|al) (?:{_FIRST} )?(?:\d+ )?(?:{_PERIOD})
            (?:{_LABEL} ?|{_OFFER} )?{_PRICE} (?:im|le|el|il|in de) (?:ersten|premier|primer|primo|eerste) (?:{_PERIOD})
        """,
    },
    starts={
        Kind.NAVIGATION: r"""
            arrow(?:artboard)?created with sketch
        """,
        Kind.TEMPLATE: r"""
            \[/?(?:button|caption|gallery|embed|video|audio|playlist|contact-form\S*|vc_\w+|et_pb_\w+)\b[^\]]{0,300}\]
        """,
    },
    holds={
        Kind.TEMPLATE: r"""
            {{ :: \{\{.{0,200}?\}\}
            {% :: \{%.{0,200}?%\}
            <% :: <%.{0,200}?%>
            ${ :: \$\{[\w.]{1,60}\}
            %% :: %%[\w.]{2,40}%%
        """,
        Kind.LEGAL: r"""
            all rights reserved :: all rights reserved
            no reproduction :: \bno reproduction without (?:\w+ )?permission\b
        """,
    },
    wall_titles=r"""
        ddos-guard
        captcha
    """,
    error_titles=r"""
        (?:http )?(?:error )?404.{0,40}
        (?:http )?(?:error )?(?:40[0-9]|41[0-9]|429|451|50[0-9]|52[0-9])
        (?:40[013]|410|429|451|50[0-9]|52[0-9]) (?:error|forbidden|bad|gone|too many|internal|service|gateway).{0,30}
        error
    """,
    consent_words=r"""
        cookies?
        gdpr
        tracking
    """,
)
