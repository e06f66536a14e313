"""What may be how long the complaint has lasted, and how sure it is."""

from dataclasses import dataclass

from intents.time_words import listed

# What the rules make of it. The surest wins, then the longest.
THIS_TIME, STATED, HINTED, RULED_OUT = 3, 2, 1, 0


REPLY_WORDS = frozenset(
    listed(
        "a about i think it its it's started since just only like maybe probably sometime roughly around bout "
        "the last so for been now of or ish but and time early late mid end hmm id say i'd erm um well on "
        "from this literally happened yes yeah no today even must tops off way que más o menos een hace desde "
        "depuis seit be have that never going some thing is not ago over under almost nearly more less than "
        "approximately approx to one them start by my guess beginning was had in good plus haha lol tbh "
        "solid abt suppose shy give take thereabouts pretty roughly summat "
        "reckon too many feels back mate sorry sir ya first ages hi"
    )
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Some atoms that may say it, from the first to the last."""

    days: float
    first: int
    last: int
    sure: int
    kind: str = ""  # its unit, the kind of point in time, or how else it was read


def whole_days_of(days: float) -> int:
    """Half a day up: two and a half weeks are 18 days; less than a day is none."""
    return int(days + 0.5) if days >= 1 else 0
