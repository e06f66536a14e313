"""Are the texts for runners in plain words? Reading age, long sentences, words to avoid, each with its line.

The reading age is the Flesch-Kincaid grade (Kincaid, Fishburne, Rogers and Chissom, 1975: Derivation of new
readability formulas for Navy enlisted personnel) and five years: a British child in year 6 is eleven, an American one
in grade 6 too. It counts the words of a sentence and the syllables of a word, nothing else: a hint, never a verdict.
"""

import re
from collections.abc import Iterator

from knowledge.model import PlainWords
from knowledge.problems import Problem, quoted
from knowledge.sources import Item, Sources
from knowledge.yaml_marks import Path

_FOR_RUNNERS: dict[str, tuple[str, ...]] = {  # what runners read, by the shelf
    "causes": ("title", "short", "say", "home_check"),
    "fixes": ("title", "say", "how_often", "how_long"),
    "exercises": (
        "title", "purpose", "kit", "start", "steps", "dose", "how_often", "how_long", "easier", "harder", "mistakes",
        "stop_if", "leave_out_if", "picture",
    ),
    "questions": ("title", "say"),
    "red_flags": ("ask",),
    "small_talk": ("say", "say_again"),
    "other_injuries": ("say", "say_unspecified"),
    "responses": ("come_back_if", "say", "safety"),
}  # fmt: skip
_NOT_FOR_RUNNERS = re.compile(r"staff_")  # responses for the group
_NOT_WORDS = {"source", "link", "adds"}
_FEW_WORDS = 30  # of a shorter text no reading age can be told
_SENTENCE = re.compile(r"[.!?:]+(?:[\"'”’)]*)(?:\s+|$)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_BLANK = re.compile(r"\{[^{}]*\}")


def check_plain_words(sources: Sources) -> Iterator[Problem]:
    """Every text for runners that is hard to read, or says what the brief would say otherwise."""
    found = [PlainWords.model_validate(item.data) for item in sources.on("plain_words") if _is_sound(item)]
    if not found:
        return
    limits = found[0]
    avoided = [(_pattern(avoid.words), _pattern(avoid.unless), avoid.instead) for avoid in limits.avoid]
    for item in sources.items:
        for path, text in _read_by_runners(item):
            yield from _hard_to_read(item, path, text, limits)
            for words, unless, instead in avoided:
                kept = unless.sub(" ", text) if unless else text
                hit = words.search(kept) if words else None
                if hit:
                    yield item.problem(path, f"{quoted(hit.group())} is best left out of a text.", instead, "warning")


def _is_sound(item: Item) -> bool:
    try:
        PlainWords.model_validate(item.data)
    except ValueError:
        return False  # told already
    return True


def _read_by_runners(item: Item) -> Iterator[tuple[Path, str]]:
    for key in _FOR_RUNNERS.get(item.shelf.name, ()):
        for path, text in item.texts(key):
            if not (_NOT_WORDS & set(path) or any(_NOT_FOR_RUNNERS.match(str(part)) for part in path[1:2])):
                yield path, text


def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """Any of these words, as whole words; an apostrophe may be straight or curly."""
    if not words:
        return None
    either = "|".join(re.escape(word).replace("'", "['’]") for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


def _hard_to_read(item: Item, path: Path, text: str, limits: PlainWords) -> Iterator[Problem]:
    for sentence in sentences(text):
        count = len(_WORD.findall(sentence))
        if count > limits.longest_sentence:
            start = " ".join(sentence.split()[:6])
            what = f"The sentence that starts {quoted(start)} has {count} words; {limits.longest_sentence} are plenty."
            yield item.problem(path, what, "Make two of it.", "warning")
    age = reading_age(text)
    if age is not None and int(age) > limits.reading_age:
        what = f"This text reads like one for age {int(age)}; we aim for {limits.reading_age} at most."
        yield item.problem(path, what, "Use shorter sentences and everyday words.", "warning")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text; a list's line is one, and what follows a colon is another."""
    return tuple(part for part in _SENTENCE.split(_BLANK.sub("it", text)) if part.strip())


def reading_age(text: str) -> float | None:
    """The age at which most children in a British school can read this; None for a text that is too short to tell."""
    words = _WORD.findall(_BLANK.sub("it", text))
    if len(words) < _FEW_WORDS:
        return None
    syllables = sum(map(count_syllables, words))
    grade = 0.39 * len(words) / max(len(sentences(text)), 1) + 11.8 * syllables / len(words) - 15.59
    return grade + 5


def count_syllables(word: str) -> int:
    """Groups of vowels, without a silent e at the end: near enough for an average."""
    bare = re.sub(r"['’].*", "", word.lower())
    bare = re.sub(r"(?<=[^laeiouy])(?:es|ed|e)$", "", bare) if len(bare) > 3 else bare
    return max(1, len(_VOWELS.findall(bare)))
