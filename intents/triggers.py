"""Reasons to offer a person, as staff wrote them in `triage.yaml`: "it keeps coming back"."""

from collections.abc import Callable, Sequence

from intents.phrases import PhraseFinder
from intents.understanding import FoundTrigger
from intents.units import Reading
from knowledge.model import Triage

Denied = Callable[[Sequence[int]], bool]


class TriggerReader:
    """Finds staff's triggers in a message."""

    def __init__(self, triage: Triage) -> None:
        self._phrases: PhraseFinder[str] = PhraseFinder(
            (trigger.id, phrase) for trigger in triage.triggers for phrase in trigger.phrases
        )

    def find(self, reading: Reading, denied: Denied) -> tuple[FoundTrigger, ...]:
        """Every reason that is said and not denied, each phrase once, in the order of the message."""
        found = [hit for hit in self._phrases.find(reading) if not denied(hit.places)]
        return tuple(dict.fromkeys(FoundTrigger(hit.label, reading.quote(hit.places)) for hit in found))
