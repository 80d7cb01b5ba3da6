"""Which language codes there are (ISO 639-1, and those of 639-3 that news sites use without a shorter one)."""

_TWO_LETTERS = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
    eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv
    ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne
    ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss
    st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_THREE_LETTERS = """
    ast bcl bho bua ceb ckb crh csb dsb fil frp fur gag gsw haw hif hmn hsb ilo kab kok krc lld lzh mai mni nan nap nds
    new nso pag pam pap pcm pms prs sah sat scn sco shi shn srn szl tet tok tum tyv vec war wuu xal yue zgh
"""

KNOWN = frozenset(_TWO_LETTERS.split()) | frozenset(_THREE_LETTERS.split())

#: Countries and names that are written where a language code is wanted.
OFTEN_MEANT = {
    "arabic": "ar", "chinese": "zh", "cn": "zh", "cz": "cs", "dk": "da", "dutch": "nl", "eng": "en", "english": "en",
    "french": "fr", "gb": "en", "ger": "de", "german": "de", "gr": "el", "hebrew": "he", "hindi": "hi", "il": "he",
    "in": "id", "ir": "fa", "italian": "it", "iw": "he", "japanese": "ja", "jp": "ja", "jpn": "ja", "kor": "ko",
    "korean": "ko", "persian": "fa", "portuguese": "pt", "russian": "ru", "spanish": "es", "turkish": "tr", "ua": "uk",
    "ukrainian": "uk", "us": "en", "vn": "vi",
}  # fmt: skip
