"""English nouns of the news of which both forms are in daily use: a rule that names one most likely means both.

Names, and nouns that are mostly used in one form (relief, news, aid, police, economics), are left out on purpose.
"""

_REGULAR = """
    accident account accusation acquisition activist actor adviser agreement airline airport airstrike
    alliance ally ambassador ambush analyst announcement apartment appeal arrest article artist assassination asset
    athlete attack attacker auction award baby bailout ballot ban bank banker bankruptcy barrel base battle battery
    bill billionaire blackout blast blockade bomb bomber bombing bond border boycott breach bribe bridge broker budget
    building bullet buyer cabinet camp campaign candidate car cargo cartel case casualty ceasefire century charge
    charity chemical chip chipmaker citizen city civilian claim clash client coach coalition colony
    comment commission committee commodity company competitor complaint computer concession conflict conspiracy
    constitution contract contractor convoy corporation cost councillor country coup court crash creditor crime
    criminal critic cruise currency customer cut cyberattack cyclone dam deadline deal dealer death debate debt
    decision defector defendant deficit delegate delegation delivery demonstration demonstrator deposit deputy
    detainee developer device diplomat disaster discovery disease dispute dissident dividend doctor document donor
    drill driver drone drought drug earthquake economist editor election embargo embassy emission employee employer
    emperor enemy engine engineer envoy epidemic equity escalation evacuation exchange execution executive exercise
    expert explosion explosive export exporter extension extremist factory farm farmer fatality fee ferry festival
    fighter film fine fire firm fisherman flight flood forecast foundation founder freighter fugitive fund gang
    governor grant guarantee guerrilla gun gunman hacker harvest helicopter hostage hospital hotel house
    hurricane immigrant import importer incident incursion index indictment infection inmate inquiry insider inspection
    inspector institution insurgent insurer intervention invasion inventor investigation investigator investor island
    jet journalist judge kidnapping killer killing king landmine landslide laptop law lawmaker lawsuit lawyer layoff
    leader leak lender letter liability licence license loan lobbyist lockdown loophole loss manager manufacturer
    massacre mayor measure mediator meeting merger meteorite migrant militant militia mine miner minister
    ministry minority missile mission monarch mortgage mosque motion murder museum negotiation negotiator network
    newspaper oligarch operation operator opponent orchestra order organisation organization outage
    outbreak outlet owner pact pandemic parliament partner partnership passenger patent patient patrol payment penalty
    pension permit petition phone pilot pipeline pirate plaintiff planet plant platform player poll politician port
    post prediction premier president priest prince princess prison prisoner probe producer product
    professor profit project proposal prosecutor protest protester province provocation publisher purchase quake quota
    raid railway rally rate rating reactor rebel rebellion recession recruit referee referendum reform refugee
    refinery regime region regulation regulator relative reporter representative republic reserve reservoir resident
    resignation resolution restaurant restriction retailer revolt revolution reward rifle riot rival river road robber
    robbery robot rocket rule ruling rumour saboteur sailor sanction satellite scandal scheme scholar scientist
    secretary sector seizure seller senator sensor sentence separatist server settlement settler shareholder shelling
    shipment ship shipyard shooter shooting shortage shutdown siege skirmish smartphone smuggler soldier
    spokesman sponsor spy stadium startup stockpile storm strategist strike striker student submarine subsidiary
    subsidy suicide summit supplier surgeon survivor suspect suspension tanker target tariff tax teacher team telescope
    tenant tender territory terrorist theatre threat tornado tourist tournament town trader tragedy train trainer
    transaction transfer treaty trial tribe tribunal truce truck tsunami tunnel tycoon typhoon union university uprising
    vaccine vehicle venture verdict vessel veteran veto victim victory village villager violation virus visa visit
    visitor volcano vote voter wage waiver war warehouse warhead warning warplane warship weapon website wildfire
    winner witness worker workshop yield
"""
_IRREGULAR = {"fisherman": "fishermen", "gunman": "gunmen", "spokesman": "spokesmen"}
_ES = ("s", "x", "z", "ch", "sh")


def _plural(noun: str) -> str:
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    if noun in {"embargo", "cargo", "veto", "tornado", "volcano"}:
        return f"{noun}es"
    return noun + ("es" if noun.endswith(_ES) else "s")


#: Singular -> plural, in small letters.
PLURALS = {noun: _plural(noun) for noun in _REGULAR.split()}
#: Plural -> singular.
SINGULARS = {plural: noun for noun, plural in PLURALS.items()}
