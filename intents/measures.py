"""Numbers that are signs in themselves: 38.6 on the thermometer, two stone gone, aged 72, 3am.

Each is one more mention of a concept of `knowledge/concepts`, so that clues can use it like any
other word. What the number must stand beside is written here; what it then means is a clue's.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from intents.units import Reading

_N = r"(?<![\d.:,/+-])"  # a number starts here
_TEMPERATURE_WORDS = (
    r"temp\w*|fever\w*|thermomet\w*|pyrexia|degrees?|forehead|armpit|under (?:the|my) tongue|ear|reading"
)
_OTHER_UNITS = (
    r"(?!\s*(?:k|km|kms|kg|kgs|kilos?|miles?|mi|mins?|minutes?|secs?|mpw|mph|kph|yrs?|years?|y/?o|weeks?|wks?|days?"
    r"|months?|cm|mm|lbs?|stone|st|bpm|%|hours?|hrs?|m|f|male|female|inch\w*|waist|reps?)\b)(?![\d:/])"
)
_HEAT_OUTSIDE = re.compile(r"\b(?:outside|weather|heat ?wave|sun|shade|sauna|hot yoga|oven|humid\w*|in [A-Z]\w+)\b")
_CELSIUS = re.compile(rf"{_N}(?:3[89]|4[01])(?:[.,]\d)?\s*(?:°|º|deg\w*\s*)?\s*c(?:elsius)?\b", re.IGNORECASE)
_DECIMAL = re.compile(rf"{_N}(?:3[89]|4[01])[.,]\d(?!\d){_OTHER_UNITS}", re.IGNORECASE)
_BESIDE_WORD = re.compile(
    rf"\b(?:{_TEMPERATURE_WORDS})\b[^.!?\n\d]{{0,25}}?{_N}(?:3[89]|4[01]|10[0-6])(?:[.,]\d)?(?!\d){_OTHER_UNITS}"
    rf"|{_N}(?:3[89]|4[01]|10[0-6])(?:[.,]\d)?\s*(?:°|º)?\s*(?:{_TEMPERATURE_WORDS})\b"
    r"|\btemp\w*\b.{0,15}?\b(?:38|39|40|thirty[ -](?:eight|nine))\b",
    re.IGNORECASE,
)
_FAHRENHEIT = re.compile(rf"{_N}10[0-6](?:[.,]\d)?\s*(?:°|º|deg\w*\s*)?\s*f(?:ahrenheit)?\b", re.IGNORECASE)

_COUNT = (
    r"(?:\d+(?:[.,]\d+)?|a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half a|over a|nearly a|a whole)"
)
_WEIGHT = re.compile(
    rf"\b{_COUNT}\s*(?:and a half\s*)?(?:kgs?|kilos?|kilogram\w*|lbs?|pounds?|stones?|st)\b", re.IGNORECASE
)
_SIZES = re.compile(
    rf"\b{_COUNT}\s*(?:dress|clothes|jeans?|trouser|belt|waist)\s*(?:sizes?|notch\w*|holes?)\b"
    r"|\b(?:belt|watch strap|strap)\b.{0,30}\b(?:notch\w*|holes?)\b"
    r"|\bfrom (?:a )?(?:size )?(?P<was>\d{1,3})(?:\s*(?:kgs?|kilos?|st|stone))? (?:to|down to) (?:a |an )?(?:size )?"
    r"(?P<now>\d{1,3})\b(?!\s*(?:miles?|mpw|k\b|km))",
    re.IGNORECASE,
)
_WENT_DOWN = re.compile(
    r"(?<![\d.:/])(?P<was>\d{2,3})(?:\.\d)?\s*(?:kgs?|kilos?|st|stone)?\s*(?:->|→|=>|down to)\s*"
    r"(?P<now>\d{2,3})(?:\.\d)?\s*(?:kgs?|kilos?|st\b|stone|since|in\b|\()|"
    r"\b(?P<was_stone>\d{1,2})\s*st\w*\b[^.]{0,25}\b(?P<now_stone>\d{1,2})\s*st\w*\b",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"\b(?:i'?m|i am|im|she'?s|he'?s|she is|he is|is|who'?s|aged?|age of|turned|just turned|am)\s+(?:only |just |now )?"
    r"(?P<a>\d{1,2})(?!\d)(?P<after>\s*\S*)"
    r"|(?<![\d.])(?P<b>\d{1,2})\s*-?\s*(?:y/?o\b|yrs?\.?\s*-?old|years?\s*-?old|years? of age|yr old|year old|yrs? male"
    r"|yrs? female|m\b(?=,)|f\b(?=,)|male\b|female\b)"
    r"|^\s*(?P<c>\d{2})\s*[mf]?(?=,)"
    r"|\b(?:mum|mom|mother|dad|father|nan|gran|grandad|uncle|aunt|husband|wife|son|daughter|lad|boy|girl)\W{1,2}"
    r"(?P<d>\d{1,2})\b",
    re.IGNORECASE,
)
_NOT_AN_AGE = re.compile(
    r"\s*(?:k|km|kms|miles?|mins?|minutes?|stone|st|kg|kgs|lbs?|weeks?|wks?|months?|mths?|days?|hours?|hrs?|reps?|%"
    r"|mm|cm|m\b|metres?|into|out|percent|pounds?|kilos?|sessions?|runs?|races?|am|pm|th|of|to)\b|\s*[/:.+%]\d?",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<![\d.:])(?:[1-5](?::\d\d|\.\d\d)?\s*-?\s*"
    r"(?:am|a\.m|o'?clock in the (?:morning|night)|in the morning|at night))\b"
    r"|\b(?:half|around|about|by|at|past|till|til|gone|between) (?:1|2|3|4|one|two|three|four|half)\b"
    r"(?=.{0,30}\b(?:morning|every|night|nightly|am|awake|up|wakes?|woke)\b)"
    r"|\b(?:two|three|four) (?:in the morning|am)\b|\bsmall hours\b",
    re.IGNORECASE,
)
_HEIGHT = re.compile(
    r"\b(?:\d+(?:\.\d+)?|two|three|four|five|six|ten)\s*-?\s*(?:m|metres?|meters?|ft|foot|feet|rungs?|steps?|stairs|mph|kph"
    r"|kmh|km/h|storeys?|floors?)\b",
    re.IGNORECASE,
)
_WEEKS_GONE = re.compile(
    r"\b\d{1,2}\s*(?:\+\s*\d)?\s*(?:weeks?|wks?|months?|mths?)\s*(?:pregnant|preg\w*|preggo|gone|along|gestation)\b"
    r"|\b(?:[6-9]|[1-3]\d|4[0-2])\s?\+\s?[0-6]\b(?!\s*(?:k|km|miles?|=))",
    re.IGNORECASE,
)
_WEEKS = re.compile(r"\b(?:1[2-9]|2\d|3\d|4[0-2])\s*(?:\+\s*\d\s*)?(?:weeks?|wks?)\b", re.IGNORECASE)
_AT_MILE = re.compile(r"\bat (?:mile \d+|\d+ ?(?:k|km|miles?))\b|\bmile \d+\b|\b\d+ ?milers?\b", re.IGNORECASE)

_RULES = (
    ("temperature_high", _CELSIUS),
    ("temperature_high", _DECIMAL),
    ("temperature_high", _BESIDE_WORD),
    ("temperature_high", _FAHRENHEIT),
    ("weight_amount", _WEIGHT),
    ("weight_amount", _SIZES),
    ("weight_amount", _WENT_DOWN),
    ("lost", _WENT_DOWN),
    ("small_hours", _CLOCK),
    ("height_or_speed", _HEIGHT),
    ("pregnant", _WEEKS_GONE),
    ("weeks_along", _WEEKS),
    ("hard_run", _AT_MILE),
)
OLD_FROM, CHILD_UNTIL = 65, 15


def measures(reading: Reading) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each concept that a number stands for, with its tokens."""
    plain = reading.words.plain
    if not any(letter.isdigit() for letter in plain) and not _SPELT.search(plain):
        return
    for concept, rule in _RULES:
        for match in rule.finditer(plain):
            if not _went_down(match):
                continue
            if concept == "temperature_high" and _HEAT_OUTSIDE.search(
                plain[max(0, match.start() - 30) : match.end() + 30]
            ):
                continue
            yield from _mention(concept, reading, match.start(), match.end())
    yield from _ages(reading)


