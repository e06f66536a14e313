"""Which words spelling repair knows: the knowledge's own first, then those the corpus uses."""

from collections.abc import Iterable, Iterator

from intents.heads import Heads
from intents.lexicon import LEXICON
from intents.words import Repairer, bare_words
from knowledge.model import Knowledge


def repairer_for(knowledge: Knowledge, heads: Heads | None) -> Repairer:
    """A repairer that leans towards what staff wrote."""
    own = {word for line in _lines(knowledge) for word in bare_words(line)}
    listed = {word for words in LEXICON.values() for word in bare_words(words)}
    spared = {word for line in _spared(knowledge) for word in bare_words(line)}
    if heads is None:
        return Repairer(own, listed, spared)
    return Repairer(own, listed | heads.known_words, spared | set(heads.english_words))


def _spared(knowledge: Knowledge) -> Iterator[str]:
    """Words to know and never to repair towards: other languages, look-alikes, scope words."""
    for concept in knowledge.concepts.values():
        yield from (*concept.foreign, *concept.not_words)
    for name in type(knowledge.scope).model_fields:
        yield from getattr(knowledge.scope, name)


def _lines(knowledge: Knowledge) -> Iterator[str]:
    for shelf in (knowledge.causes, knowledge.fixes, knowledge.exercises, knowledge.questions, knowledge.small_talk):
        for entry in shelf.values():
            yield from (entry.title, *entry.phrases, *entry.keywords)
    for flag in knowledge.red_flags.values():
        yield from _flat(flag.phrases, flag.unclear, flag.look_alikes, flag.urgent_phrases, flag.mild_phrases)
    for concept in knowledge.concepts.values():
        yield from concept.words
    for follow_up in knowledge.follow_ups.values():
        yield from follow_up.phrases
    for part in knowledge.other_injuries.parts:
        yield from part.words
    triage = knowledge.triage
    yield from _flat(triage.wants_person, triage.not_wants_person, triage.safety_question)
    yield from _flat(*(trigger.phrases for trigger in triage.triggers))


def _flat(*lists: Iterable[str]) -> Iterator[str]:
    for lines in lists:
        yield from lines
