"""Lines and pages that are no news, in English; how to read the rows: `kinds`."""

from typing import Final

from monitor.articles.phrases.kinds import Kind, Phrases

PHRASES: Final = Phrases(
    whole={
        Kind.RELATED: r"""
            (?:related|more)(?: (?:stories|story|articles?|posts?|links?|content|topics?|coverage|news|reading))?
            (?:read|see|up) (?:more|next|also)
            (?:most|editor'?s?'?) (?:read|popular|viewed|shared|picks?|choice)
            recommended
            trending
            you may also like
            you might also like
            more (?:to|on this) (?:read|story|topic)
            explore further
            top stories
            latest (?:news|stories|headlines)
            (?:more )?from around the web
            partner news
            topics?
            in case you missed it
            (?:what to )?read next
            in this (?:story|article)
        """,
        Kind.SHARE: r"""
            shares?(?: (?:this|on|via|with).{0,40})?
            (?:print|save|bookmark|copy|gift)(?: (?:this |the )?(?:article|story|page|link))?
            (?:listen|watch)(?: (?:to this|now|live).{0,30})?
            (?:\d+ )?comments?(?: \(\d*\))?
            (?:link )?copied(?: to clipboard)?
            text size
            post comment
            tell us what you think
            (?:what do you think|let us know)(?: in the comments.{0,20})?
            order reprints
        """,
        Kind.NAVIGATION: r"""
            by
            (?:(?:published|updated|posted):? )?(?:\d+|an?|one) (?:second|minute|hour|day|week|month|year)s? ago
            (?:reading time|read time|estimated reading time).{0,20}
            (?:skip|jump) to (?:main )?(?:content|navigation).{0,30}
            home
            menu
            search
            close
            back
            next
            previous
            loading
            top
            navigation
            sections?
            open menu
            show more
            view all
            (?:show|hide|view|see) (?:more|all|less|comments?)
            back to (?:top|home|the top).{0,20}
            thank you|thanks|sorry
        """,
        Kind.ADVERT: r"""
            article continues (?:below|after) .{0,30}
            story continues (?:below|after).{0,30}
            advertisements?
            advertising
            sponsored(?: content)?
            promoted
            ad
            paid (?:post|content)
        """,
        Kind.NEWSLETTER: r"""
            (?:our |the )?(?:daily|weekly|morning|evening|free|e-?mail) newsletters?
        """,
        Kind.SUBSCRIPTION: r"""
            try (?:unlimited access|it (?:now|free|today)|\w+ free)
            (?:get|unlock|enjoy) (?:full|unlimited|digital|premium)(?: digital)? access(?: (?:now|today|to .{1,40}))?
            (?:explore|see|view|compare|choose) (?:our|your|all) (?:subscription )?(?:plans?|options|offers)
            (?:explore|see|view|choose) (?:a |your )?(?:subscriptions?|subscription (?:plan|option|offer)s?|plans)
            (?:continue|sign (?:in|up)|log ?in|register) with (?:google|apple|facebook|e-?mail|your e-?mail)
            (?:this is (?:a|an) )?(?:premium|subscriber|members?-only|exclusive) (?:article|content|story)
            (?:exclusive )?(?:to|for) (?:our )?(?:paid |digital )?(?:subscribers|members)(?: only)?
            (?:subscribers|members) only
            keep reading (?:for|with) .{1,30}
            want (?:to read|full access|more)\b.{0,20}\? ?subscribe.{0,20}
            (?:not|no) (?:a )?(?:subscriber|member)(?: yet)?\?.{0,30}
            no thanks.{0,30}
            subscribe(?: now)?
            (?:log|sign) (?:in|up)(?: here| now)?
            see all offers.{0,30}
        """,
        Kind.COOKIE: r"""
            manage (?:your )?cookie (?:preferences|settings|choices)
            accept(?: all)?
            reject(?: all)?
            manage (?:options|preferences|choices|cookies)
            cookie (?:settings|preferences|policy|notice)
        """,
    },
    starts={
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
            (?:become|join as) a (?:member|subscriber|supporter)\b.{0,40}\b(?:to|and|today|now|for)\b
            then [$€£]\d
            (?:get|your) .{0,30}\bdigital access\b.{0,30}\b(?:for|from)\b
            read the rest of this (?:article|story)\b
            (?:complete|full|unlimited) digital access to\b
            your (?:subscription|support|membership) (?:makes|helps|means|allows)\b.{0,60}\b(?:our|us)\b
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
            (?:write to|contact|e-?mail|reach|follow) .{2,60}\b(?:at|on|via)\b.{0,12}(?:\S+@\S+\.|@\w|https?://)
            (?:have a tip|got a (?:tip|story))\b.{0,60}(?:\?|@|e-?mail|contact)
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
    holds={
        Kind.SUBSCRIPTION: r"""
            free article limit :: \byour (?:\w+ )?free article limit\b
            article limit :: \b(?:reached|hit) your (?:\w+ )?article limit\b
            limit of free :: \byour limit of free (?:articles|stories)\b
            free article :: \byou have .{0,60}free articles?
            last free article :: \blast free article
            expired :: \byour (?:free )?(?:trial|full access|subscription)\b.{0,60}\bexpired
            ended :: \byour (?:free )?(?:trial|full access|subscription)\b.{0,60}\bended
            need a subscription :: \byou need a subscription
            already :: \balready (?:a subscriber|a member|have an account|subscribed)\b
            subscribe :: \bsubscribe (?:now|today|to (?:continue|read|our|keep|unlock))\b
            to continue reading :: \bto continue reading\b.{0,60}\b(?:subscribe|sign|log|register|account)\b
            to keep reading :: \bto keep reading\b.{0,60}\b(?:subscribe|sign|log|register|account)\b
            reading :: \b(?:subscribe|sign|log in|register)\b.{0,60}\bto (?:continue|keep) reading\b
            subscribers :: \b(?:article|story|content) is (?:\w+ )?for (?:\w+ ){0,2}subscribers\b
            subscribers :: \b(?:article|story|content) is (?:\w+ )?available (?:only )?to (?:\w+ ){0,2}subscribers\b
            members :: \b(?:article|story|content) is (?:\w+ )?(?:for|available (?:only )?to) (?:our )?members\b
            see all offers :: \bsee all offers\b
        """,
        Kind.NEWSLETTER: r"""
            newsletter :: \b(?:sign up|subscribe|signing up)\b.{0,80}\bnewsletters?\b
            newsletter :: \bnewsletters?\b.{0,40}\b(?:sign up|subscribe)\b
            your :: \bdelivered (?:straight |directly )?(?:to|through) your (?:inbox|door|home|letter ?box|mailbox)\b
            your inbox :: \b(?:keep an eye on|check) your inbox\b
            your subscription :: \berror (?:processing|with) your subscription\b
        """,
        Kind.COOKIE: r"""
            cookies :: \b(?:agree to|accept|consent to) (?:the|our) use of cookies\b
            cookies :: \bwe (?:and our .{0,30})?(?:use|store|set) (?:\w+ ){0,2}cookies\b
            cookies :: \b(?:this|our) (?:web)?site (?:uses|stores|sets) (?:\w+ ){0,2}cookies\b
            cookies :: \baccept (?:all )?(?:our )?cookies\b
            cookie :: \b(?:our|your) cookie (?:settings|preferences|policy|notice)\b
            your :: \byour (?:cookie|consent|privacy) (?:choices|preferences|settings)\b
        """,
        Kind.ADVERT: r"""
            this :: \bthis (?:article|story|post) (?:was|is) (?:sponsored|paid for) by\b
        """,
        Kind.SYNDICATION: r"""
            the post :: \bthe post .{1,200} (?:appeared first|first appeared) on\b
            contributed to this :: ^.{0,300}\bcontributed to this (?:report|story|article)\b
            continue reading :: \bcontinue reading .{0,200}(?:→|»|\.\.\.|…)$
        """,
    },
    wall_titles=r"""
        (?:log|sign) ?in(?: to .{1,40})?
        (?:members|subscribers) only
        just a moment
        attention required
        access (?:to this page has been )?denied
        are you (?:a )?(?:robot|human)
        pardon our interruption
        (?:robot|security|browser) (?:check|verification)
        human verification
        please (?:wait|verify).{0,40}
        verify(?:ing)? you are (?:a )?human
        checking your browser.{0,40}
        request (?:blocked|rejected)
        bot (?:check|verification|detected)
        (?:sorry, )?you have been blocked
    """,
    wall_texts=r"""
        (?:not|un)(?: ?)available in (?:your|most|all) .{0,30}(?:country|countries|region|location)
        unavailable (?:due to|for) legal reasons
        from a country belonging to the european
        you must be (?:logged|signed) in to (?:view|read|see)
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
    """,
    error_titles=r"""
        (?:the |this )?(?:page|article|file|document)(?: you requested)? (?:is |was )?not (?:found|available)
        (?:the |this )?(?:page|article|file|document)(?: you requested)? (?:could |can)not be (?:found|displayed)
        not found
        (?:internal )?server error
        service (?:temporarily )?unavailable
        bad (?:gateway|request)
        gateway time-?out
        forbidden
        an? error (?:has )?occurred
        oops.{0,40}
        too many requests
        (?:site|website) (?:is )?(?:under maintenance|unavailable)
    """,
    consent_titles=r"""
        before you continue.{0,40}
        we value your privacy
        your privacy(?: choices)?
        (?:cookie )?consent
        privacy (?:settings|center|information)
    """,
    consent_words=r"""
        consent
        personali[sz]ed (?:ads|advertising)
        (?:our|\d+) partners
        personal data
        privacy
    """,
    consent_buttons=r"""
        (?:accept|agree|reject|allow)(?: all| and (?:continue|close)|$|\s)
        i (?:accept|agree)
        manage (?:options|preferences|settings|choices)
    """,
    paywall=r"""
        to read :: (?:subscribe|sign up|log in|become a (?:member|subscriber))\b.{0,30}\bto read (?:the|this)
        keep reading :: keep reading (?:for|with) [$€£\w]
        rest of this :: read the rest of this (?:article|story)
        premium :: this is (?:a )?premium (?:article|content|story)
        subscribers :: exclusive(?:ly)? (?:to|for) (?:our )?subscribers
        article limit :: your (?:\w+ ){0,2}article limit
        full access :: (?:unlock|get) full access
        to :: (?:subscribe|sign (?:in|up)|log in|register)\b.{0,40}\bto (?:continue|keep|read|unlock)
        reading :: to (?:continue|keep) reading(?:,| please|:|$| this| the full| for free| at no)
        already a subscriber :: already a subscriber
        subscribers :: (?:article|story|content) is (?:\w+ )?for (?:\w+ ){0,2}subscribers
        members :: (?:article|story|content) is (?:\w+ )?for (?:\w+ ){0,2}members
        available :: (?:article|story|content) is (?:\w+ )?available (?:only )?to (?:\w+ ){0,2}(?:subscribers|members)
        need a subscription :: you need a subscription
        free article :: (?:this is your |\d+ )?(?:last )?free articles? (?:left|remaining|this month)
        unlock this :: unlock this (?:article|story)
        subscriber :: subscriber[- ]only
        the full :: (?:read|get) the full (?:article|story)\b.{0,40}\b(?:subscri|member)
        reached your :: you(?:'ve| have) reached your .{0,30}\blimit\b
        create :: create (?:a|your) free account to\b
        register :: register (?:for free )?to (?:read|continue|view)\b
    """,
)
