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

PHRASES: Final = Phrases(
    whole={
        Kind.LEGAL: r"""
            (?:©|\(c\)|&copy;|copyright ©?) ?(?:19|20)\d\d\b.{0,100}
            ©.{0,60}
        """,
        Kind.NAVIGATION: r"""
            \d+ ?/ ?\d+
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
