"""The overlap map: which entries compete for the same words, by how much, and what to cut or move.

Every phrase is left out in its turn, and the rest is asked who would catch it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intents.entries import entries
from intents.matcher import LeftOut, leave_each_out
from knowledge.lines import Lines
from knowledge.model import Knowledge

_NEARLY_THE_SAME = 0.6  # likeness from which two phrases say the same
_SHOWN = 5  # phrases of one pair
_PAIRS_SHOWN = 25


@dataclass(frozen=True, slots=True)
class Contest:
    """Two entries, and the phrases of the first that the second would catch."""

    owner: str
    rival: str
    phrases: int  # how many the owner has
    caught: tuple[LeftOut, ...]  # the surest first

    @property
    def share(self) -> float:
        """How much of the owner's words the rival would take."""
        return len(self.caught) / self.phrases


def contests(knowledge: Knowledge) -> tuple[Contest, ...]:
    """Every pair that competes, the worst first."""
    phrases = [(phrase, entry.id) for entry in entries(knowledge) for phrase in entry.phrases]
    counts = {entry.id: len(entry.phrases) for entry in entries(knowledge)}
    pairs: dict[tuple[str, str], list[LeftOut]] = {}
    for one in leave_each_out(phrases):
        if one.is_caught and one.likeness > 0:
            pairs.setdefault((one.label, one.rival), []).append(one)
    found = (Contest(*pair, counts[pair[0]], tuple(sorted(caught, key=_margin))) for pair, caught in pairs.items())
    return tuple(sorted(found, key=lambda one: (-len(one.caught), -one.share, one.owner, one.rival)))


def _margin(one: LeftOut) -> tuple[float, str]:
    return one.own - one.rival_score, one.text


def told(found: Sequence[Contest], lines: Lines) -> Iterator[str]:
    """For people: each pair with its phrases, their lines, and what to do about them."""
    for contest in found[:_PAIRS_SHOWN]:
        share = f"{len(contest.caught)} of {contest.phrases} phrases ({contest.share:.0%})"
        yield f"{contest.rival} would catch {share} of {contest.owner}"
        for one in contest.caught[:_SHOWN]:
            place, rivals = lines.of(one.label, one.text), lines.of(one.rival, one.nearest)
            yield f"  {place}: “{one.text}” by {one.rival_score - one.own:.2f}, near “{one.nearest}” ({rivals})"
            yield f"    {_cure(one)}"
        if len(contest.caught) > _SHOWN:
            yield f"  and {len(contest.caught) - _SHOWN} more"
    phrases = sum(len(contest.caught) for contest in found)
    shown = f" The worst {_PAIRS_SHOWN} are shown." if len(found) > _PAIRS_SHOWN else ""
    yield f"{len(found)} pairs of entries compete for {phrases} phrases.{shown}" if found else "No entries compete."


def _cure(one: LeftOut) -> str:
    if one.likeness >= _NEARLY_THE_SAME:
        return f"The two say the same: cut one, or move this one to {one.rival} if it belongs there."
    return f"Alone here: add another phrase like it to {one.label}, or move it to {one.rival} if it belongs there."
