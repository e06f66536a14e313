"""Reasons to offer a person (`knowledge/triage.yaml`), by the phrases staff wrote for them."""

from collections.abc import Callable, Sequence

from intents.phrases import PhraseFinder
from intents.understanding import FoundTrigger
from intents.units import Reading
from knowledge.model import Triage


class TriggerFinder:
    """Finds the reasons that stand in a message."""

    def __init__(self, triage: Triage) -> None:
        self._phrases: PhraseFinder[str] = PhraseFinder(
            (trigger.id, phrase) for trigger in triage.triggers for phrase in trigger.phrases
        )

    def find(self, reading: Reading, denied: Callable[[Sequence[int]], bool]) -> tuple[FoundTrigger, ...]:
        """Every reason with the words that said it; overlapping words count once for a reason."""
        taken: dict[str, set[int]] = {}
        found: list[FoundTrigger] = []
        for hit in sorted(self._phrases.find(reading), key=lambda hit: (-len(hit.places), hit.places, hit.label)):
            seen = taken.setdefault(hit.label, set())
            if not seen & set(hit.places) and not denied(hit.places):
                seen.update(hit.places)
                found.append(FoundTrigger(hit.label, reading.quote(hit.places)))
        return tuple(found)
