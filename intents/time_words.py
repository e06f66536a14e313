"""The words runners use for numbers, stretches of time and points in time.

It is language, not advice, so it lives here and not with the knowledge. A week counts 7 days, a
month 30, a year 365; "for weeks" counts 21, "for months" 90, "for years" 730.
"""


def listed(words: str) -> tuple[str, ...]:
    """A table row: words with spaces between them."""
    return tuple(words.split())


NUMBERS: dict[str, float] = {
    **{"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9},
    **{"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16},
    **{"seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40},
    **{"fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "dozen": 12},
    **{"couple": 2, "coupla": 2, "cpl": 2, "pair": 2, "few": 3, "several": 4, "half": 0.5, "½": 0.5, "🔟": 10},
    **{"quarter": 0.25, "tow": 2, "too": 2, "twoo": 2, "tree": 3, "free": 3, "thre": 3, "fore": 4},
    **{"fiev": 5, "fiv": 5, "sevn": 7, "sicks": 6, "ate": 8, "ait": 8, "tenn": 10, "twelwe": 12},
}
# These are other words too: numbers only right before a unit ("free weeks"), never by themselves.
SLIPS = frozenset(listed("tow too twoo tree free fore ate"))
ARTICLES = frozenset(("a", "an", "one", "1", "single"))
# May stand between a number and its unit: "two long weeks", "20 odd days".
BETWEEN = frozenset(
    listed(
        "odd full whole hole solid long ish or so of more straight consecutive bloody plus the wee big "
        "nearly other fucking flipping flippin damn miserable great maybe further sleepless rough painful horrible "
        "awful bad terrible frustrating agonising calendar"
    )
)

UNITS: dict[str, float] = {
    **dict.fromkeys(listed("day days dy dys d dayz daze"), 1.0),
    **dict.fromkeys(listed("night nights nite nites sleeps"), 1.0),
    **dict.fromkeys(listed("week weeks wk wks wekk wekks weekes weaks weks w wkes"), 7.0),
    **dict.fromkeys(["fortnight", "fortnights", "fortnite"], 14.0),
    **dict.fromkeys(listed("month months mth mths mnth mnths mo mos monthes moon moons mounth mounths"), 30.0),
    **dict.fromkeys(listed("year years yr yrs y yeers yesr yera"), 365.0),
    **dict.fromkeys(["decade", "decades"], 3650.0),
    "century": 36500.0,
    **dict.fromkeys(listed("hour hours hr hrs h"), 1 / 24),
    **dict.fromkeys(listed("minute minutes min mins"), 1 / 1440),
}
ONLY_AFTER_DIGITS = frozenset(("h", "d", "w", "y", "mo", "mos", "dy", "moon", "moons"))
VAGUE: dict[str, float] = {
    **dict.fromkeys(("weeks", "wks", "wekks"), 21.0),
    **dict.fromkeys(("months", "mths", "mnths"), 90.0),
    **dict.fromkeys(("years", "yrs", "yeers"), 730.0),
    "decades": 7300.0,
}

# The commonest other languages. A number counts only right before a unit of these or a digit.
FOREIGN_NUMBERS: dict[str, float] = {
    **dict.fromkeys(listed("un una une uno ein eine einer einem einen uma um jeden een en ett ek"), 1),
    **dict.fromkeys(listed("dos deux zwei due dois duas dwa dwie twee två do два две dua"), 2),
    **dict.fromkeys(listed("tres trois drei tre três trzy drie tri teen три tiga ثلاث ثلاثة tatlo"), 3),
    **dict.fromkeys(listed("cuatro quatre vier quattro quatro cztery fyra char четыре empat"), 4),
    **dict.fromkeys(listed("cinco cinq fünf cinque pięć vijf fem panch пять lima"), 5),
    **dict.fromkeys(listed("seis six sechs sei zes sześć sex ses шесть"), 6),
    **dict.fromkeys(listed("siete sept sieben sette sete семь"), 7),
    **dict.fromkeys(listed("ocho huit acht otto oito"), 8),
    **dict.fromkeys(listed("diez dix zehn dieci dez dziesięć tien tio"), 10),
    **dict.fromkeys(listed("doce douze zwölf dodici doze dwanaście twaalf tolv"), 12),
    **dict.fromkeys(listed("medio media demi halben halbes halbe mezzo meio pół"), 0.5),
    **dict.fromkeys(listed("anderthalb eineinhalb półtora"), 1.5),
    **dict.fromkeys(listed("varios varias plusieurs mehreren alcuni"), 4),
    **dict.fromkeys(listed("unos unas quelques einigen paar alcune algunos"), 3),
}
FOREIGN_UNITS: dict[str, float] = {
    **dict.fromkeys(
        listed(
            "dia dias día días jour jours tag tage tagen giorno giorni dzień dni dag dagen dagar din день дня "
            "дней gün hari araw يوم ايام أيام"
        ),
        1.0,
    ),
    **dict.fromkeys(
        listed("semana semanas semaine semaines woche wochen settimana settimane tydzień tygodnie tygodnia"), 7.0
    ),
    **dict.fromkeys(listed("tygodni weken weke vecka veckor hafte hafta неделю недели недель minggu"), 7.0),
    **dict.fromkeys(listed("mes meses mois monat monate monaten mese mesi mês miesiąc miesiące maand maanden"), 30.0),
    **dict.fromkeys(listed("månad månader mahine mahina месяц месяца месяцев bulan buwan"), 30.0),
    **dict.fromkeys(
        listed(
            "año años ano anos ans année années jahr jahre jahren jahres anno anni rok lata lat saal sal год года "
            "лет tahun"
        ),
        365.0,
    ),
}
# A stretch told by one word, after a word that says since: "od tygodnia", "seit Wochen", "desde hace años".
FOREIGN_STRETCHES: dict[str, float] = {
    **dict.fromkeys(listed("tygodnia неделю أسبوع اسبوع"), 7.0),
    **dict.fromkeys(listed("أسبوعين اسبوعين"), 14.0),
    **dict.fromkeys(listed("wochen semaines semanas settimane tygodni weken"), 21.0),
    **dict.fromkeys(listed("miesiąca месяц شهر"), 30.0),
    **dict.fromkeys(listed("monaten meses mesi mois miesięcy maanden شهور"), 90.0),
    **dict.fromkeys(listed("roku год سنة"), 365.0),
    **dict.fromkeys(listed("jahren años anos années anni ans lat jaren سنوات سنين"), 730.0),
    **{"يومين": 2.0, "شهرين": 60.0, "سنتين": 730.0, "seminggu": 7.0, "sebulan": 30.0, "setahun": 365.0},
}
FOREIGN_SINCE = frozenset(listed("seit depuis des desde hace da há od sinds al sono من منذ уже dah sudah"))
FOREIGN_DAYS: dict[str, int] = {
    **dict.fromkeys(listed("hoy heute aujourd'hui oggi hoje dzisiaj vandaag stamattina сегодня اليوم subah"), 0),
    **dict.fromkeys(
        listed("ayer gestern hier ieri ontem wczoraj gisteren anoche igår вчера امس أمس dün kahapon kemarin kal"), 1
    ),
    **dict.fromkeys(["anteayer", "vorgestern"], 2),
}
FOREIGN_WEEKDAYS: dict[str, int] = {
    **{"lunes": 0, "lundi": 0, "montag": 0, "lunedì": 0, "poniedziałku": 0},
    **{"martes": 1, "mardi": 1, "dienstag": 1, "martedì": 1, "wtorku": 1},
    **{"miércoles": 2, "mercredi": 2, "mittwoch": 2, "mercoledì": 2, "środy": 2},
    **{"jueves": 3, "jeudi": 3, "donnerstag": 3, "giovedì": 3, "czwartku": 3},
    **{"viernes": 4, "vendredi": 4, "freitag": 4, "venerdì": 4, "piątku": 4},
    **{"sábado": 5, "samedi": 5, "samstag": 5, "sabato": 5, "soboty": 5},
    **{"maandag": 0, "dinsdag": 1, "woensdag": 2, "donderdag": 3, "vrijdag": 4, "zaterdag": 5, "zondag": 6},
    **{"domingo": 6, "dimanche": 6, "sonntag": 6, "domenica": 6, "niedzieli": 6},
}

WEEKDAYS: dict[str, int] = {
    **dict.fromkeys(listed("monday mondays mon mondy"), 0),
    **dict.fromkeys(listed("tuesday tuesdays tues tue tuesdy"), 1),
    **dict.fromkeys(listed("wednesday wednesdays wed weds wednesdy wensday"), 2),
    **dict.fromkeys(listed("thursday thursdays thurs thur thu thursdy"), 3),
    **dict.fromkeys(listed("friday fridays fri fridy"), 4),
    **dict.fromkeys(["saturday", "saturdays", "sat"], 5),
    **dict.fromkeys(["sunday", "sundays", "sun"], 6),
}
MONTHS: dict[str, int] = {
    **dict.fromkeys(["january", "jan"], 1),
    **dict.fromkeys(["february", "feb", "febuary"], 2),
    "march": 3,
    **dict.fromkeys(["april", "apr"], 4),
    "may": 5,
    **dict.fromkeys(["june", "jun"], 6),
    **dict.fromkeys(["july", "jul"], 7),
    **dict.fromkeys(["august", "aug"], 8),
    **dict.fromkeys(["september", "sept", "sep"], 9),
    **dict.fromkeys(["october", "oct"], 10),
    **dict.fromkeys(["november", "nov"], 11),
    **dict.fromkeys(["december", "dec"], 12),
}
# Also verbs, or a star: they need "since", "on" or a number beside them.
SHY_DAYS = frozenset(("sat", "sun", "wed", "may", "march", "mon"))
SEASONS: dict[str, tuple[int, int]] = {"spring": (4, 15), "summer": (7, 15), "autumn": (10, 15), "winter": (1, 15)}
FEASTS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("christmas", "xmas", "chrimbo", "crimbo"), (12, 25)),
    **dict.fromkeys(("halloween", "hallowe'en"), (10, 31)),
    **dict.fromkeys(("valentine's", "valentines", "valentine"), (2, 14)),
    **dict.fromkeys(("noël", "navidad", "natale", "weihnachten", "natal", "kerst"), (12, 25)),
    "valentin": (2, 14),
    "thanksgiving": (11, 26),
    "midsummer": (6, 21),
    "diwali": (11, 8),
    **dict.fromkeys(("hogmanay", "nye"), (12, 31)),
    **dict.fromkeys(("paddy's", "paddys", "patrick's"), (3, 17)),
    **dict.fromkeys(("ramadan", "ramzan"), (2, 18)),
    "holi": (3, 4),
    "eid": (3, 20),
    "passover": (4, 1),
    "navratri": (10, 11),
    "dussehra": (10, 20),
    "anzac": (4, 25),
    "juneteenth": (6, 19),
}
FEASTS_OF_TWO_WORDS: dict[tuple[str, str], tuple[int, int]] = {
    ("boxing", "day"): (12, 26),
    ("new", "year"): (1, 1),
    ("new", "year's"): (1, 1),
    ("new", "years"): (1, 1),
    **dict.fromkeys((("bonfire", "night"), ("fireworks", "night"), ("guy", "fawkes")), (11, 5)),
    ("remembrance", "sunday"): (11, 8),
    ("clocks", "changed"): (10, 25),
    ("memorial", "day"): (5, 25),
    **dict.fromkeys((("labor", "day"), ("labour", "day")), (9, 7)),
    **dict.fromkeys((("australia", "day"), ("republic", "day")), (1, 26)),
    ("melbourne", "cup"): (11, 3),
    **dict.fromkeys((("world", "cup"), ("cup", "final")), (7, 19)),
    ("mother's", "day"): (3, 15),
    ("father's", "day"): (6, 21),
    ("independence", "day"): (7, 4),
    ("columbus", "day"): (10, 12),
    ("pancake", "day"): (2, 17),
    ("shrove", "tuesday"): (2, 17),
    **dict.fromkeys((("great", "north"), ("north", "run")), (9, 13)),
    ("london", "marathon"): (4, 26),
    ("half", "term"): (10, 28),
    ("clocks", "went"): (10, 25),
    ("august", "bank"): (8, 31),
    **dict.fromkeys((("may", "bank"), ("may", "day")), (5, 4)),
}
LOCKDOWN = (2020, 3, 23)

# A complaint, by how its words begin; "back" needs a closer look, see durations.
COMPLAINT_BEGINNINGS = listed(
    "pain ach backach backpain sore hurt stiff tight twing twitch spasm niggl naggin grumbl moan whing numb "
    "tingl swoll throb cramp strain sprain injur sciati lumba spin disc hamst hammy hammie bulge bother "
    "symptom troubl ouch tender jabb stab dodgy crook pinch catch fizz weak wobbl clumsy limp burn dull twang "
    "ping snag bruis rigid lbp tendon dolor schmerz rück plantar fasci shin calf achil knee ankle hip "
    "groin glute buttock neck shoulder rehab heal tweak flare poorly issue prolap herni ulcer problem fractur "
    "urine bits bend bled knot bout straighten covid quad thigh fever uncomf illn slap jarr sprung itb elbow rib "
    "wrist toe heel foot feet leg sacr coccy tailbone spondyl labr vertebra stenos lumps floppy droop squeez vomit "
    "blister lesion bulg rotator"
)
# Names of conditions, by how they end: tendinitis, neuralgia, neuropathy.
COMPLAINT_ENDINGS = ("itis", "algia", "pathy", "ache", "aches")
ONSETS = frozenset(
    listed(
        "went started starting began begun came tweaked tweak pulled pull hurt felt fell happened strained "
        "sprained popped pinged twinged spasmed seized cracked injured developed appeared triggered onset "
        "ricked wrenched twisted picked bent lifted slipped landed crashed collapsed jarred tore torn flared "
        "locked gave jammed knackered kicked hit clipped clobbered thrown threw thumped tripped tumbled "
        "rolled yanked sneezed coughed noticed noticing woke banged knocked dug carried carrying shovelling "
        "gardening lifting sudden suddenly buckled rear jumped smashed passed fainted nowhere ramped returned "
        "relapsed"
    )
)
