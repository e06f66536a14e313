"""Staff's phrases, found in a message in any order of words, within a small window.

"Numb between my legs" is also found in "between the legs it's all numb". A "no" or "can't" keeps
its place before the word it belongs to, because there the order is the sense.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from intents.units import CANNOT, NOT, Reading, Run, Runs, Unit, read_units
from intents.words import read

Label = TypeVar("Label")
_NEGATIVE = frozenset({CANNOT, NOT, "no", "never", "without"})
# A phrase of nothing but these ("didn't know I'd been") must stand word for word.
_SAYS_LITTLE = _NEGATIVE | {"know", "go", "feel", "tell", "get", "hold", "now", "one"}


@dataclass(frozen=True, slots=True)
class Found(Generic[Label]):
    """A phrase found in the message."""

    label: Label
    phrase: str
    places: tuple[int, ...]  # tokens of the message, in order


@dataclass(frozen=True, slots=True)
class _Wanted(Generic[Label]):
    label: Label
    phrase: str
    stems: tuple[str, ...]
    reach: int  # how far apart the first and the last word may stand


class PhraseFinder(Generic[Label]):
    """Finds many phrases at once; the cost follows the message's words, not the number of phrases."""

    def __init__(
        self, phrases: Iterable[tuple[Label, str]], pairs_as_written: Callable[[Label], bool] = lambda _: False
    ) -> None:
        """`pairs_as_written`: whose phrases must stand word for word when only two of their words have content."""
        exact: dict[str, list[str]] = defaultdict(list)
        self._labels: dict[str, Label] = {}
        wanted: list[_Wanted[Label]] = []
        for number, (label, phrase) in enumerate(phrases):
            stems = tuple(unit.stem for unit in read_units(read(phrase)).content)
            if len(stems) < 2 or not set(stems) - _SAYS_LITTLE or (len(stems) == 2 and pairs_as_written(label)):
                exact[str(number)].append(phrase)
                self._labels[str(number)] = label
            else:
                wanted.append(_Wanted(label, phrase, stems, len(stems) + (0 if len(stems) == 2 else len(stems) // 2)))
        self._exact = Runs(exact, word_for_word=True)
        self._shelves = self._by_rarest(wanted)

    @staticmethod
    def _by_rarest(wanted: list[_Wanted[Label]]) -> dict[str, list[_Wanted[Label]]]:
        times = Counter(stem for entry in wanted for stem in set(entry.stems))
        shelves: dict[str, list[_Wanted[Label]]] = defaultdict(list)
        for entry in wanted:
            shelves[min(entry.stems, key=lambda stem: (times[stem], stem))].append(entry)
        return shelves

    def find(self, reading: Reading) -> list[Found[Label]]:
        """Every phrase that stands in the message, each once, by place."""
        spots: dict[str, list[int]] = defaultdict(list)
        for spot, unit in enumerate(reading.content):
            spots[unit.stem].append(spot)
        found = [self._from_run(run) for run in self._exact.find(reading)]
        for stem in spots:
            for entry in self._shelves.get(stem, ()):
                if all(other in spots for other in entry.stems):
                    places = _window(entry.stems, entry.reach, stem, spots, reading.content)
                    if places:
                        found.append(Found(entry.label, entry.phrase, places))
        return sorted(found, key=lambda hit: (hit.places, hit.phrase))

    def _from_run(self, run: Run) -> Found[Label]:
        return Found(self._labels[run.label], run.phrase, run.places)


def _window(
    stems: tuple[str, ...], reach: int, rarest: str, spots: dict[str, list[int]], view: tuple[Unit, ...]
) -> tuple[int, ...] | None:
    """The tokens of the tightest window that holds all the stems; None when they stand too far apart."""
    best: list[int] | None = None
    for anchor in spots[rarest][:20]:
        picked = _pick(stems, anchor, reach, spots, view)
        if picked and (best is None or max(picked) - min(picked) < max(best) - min(best)):
            best = picked
    return tuple(sorted(view[spot].at for spot in best)) if best else None


def _pick(
    stems: tuple[str, ...], anchor: int, reach: int, spots: dict[str, list[int]], view: tuple[Unit, ...]
) -> list[int] | None:
    picked: list[int] = []
    for stem in stems:
        here = spots[stem]
        near = [
            spot
            for spot in here[bisect_left(here, anchor - reach) : bisect_right(here, anchor + reach)]
            if spot not in picked and view[spot].sentence == view[anchor].sentence
        ]
        if not near:
            return None
        picked.append(min(near, key=lambda spot: (abs(spot - anchor), spot)))
    if max(picked) - min(picked) > reach or (len(picked) == 2 and picked[0] - picked[1] > 1):
        return None
    for spot, following, stem in zip(picked, picked[1:], stems, strict=False):
        if stem in _NEGATIVE and not 0 < following - spot <= 2:
            return None
    return picked
