"""The head that tells how long it has hurt from the other times of a message."""

from datetime import datetime
from zlib import crc32

import pytest

from intents.candidates import RULED_OUT, STATED, Candidate
from intents.durations import find_duration
from intents.place import Place
from intents.time_head import UNTAUGHT, TimeHead
from intents.time_training import teach_times
from intents.words import read
from knowledge.corpus import LABELLED_FOR, Row, read_corpus

NOON = datetime(2026, 11, 22, 12)
ROWS = read_corpus()
TAUGHT = [row for row in ROWS if crc32(row.id.encode()) % 4 == 0]
UNSEEN = [row for row in ROWS if crc32(row.id.encode()) % 8 == 1]


@pytest.fixture(scope="module")
def taught() -> TimeHead:
    return teach_times(TAUGHT)


def days(text: str, head: TimeHead) -> int | None:
    found = find_duration(read(text), NOON, head)
    return found.days if found else None


def right_of(rows: list[Row], head: TimeHead) -> float:
    """The share of messages whose duration, or lack of one, is read as it is labelled."""

    def is_right(row: Row) -> bool:
        found = find_duration(read(row.text), LABELLED_FOR, head)
        if row.duration_days is None or found is None:
            return row.duration_days is None and found is None
        return abs(found.days - row.duration_days) <= max(1, row.duration_days / 10)

    return sum(is_right(row) for row in rows) / len(rows)


def test_untaught_it_leaves_the_choice_to_the_rules() -> None:
    short = Candidate(3, 0, 1, STATED, "days")
    longest = Candidate(21, 2, 3, STATED, "weeks")
    ruled_out = Candidate(365, 4, 5, RULED_OUT, "years")

    assert UNTAUGHT.choose(Place([], frozenset()), [short, longest, ruled_out]) == longest


@pytest.mark.parametrize(
    ("text", "worth", "expected"),
    [
        ("my back has hurt for three weeks", {"kind=weeks": -5.0}, None),  # doubted
        ("I have run for three weeks", {"kind=weeks": 4.0}, 21),  # left out by the rules, taken
        ("my back hurt for two years, and for three weeks it is worse", {"kind=weeks": 4.0}, 21),  # another overrules
        ("my back has hurt for three weeks", {"kind=weeks": -1.0}, 21),  # a small doubt changes nothing
    ],
)
def test_what_was_learnt_weighs_against_the_rules(text: str, worth: dict[str, float], expected: int | None) -> None:
    assert days(text, TimeHead(worth, 0.0)) == expected


def test_it_reads_messages_it_was_not_taught_on_better_than_the_rules_alone(taught: TimeHead) -> None:
    with_head, alone = right_of(UNSEEN, taught), right_of(UNSEEN, UNTAUGHT)

    assert with_head > alone
    assert with_head > 0.92


def test_the_same_rows_teach_the_same_head(taught: TimeHead) -> None:
    assert teach_times(TAUGHT) == taught


def test_rows_without_any_duration_teach_nothing() -> None:
    silent = [row for row in TAUGHT if row.duration_days is None][:50]

    assert teach_times(silent) == UNTAUGHT


def test_it_comes_back_from_the_cache_as_it_was(taught: TimeHead) -> None:
    again = TimeHead.from_arrays(taught.to_arrays())

    assert again.worth.keys() == taught.worth.keys()
    assert all(abs(again.worth[mark] - taught.worth[mark]) < 1e-6 for mark in taught.worth)
    assert TimeHead.from_arrays(UNTAUGHT.to_arrays()) == UNTAUGHT
