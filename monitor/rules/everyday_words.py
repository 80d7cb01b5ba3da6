"""English words that stand in a large part of all news: alone, or under a NOT, they say too little."""

from monitor.rules.common_words import COMMON_WORDS

_WORDS = """
    army bank beach book books cars church cities club coach college company contract couple crime debate doctor
    expert experts fans film films fight game leader leaders lawyer lawyers match model parliament party player players
    protest science season show song star stars store street team theatre tourist trial vote voters website win
    after again against agreement ahead almost along already although always america american among another april
    around august authorities available based became because become before began behind being better between beyond
    billion britain business called campaign capital central change chief children china chinese close comes coming
    common community companies concern conference continue control countries current december decided department
    despite different director during early economic economy education effort effect eight election energy enough
    europe european every evidence expected experience family federal february fight finally financial finance first
    football foreign former forward found four france french friday fruit future games german germany given global
    going government great group growth health heard higher history however human huge hundred including increase
    india industry information inside instead international interest investment issue itself january japan july june
    known largest later latest league least legal likely little living local london longer lower major making market
    march matter maybe means media meeting member members message middle might million minister modern monday money
    month months morning movie music national nearly never night nothing november number october offer office official
    officials often online organisation organization others outside people percent performance perhaps personal
    phone police policy political politics popular possible power president pressure previous price prices private
    problem process product production project property protect provide public quarter question quickly reached reason
    recent record region related release report reported reporter reports required research response result results
    return review rights russia saturday saying says school science second security seen senior september series
    service services seven several share shares shortly should show side similar simple since single social society
    something source sources south speech spokesman spokeswoman sport sports spring staff state states statement
    station still street strong student students study success summer sunday support system taken taking talks teams
    technology television terms their there these things third though thousand three through thursday times today
    together tomorrow total towards trading travel treatment troops trying tuesday twice under united university until
    update used using value video violence washington water weather website wednesday weeks weekend whether while
    white whole winter within without women words workers working world would writing years yesterday young
"""

#: In small letters.
EVERYDAY_WORDS = COMMON_WORDS | frozenset(_WORDS.split())
