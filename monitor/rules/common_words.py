"""English words that a text in capitals is easily taken for, and the other way round: US, IT, WHO, AIDS, ICE, …"""

_WORDS = """
    a about act add age ago aid aids aim air all also am an and any app are area arm arms art as ask at ate away
    back bad bag ban bank bar base bat bay be bear bed bee been best bet bid big bill bit board boat body book both
    box boy bus but buy by call can cap car card care case cat cell chip city clear close cloud cool cop cops core
    cost could cut dad data date day days deal did die do doe does dog done door down draft drive drop dry due ear
    ease east easy eat edge end era even ever eye face fact fair fall far fast fat fed fee feed few file fill film
    fire firm fish fit fix fled flow fly for form free from fuel full fun gain game gap gas gate get gift give go
    goal god gold good got grid gun guy had hall hand hard has hat have he head heal hear heat held help her here
    hero hi high him his hit hold home hope host hot hour house how ice idea if ill in ink into iron is it its jet
    job join joint joy jump just keep key kid kind king lab lack lake land lap last late law lay lead leap led left
    leg less let level lie life lift light like line link list live load local long look loss lost lot love low mad
    made mail main make male man many map mark mass mat may me mean meet men mend met mid might mile mind mine miss
    mix mob mode moon more most move much must my name near neat need net never new news next nice night no nor
    north not note now odd of off oh oil ok old on once one only open opt or order other our out over own pace pack
    pad page paid pain pan park part pass past path pay pen people per pet pick pin place plan play plea plus pop
    port post pot power press pro pull pure push put race raft rail rain raise ram ran range rare rat rate raw ray
    read real rest rich ride right ring rise risk road rock role room row rule run rush sad safe sage said sail
    sale salt same sat save saw say scale sea seal search seat see seek self sell send sent set shape share sharp
    she shed ship shop short should show shut sick side sign sin sing sit site size skin sky slow smart snap snow
    so soft soil sold solid some son soon sort south space spare speak spot stand star start state stay stem step
    still stop storm strike strong such sun sure swift swing tag tail take talk tall tank tap tape target task tax
    team tell ten term test than that the them then there they thin thing think this those thus tie time tip to
    today told too tool top tour town track trade train trap tree trial trip true try turn two under unit up us use
    used van very via view visit vote wage wait wake walk wall want war warm was wash watch water wave way we weak
    wear web week well went were west wet what when where which while who why wide will win wind wing wire wise
    wish with woman women word work world worth would write yard year yes yet you young your zone
"""

COMMON_WORDS = frozenset(_WORDS.split())
