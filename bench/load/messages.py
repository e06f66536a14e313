"""What the runners write: a mix like a clinic's inbox, no two texts quite alike.

Nine of ten runners ask and chat; the tenth has a pain that has lasted, or a sign to get checked, and
from then on every line of theirs is shown in a topic of the staff group too.
"""

import random
from collections.abc import Iterator, Sequence

QUESTIONS = (
    "my lower back aches after my {km} km run on {day}, what can I do?",
    "how often should I stretch my hamstrings? I run {times} times a week.",
    "hamstrings feel like guitar strings since the {race}, any tips?",
    "is it ok to run {km} km tomorrow if my back is a bit stiff?",
    "which exercises help with tight hip flexors? I sit {hours} hours a day.",
    "my mid back feels locked when I look over my shoulder on the bike",
    "should I stretch or strengthen first? doing about {km} km a week",
    "got some new trainers ({shoe}) and now my lower back is sore, could that be it?",
    "does foam rolling do anything for a tight back? I have {minutes} minutes a day.",
    "what's a good warm up before a {km} km tempo run?",
    "my back only hurts on hills, {place} is full of them. why?",
    "can I do deadlifts while my lower back is sore, say {kg} kg?",
    "how do I do a glute bridge properly? I feel it in my hamstrings",
    "ice or heat for a sore back after the {race}?",
    "Lower back tightens up around {km} km every time. Breathing fine, legs fine, just the back. Ideas?",
    "is running bad for your back? my {person} keeps telling me so.",
    "I can't push off behind me, my stride is so short lately. What would you do?",
    "physio articles say core work, how many times a week? I manage {times}.",
    "woke up stiff on {day} after the long run, eases by lunchtime. normal?",
    "do I need a scan for a sore lower back? it started on {day}.",
    "my stomach muscles are weak and my back sways when I get tired, what helps?",
    "sitting at a desk {hours} hours in {place}, back sore on the run home. what can I change?",
    "would a softer mattress help? mine is {hours} years old",
    "Is Pilates any good for runners' backs? There's a class in {place} on {day}.",
)
CHAT = (
    "thanks, that's great",
    "ok will try that on {day}.",
    "brilliant, cheers!",
    "hello there, is this a real person?",
    "what can you help me with?",
    "do you do shoes as well? thinking of {shoe}",
    "who wrote the article?",
    "will it rain in {place} on {day}?",
    "thank you, did the bridges {times} times and it feels easier.",
    "my {person} has sore knees, can you help with those?",
)
LASTING = (
    "my lower back has hurt for {months} months now, nothing helps",
    "this back pain keeps coming back, been going on since the {race} {months} months ago",
    "I'd like to talk to a physio please, had this ache for {months} months",
)
DANGER = (
    "my back hurts and I can't feel it when I wipe",
    "both legs have gone weak since {day} and my back is killing me",
    "had a fever of 39 since {day} and my back pain is getting worse at night",
)
_WORDS = {
    "km": ("5", "8", "10", "12", "15", "18", "21", "25", "30"),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "times": ("two", "three", "four", "five", "six"),
    "race": ("half marathon", "parkrun", "10k race", "club relay", "marathon", "trail race"),
    "hours": ("6", "7", "8", "9", "10", "11"),
    "shoe": ("Pegasus", "Ghost", "Clifton", "Novablast", "Kayano", "Speedgoat"),
    "minutes": ("five", "ten", "fifteen", "twenty"),
    "place": ("Leeds", "Bath", "Stirling", "Cardiff", "Hove", "Keswick", "York", "Derby"),
    "kg": ("40", "60", "80", "100"),
    "person": ("mum", "dad", "boss", "sister", "neighbour", "running club"),
    "months": ("three", "four", "five", "six", "seven", "nine"),
}
_OPENINGS = ("", "", "", "", "hi, ", "hiya, ", "quick one: ", "so ", "hey team, ", "evening, ")


def ordinary(chance: random.Random) -> str:
    """A question, or now and then small talk."""
    said = chance.choice(QUESTIONS if chance.random() < 0.75 else CHAT)
    return _filled(chance.choice(_OPENINGS) + said, chance)


def serious(chance: random.Random) -> str:
    """A pain that has lasted, or one time in three a sign to get checked."""
    return _filled(chance.choice(LASTING if chance.random() < 0.67 else DANGER), chance)


def inbox(runners: Sequence[int], count: int, seed: int = 1) -> Iterator[tuple[int, str]]:
    """So many messages, the runners taking turns; every tenth runner's second one is serious."""
    chance = random.Random(seed)
    for number in range(count):
        turn, place = divmod(number, len(runners))
        is_serious = place % 10 == 9 and turn == min(1, (count - 1) // len(runners))
        yield runners[place], serious(chance) if is_serious else ordinary(chance)


def _filled(text: str, chance: random.Random) -> str:
    return text.format_map({name: chance.choice(words) for name, words in _WORDS.items()})