_SPELT = re.compile(
    r"\b(?:stone|kilos?|pounds?|sizes?|notch\w*|in the morning|small hours|rungs?|past|half)\b", re.IGNORECASE
)


def _went_down(match: re.Match[str]) -> bool:
    """False when two numbers are named and the second is no smaller: "from 15 to 35"."""
    named = match.groupdict()
    was, now = named.get("was") or named.get("was_stone"), named.get("now") or named.get("now_stone")
    return not was or not now or int(now) < int(was)


def _ages(reading: Reading) -> Iterator[tuple[str, tuple[int, ...]]]:
    plain = reading.words.plain
    for match in _AGE.finditer(plain):
        name = match.lastgroup if match.lastgroup != "after" else "a"
        digits = match.group(name) if name else None
        if digits is None or (name == "a" and _NOT_AN_AGE.match(plain, match.end("a"))):
            continue
        age = int(digits)
        concept = (
            "age_child"
            if 5 <= age <= CHILD_UNTIL
            else "age_old"
            if age >= OLD_FROM
            else "age_over_50"
            if age >= 50
            else ""
        )
        if concept:
            yield from _mention(concept, reading, match.start(name or 0), match.end(name or 0))


def _mention(concept: str, reading: Reading, start: int, end: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    tokens = reading.words.tokens
    first = bisect_right(tokens, start, key=lambda token: token.end)
    last = bisect_left(tokens, end, key=lambda token: token.start)
    if first < last:
        yield concept, tuple(range(first, last))
