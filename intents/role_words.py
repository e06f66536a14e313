"""Words that give a number another role than "how long it has hurt".

A plan, a medicine, an operation, an activity, an age: tables only, read by `roles`.
"""

from intents.time_words import listed

BABIES = frozenset(
    listed("baby babies son daughter kid kids child toddler girl boy newborn puppy pup twins infant nephew niece")
    + listed("bebé bébé hijo hija bambino bambina fils fille filho filha")
)
DISTANCES = frozenset(
    listed(
        "mile miles km kms k mi m times time x once twice thrice runs run sessions session days day hrs hours "
        "hour mins minutes lbs lb kg mpw nights many l ml g litres pints"
    )
)
PLANS = frozenset(
    listed(
        "plan plans programme program block course challenge streak pass trial membership subscription gym "
        "cycle build schedule taper camp race contract event ultra break sabbatical holiday cruise c25k couch "
        "holidays tour wait check checkup review class"
    )
)
ACTIVITIES = frozenset(
    listed(
        "running runner runners ran trained training train lifting lifted lifter member membership joined "
        "coaching played worked working work cycling swimming army married riding rode club teaching yoga "
        "restarted gymming crossfit climbing walked streak marathons driving serving nursing engaged living "
        "lived retired smoking smoked smoker parkrun vegan vegetarian exercising strava subscribed sober"
    )
)
MEDICINES = frozenset(
    listed(
        "mg taken tablet tablets steroids steroid taking take takes naproxen ibuprofen prednisolone prednisone pred "
        "codeine pill pills antibiotics amitriptyline hrt gabapentin diclofenac omeprazole methotrexate "
        "thinners statins ciprofloxacin injections meds medication painkillers warfarin tamoxifen doxycycline apixaban "
        "dose pack medrol taper paracetamol cocodamol lemsip tramadol diazepam aspirin vitamins sprayed"
    )
)
OPERATIONS = frozenset(
    listed(
        "surgery op operation operated arthroscopy replacement fusion discectomy microdiscectomy laminectomy "
        "appendix hysterectomy csection partum postpartum pp natal birth baby chemo chemotherapy radiotherapy "
        "cancer transplant booster vaccine treatment miscarriage appointment scan mri xray diagnosed joined "
        "covid shingles keyhole surgical graduated menopause partem pregnant pregnancy lymphoma lumpectomy "
        "vasectomy cesarean caesarean dentist melanoma "
        "tumour stent bypass epidural meningitis repair repaired reconstruct reconstruction recon section "
        "c-section injection jab infusion implant screw screws drained drain removed rhizotomy mastectomy "
        "amputation aclr transposition puncture scope plated nodes transfer meniscectomy stents tkr thr bfp"
    )
)
# What was done or put in; the time from it is told without "ago".
CARE = frozenset(
    listed(
        "surgery op operation operated arthroscopy replacement fusion discectomy microdiscectomy laminectomy section "
        "transplant aclr stent stents bypass reconstruction repair repaired fixed transposition puncture scope plated "
        "keyhole hysterectomy mastectomy lumpectomy nodes transfer meniscectomy debridement cast tkr thr"
    )
)
# What is taken off or out when an injury has been seen to.
AIDS = frozenset(listed("cast boot brace plaster splint crutches stitches staples line picc tubigrip sling pins wires"))
_DRUG_ENDINGS = (
    *("cillin", "mycin", "floxacin", "azole", "statin", "profen", "coxib", "codone", "triptyline", "pentin", "gabalin"),
    *("solone", "sone", "olol", "formin", "zepam", "toin", "fenac", "dronate", "parin", "xaban", "traline", "etine"),
    *("trexate", "mumab", "ximab", "nidine", "cycline", "statins", "prazole", "razole", "xifen"),
)


def is_medicine(word: str) -> bool:
    """A drug by its name, or by how such names end."""
    return word in MEDICINES or is_drug(word)


def is_drug(word: str) -> bool:
    """Naproxen, doxycycline: the name itself, not "tablets" or "taking"."""
    return len(word) > 6 and word.endswith(_DRUG_ENDINGS)


ELAPSES = frozenset(("ago", "since", "post", "after", "back", "earlier", "later"))
FUTURE_AFTER = frozenset(listed("until untill till til away before left out"))
# "In three weeks" is not to come after these: lost a stone in, has not closed in.
NOT_YET = frozenset(listed("no let not lost lose losing hasn't haven't hasnt havent worse weaker from"))
FREE = frozenset(
    listed(
        "free fine clear sober without recovered behaved grand brilliant healed perfect okay pain-free "
        "nothing quiet good"
    )
)
TAKES = frozenset(listed("take takes took taking last wait waited need needs give allow rest heal healed"))
MODALS = frozenset(
    listed("will would could should might may can supposedly normally usually typically expect long when how said says")
)
TRIED = frozenset(
    listed(
        "boot cast plaster crutches brace sling strength laid lay sat crashed wait stretches stretching exercises "
        "tried doing did "
        "strengthening rolling planks bridges"
    )
)
OTHERS = frozenset(
    listed("mate mates mate's friend friends friend's boss teammate neighbour flatmate boyfriend colleague boss's")
)
OWN = frozenset(listed("i i'm im i've ive i'd me mine myself"))
PERSONS = frozenset(
    listed(
        "male female man woman lady gentleman m f girl boy person runner player footballer cricketer student athlete "
        "guy bloke father mother dad mum mom mam son daughter wife husband brother sister grandad grandma nan maid "
        "uncle aunt myself lad lass"
    )
)
BEFORE_OTHERS = frozenset(
    listed("not every each per next another within les cada alle ogni elke alla co says said told reckons")
)
BEFORE_AGE = frozenset(listed("aged age is am i'm im he's she's male female man woman lady boy girl m f turned"))
SINCE = frozenset(listed("since depuis desde seit cince sinse od sinds ever dal dalla da من منذ sejak"))
# What was told, looked at or taken yesterday is not what hurts since yesterday.
TOLD = frozenset(
    listed(
        "told said says saw seen rang called messaged scan scanned clear normal negative positive watched film took "
        "given gave pills finished cheers thanks thank asked booked signed confirmed diagnosed fine better grand"
    )
)
EXPECTING = frozenset(
    listed(
        "pregnant pregnancy preg bump bun oven gynae gynaecologist obgyn gestational "
        "mahine trimester sickness midwife waters passenger expecting enceinte incinta "
        "schwanger embarazada grávida grossesse incinta gravid lmp ivf trimestre pet g1p0 g2p1 spd twins bfp"
    )
)
TREATMENTS = frozenset(
    listed(
        "physio rehab drip bands videos treatment antibiotics bridges stretching stretches exercises exercise "
        "massage yoga pilates diclofenac naproxen ibuprofen rest strength planks rolling trying chiro "
        "acupuncture injections work squats clamshells clams bugs lunges deadlifts raises loading mobility drills "
        "prehab clamshell cobra dogs"
    )
)
# Every word of the tables above, so that a repairer leaves them alone.
SPELT = frozenset(
    word
    for table in (PLANS, ACTIVITIES, MEDICINES, OPERATIONS, TREATMENTS, FREE, TAKES, TRIED, OTHERS, BABIES)
    for word in table
    if len(word) > 3 and word.isalpha()
)
