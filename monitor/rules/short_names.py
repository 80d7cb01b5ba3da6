"""Names of countries that newspapers use and the CLDR's first choice is not: short, former and colloquial ones."""

#: By country, then language; `=` as in a rule file. Only what nobody takes for something else.
_LINES = """
AE en: =UAE, the Emirates | de: =VAE | es: =EAU | fr: =EAU | ja: =UAE | ko: 아랍에미리트연합, =UAE | zh: 阿联酋, 阿聯酋
BA en: Bosnia, Bosnia and Herzegovina | de: Bosnien | es: Bosnia | fr: Bosnie | it: Bosnia | ja: ボスニア | zh: 波黑
BN en: Brunei Darussalam
CD en: DR Congo, =DRC, Democratic Republic of Congo, Democratic Republic of the Congo, Congo-Kinshasa
CD de: Demokratische Republik Kongo, DR Kongo | es: RD Congo, República Democrática del Congo
CD fr: RD Congo, =RDC, République démocratique du Congo
CD it: Repubblica Democratica del Congo, RD Congo
CD ja: コンゴ民主共和国 | ko: 콩고민주공화국, 민주콩고 | pt: República Democrática do Congo
CD ru: ДР Конго | zh: 刚果民主共和国, 剛果民主共和國
CG en: Republic of Congo, Republic of the Congo, Congo-Brazzaville | de: Republik Kongo | fr: République du Congo
CG es: República del Congo | ja: コンゴ共和国 | ko: 콩고공화국 | zh: 刚果共和国, 剛果共和國
CI en: Ivory Coast, Cote d'Ivoire | de: Elfenbeinküste | es: Costa de Marfil | it: Costa d'Avorio | pt: Costa do Marfim
CV en: Cabo Verde | de: Kap Verde
CZ en: Czech Republic | de: Tschechische Republik | es: República Checa | fr: République tchèque | it: Repubblica Ceca
FM en: Federated States of Micronesia
GB en: =UK, =U.K., Britain, Great Britain | de: Großbritannien, Grossbritannien | es: Gran Bretaña | fr: Grande-Bretagne
GB it: Gran Bretagna | ja: 英国 | pt: Grã-Bretanha | nl: Groot-Brittannië | ru: Великобритания
HK en: Hong Kong | de: Hongkong | es: Hong Kong | fr: Hong Kong | it: Hong Kong | ja: 香港 | ko: 홍콩 | nl: Hongkong
HK pt: Hong Kong | ru: Гонконг | zh: 香港
IR en: Islamic Republic of Iran
KP en: =DPRK, N. Korea, Democratic People's Republic of Korea
KP ja: 朝鮮民主主義人民共和国 | ko: 조선민주주의인민공화국, 북조선
KP ru: =КНДР | zh: 北朝鲜, 北韩, 北韓
KR en: =ROK, S. Korea, Republic of Korea | ja: 大韓民国 | ko: 한국, 남한 | zh: 大韩民国, 南韩, 南韓
MK en: Macedonia | de: Mazedonien
MM en: Burma | de: Birma, Burma | ja: ビルマ | zh: 緬甸
MO en: Macau, Macao | de: Macau | es: Macao | fr: Macao | it: Macao | ja: マカオ | ko: 마카오
MO pt: Macau | zh: 澳门, 澳門
NL en: Holland
PS en: Palestine | de: Palästina | es: Palestina | fr: Palestine | it: Palestina | ja: パレスチナ
PS ko: 팔레스타인 | zh: 巴勒斯坦
RU en: Russian Federation | de: Russische Föderation | ja: ロシア連邦 | ru: Российская Федерация | zh: 俄国, 俄羅斯
ST en: São Tomé and Príncipe
SZ en: Swaziland | de: Swasiland
TL en: East Timor | de: Osttimor | pt: Timor Leste
TR en: Turkey, Turkiye | fr: Türkiye | ko: 터키
TT en: Trinidad and Tobago, Trinidad
TW en: Republic of China | de: Republik China | ko: 타이완 | zh: 臺灣
US en: =US, =USA, =U.S., =U.S.A., United States of America | de: =USA | es: =EE.UU., =EE. UU. | fr: =USA, Etats-Unis
US it: =USA, Stati Uniti d'America | ja: 米国, アメリカ | nl: =VS, =USA | pt: =EUA | ru: =США | zh: 美國
VA en: the Vatican, Holy See | de: Vatikan | es: Vaticano | fr: Vatican | it: Vaticano | ja: バチカン
VA ko: 바티칸 | zh: 梵蒂冈
VN fr: Vietnam | en: Viet Nam
"""


def _read() -> dict[tuple[str, str], tuple[str, ...]]:
    table: dict[tuple[str, str], tuple[str, ...]] = {}
    for line in _LINES.strip().splitlines():
        country, _, rest = line.partition(" ")
        for part in rest.split(" | "):
            language, _, names = part.partition(": ")
            table[country, language] = (*table.get((country, language), ()), *names.split(", "))
    return table


#: (country, language) -> names, written as in a rule file.
SHORT_NAMES = _read()
