"""What the crash test takes to be explained by a kill."""

import pytest

from tests.botapi import Shown
from tests.crash.doubles import Double, Kill, Written, doubles

CHAT = 7
WORDS = "physio line 10001."
FIRST, AGAIN = 1, 2  # messages


def shown(message_id: int, at: float, html: str = WORDS) -> Shown:
    return Shown(CHAT, message_id, html, by=0, html=html, at=at)


def row(number: int, message_id: int, at: float, body: str = WORDS) -> Written:
    return Written(number, message_id, body, body, attempts=1, at=at)


def judged(messages: list[Shown], rows: list[Written], *kills: Kill) -> list[str]:
    written = {(CHAT, number): [one for one in rows if one.message_id == number] for number in (FIRST, AGAIN)}
    return [double.problem for double in doubles([(WORDS, messages)], written, kills)]


def test_a_row_that_still_waited_at_a_kill_is_sent_again() -> None:
    messages, rows = [shown(FIRST, at=1.0), shown(AGAIN, at=3.0)], [row(5, AGAIN, at=3.1)]
    kill = Kill(at=1.5, over=1.6, unwritten=frozenset({5}))

    found = list(doubles([(WORDS, messages)], {(CHAT, AGAIN): rows}, [kill]))

    assert found == [Double(messages[0], unknown=0.5)]


@pytest.mark.parametrize("over", [0.9, 3.1])
def test_without_a_kill_in_between_nothing_explains_it(over: float) -> None:
    kill = Kill(at=over - 0.1, over=over, unwritten=frozenset({5}))

    (problem,) = judged([shown(FIRST, at=1.0), shown(AGAIN, at=3.0)], [row(5, AGAIN, at=3.1)], kill)

    assert problem.startswith("sent twice by one process")


def test_a_row_that_was_done_before_the_kill_must_not_be_sent_again() -> None:
    kill = Kill(at=1.5, over=1.6, unwritten=frozenset({6}))

    (problem,) = judged([shown(FIRST, at=1.0), shown(AGAIN, at=3.0)], [row(5, AGAIN, at=3.1)], kill)

    assert problem.startswith("sent again though rows [5] were done")


def test_two_rows_with_the_same_words_are_no_accident() -> None:
    kill = Kill(at=1.5, over=1.6, unwritten=frozenset({5, 6}))

    (problem,) = judged(
        [shown(FIRST, at=1.0), shown(AGAIN, at=3.0)], [row(5, FIRST, at=1.1), row(6, AGAIN, at=3.1)], kill
    )

    assert problem.startswith("sent twice by rows [5, 6]")


def test_what_is_known_is_written_down_no_later_than_what_others_said() -> None:
    kill = Kill(at=5.0, over=5.1, unwritten=frozenset({5}))
    another = row(9, 99, at=4.0)
    written = {(CHAT, AGAIN): [row(5, AGAIN, at=6.1)], (CHAT, 99): [another]}

    (double,) = doubles([(WORDS, [shown(FIRST, at=1.0), shown(AGAIN, at=6.0)])], written, [kill])

    assert double.problem == "not written down when others were, 3.00 s later"


def test_of_lines_that_went_together_only_the_same_one_counts() -> None:
    together = f"17:00 {WORDS}\n17:00 physio line 10002."
    messages = [shown(FIRST, at=1.0), shown(AGAIN, at=3.0, html=together)]
    rows = [row(5, AGAIN, at=3.1), row(6, AGAIN, at=3.1, body="physio line 10002.")]

    assert judged(messages, rows, Kill(at=1.5, over=1.6, unwritten=frozenset({5}))) == [""]
    assert judged(messages, rows, Kill(at=1.5, over=1.6, unwritten=frozenset({6}))) != [""]


def test_a_card_that_went_out_again_in_a_newer_version_is_known_by_its_words() -> None:
    card, newer = "WAITING", 3
    messages = [shown(FIRST, at=1.0, html=card), shown(AGAIN, at=3.0, html=card)]
    written = {(CHAT, newer): [row(5, newer, at=5.1, body=card), row(6, newer, at=5.1, body="CLAIMED")]}
    kills = [Kill(at=1.5, over=1.6, unwritten=frozenset({5})), Kill(at=3.5, over=3.6, unwritten=frozenset({5, 6}))]

    (double,) = doubles([(card, messages)], written, kills)

    assert double == Double(messages[0], unknown=0.5)
