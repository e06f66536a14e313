"""What one call sends, and what its outcome means for each row."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.delivery import Arrived, Later, Outcome, Refused, TopicGone, TopicMade
from bot.ports import (
    Album,
    Body,
    Button,
    CaseState,
    Copy,
    Destination,
    Lane,
    Outgoing,
    Queued,
    Say,
    SendFile,
    ShowCard,
    ShowState,
    ToCase,
    ToRunner,
    ToStaff,
)
from bot.telegram.bundles import Bundle, is_line, merged, newest_of, outcomes, together
from bot.telegram.render import LONGEST_TEXT, length, parts

NOW = datetime(2026, 7, 1, 20, 15, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")  # an hour later in July
TOPIC = ToCase(5)


def row(number: int, body: Body | str, to: Destination = TOPIC, lane: Lane = Lane.RELAY, minutes: int = 0) -> Queued:
    body = Say(body) if isinstance(body, str) else body
    at = NOW + timedelta(minutes=minutes)
    return Queued(number, Outgoing(to, body, lane, at), 0, at)


def text_of(bundle: Bundle) -> str:
    assert isinstance(bundle.outgoing.body, Say)
    return bundle.outgoing.body.text


def test_a_single_line_goes_as_it_is() -> None:
    line = row(1, "Sam: hello")

    assert merged(line, [], LONDON) == Bundle((line,), line.outgoing)


def test_lines_for_one_topic_are_merged_in_order_with_their_times() -> None:
    lines = [row(1, "Sam: hello"), row(2, "Sam: it aches", minutes=1), row(3, "Sam: a lot", minutes=61)]

    bundle = merged(lines[0], lines[1:], LONDON)

    assert text_of(bundle) == "21:15 Sam: hello\n21:16 Sam: it aches\n22:16 Sam: a lot"
    assert bundle.rows == tuple(lines)


@pytest.mark.parametrize(
    "other",
    [
        row(2, Copy(7, 3)),
        row(2, SendFile("chat.txt", "words")),
        row(2, ShowCard("card")),
        row(2, ShowState(CaseState.OPEN, "Sam")),
        row(2, Say("kept as a note", buttons=(Button("Take over", "takeover:5"),))),
        row(2, "an alert", lane=Lane.ANSWER),
        row(2, "danger", lane=Lane.SAFETY),
    ],
    ids=lambda one: type(one.outgoing.body).__name__ + " " + one.outgoing.lane.name.lower(),
)
def test_what_is_no_plain_line_is_never_merged_and_nothing_passes_it(other: Queued) -> None:
    bundle = merged(row(1, "one"), [other, row(3, "two")], LONDON)

    assert [one.id for one in bundle.rows] == [1]
    assert text_of(bundle) == "one"


@pytest.mark.parametrize("to", [ToRunner(7), ToStaff()])
def test_only_lines_of_a_topic_are_merged(to: Destination) -> None:
    assert not is_line(row(1, "a line", to))


def test_a_merged_message_fits_into_one() -> None:
    lines = [row(n, f"Sam: line {n} " + "🏃" * 60, minutes=n) for n in range(200)]

    bundle = merged(lines[0], lines[1:], LONDON)

    assert length(text_of(bundle)) <= LONGEST_TEXT < length(text_of(bundle)) + 150
    assert len(parts(text_of(bundle))) == 1
    assert bundle.rows == tuple(lines[: len(bundle.rows)])


def test_of_a_card_changed_three_times_only_the_newest_is_sent() -> None:
    cards = [row(1, ShowCard("old")), row(4, ShowCard("newer")), row(9, ShowCard("newest"))]

    bundle = newest_of(cards[0], cards)

    assert bundle.outgoing.body == ShowCard("newest")
    assert bundle.ids == {1, 4, 9}


def test_an_older_state_that_still_waits_is_not_shown_after_a_newer_one() -> None:
    closed, opened = (
        row(3, ShowState(CaseState.CLOSED, "Sam"), lane=Lane.CARD),
        row(8, ShowState(CaseState.OPEN, "Sam")),
    )

    bundle = newest_of(opened, [closed, opened])

    assert bundle.outgoing.body == ShowState(CaseState.OPEN, "Sam")
    assert bundle.first == opened
    assert bundle.ids == {3, 8}


def piece(number: int, message: int) -> Queued:
    at = NOW
    return Queued(number, Outgoing(TOPIC, Copy(7, message), Lane.RELAY, at, album="a"), 0, at)


def test_the_pieces_of_an_album_go_together_and_each_is_a_message() -> None:
    pieces = [piece(1, 21), piece(2, 22), piece(5, 23)]

    bundle = together(pieces)

    assert bundle.outgoing.body == Album((Copy(7, 21), Copy(7, 22), Copy(7, 23)))
    assert (bundle.ids, bundle.messages) == ({1, 2, 5}, 3)


def test_pieces_that_were_taken_in_out_of_order_are_put_in_order() -> None:
    pieces = [piece(1, 22), piece(2, 21)]

    bundle = together(pieces)

    assert bundle.outgoing.body == Album((Copy(7, 21), Copy(7, 22)))
    assert [row.id for row in bundle.rows] == [2, 1]


def test_a_piece_that_has_lost_the_others_goes_by_itself() -> None:
    last = piece(5, 23)

    assert together([last]) == Bundle((last,), last.outgoing)


def test_each_piece_has_arrived_as_a_message_of_its_own_and_one_shows_it() -> None:
    bundle = together([piece(1, 21), piece(2, 22)])

    (_, first), (_, second) = outcomes(bundle, Arrived(pieces=(71, 72)), NOW)

    assert (first, second) == (Arrived(71), Arrived(72, shown=False))


TWO = Bundle((row(1, "one"), row(2, "two")), row(1, "one\ntwo").outgoing)
ONE = Bundle((row(1, "one"),), row(1, "one").outgoing)


@pytest.mark.parametrize(
    ("outcome", "first", "second"),
    [
        (Arrived(55), Arrived(55), Arrived(55)),
        (Later(NOW, "502", "staff_x"), Later(NOW, "502", "staff_x"), Later(NOW, "502")),
        (Refused("400"), Later(NOW, "sent again, one by one"), Later(NOW, "sent again, one by one")),
        (TopicMade(31), TopicMade(31), Later(NOW, "its topic has to be made first")),
        (TopicGone(), TopicGone(), Later(NOW, "its topic has to be made first")),
    ],
)
def test_every_row_of_a_call_has_an_outcome(outcome: Outcome, first: Outcome, second: Outcome) -> None:
    assert outcomes(TWO, outcome, NOW) == [(TWO.rows[0], first), (TWO.rows[1], second)]


def test_a_row_refused_by_itself_is_refused() -> None:
    assert outcomes(ONE, Refused("400"), NOW) == [(ONE.rows[0], Refused("400"))]
