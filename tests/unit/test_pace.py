"""Telegram's budget, counted."""

from bot.telegram.pace import Budget, Kind, Pace, Rate, Window

BUDGET = Budget(in_all=Rate(4, 1.0), one_chat=Rate(2, 2.0), staff_group=Rate(3, 60.0))


def test_an_album_needs_room_for_all_its_pieces_and_one_longer_than_the_window_all_of_it() -> None:
    window = Window(Rate(3, 10.0))
    for moment in (1.0, 2.0):
        window.take(moment)

    assert window.free_at(3.0, 1) == 3.0
    assert window.free_at(3.0, 2) == 11.0
    assert window.free_at(3.0, 3) == 12.0
    assert window.free_at(3.0, 9) == 12.0


def test_every_piece_of_an_album_counts() -> None:
    pace = Pace(BUDGET)
    pace.take(5, Kind.MESSAGES, 1.0, is_group=True, messages=3)

    assert pace.free_at(5, Kind.MESSAGES, 2.0, is_group=True, is_urgent=False) == 61.0


def test_a_window_lets_so_many_through_and_then_says_when() -> None:
    window = Window(Rate(2, 1.0))
    for moment in (10.0, 10.4):
        assert window.free_at(moment) == moment
        window.take(moment)

    assert window.free_at(10.5) == 11.0
    assert window.free_at(11.1) == 11.1


def test_what_comes_as_several_messages_waits_until_there_is_room_for_all_and_counts_them_all() -> None:
    window = Window(Rate(3, 1.0))
    window.take(10.0)
    window.take(10.4)

    assert window.free_at(10.5) == 10.5
    assert window.free_at(10.5, messages=2) == 11.0
    assert window.free_at(10.5, messages=9) == 11.4, "more than ever fit go once nothing else counts"
    window.take(10.5, messages=2)
    assert window.free_at(10.6) == 11.4
    assert window.room(11.1) == 0


def when(pace: Pace, chat: int, now: float, kind: Kind = Kind.MESSAGES, *, urgent: bool = False) -> float:
    return pace.free_at(chat, kind, now, is_group=chat < 0, is_urgent=urgent)


def send(pace: Pace, chat: int, now: float, kind: Kind = Kind.MESSAGES) -> None:
    pace.take(chat, kind, now, is_group=chat < 0)


def test_a_long_text_counts_in_full_and_is_not_starved_by_those_it_shares_with() -> None:
    pace = Pace(BUDGET)
    for chat in range(3):
        send(pace, chat, 0.0)

    assert pace.free_at(9, Kind.MESSAGES, 0.5, is_group=False, is_urgent=False, messages=2) == 0.5
    pace.take(9, Kind.MESSAGES, 0.5, is_group=False, messages=2)
    assert pace.room(1.1) == 2
    assert pace.free_at(9, Kind.MESSAGES, 1.1, is_group=False, is_urgent=False) == 2.5


def test_one_chat_waits_while_another_goes() -> None:
    pace = Pace(BUDGET)
    for _ in range(2):
        send(pace, 7, 0.0)

    assert when(pace, 7, 0.1) == 2.0
    assert when(pace, 8, 0.1) == 0.1


def test_there_is_room_until_the_whole_budget_is_spent_or_everybody_waits() -> None:
    pace = Pace(BUDGET)
    assert pace.room(0.0) == 4
    for chat in range(3):
        send(pace, chat, 0.0)
    assert (pace.room(0.5), pace.next_room(0.5)) == (1, 0.5)
    send(pace, 3, 0.5)
    assert (pace.room(0.6), pace.next_room(0.6)) == (0, 1.0)

    for chat in range(3):
        pace.refused(chat, Kind.MESSAGES, 2.0, seconds=9)
    assert (pace.room(3.0), pace.next_room(3.0)) == (0, 11.0)


def test_all_chats_share_the_whole_budget_and_what_is_urgent_passes() -> None:
    pace = Pace(BUDGET)
    for chat in range(4):
        send(pace, chat, 0.0)

    assert when(pace, 9, 0.5) == 1.0
    assert when(pace, 9, 0.5, urgent=True) == 0.5


def test_the_group_has_its_own_minute() -> None:
    pace = Pace(BUDGET)
    for moment in (0.0, 1.0, 2.0):
        send(pace, -1, moment)

    assert when(pace, -1, 10.0) == 60.0
    assert when(pace, 7, 10.0) == 10.0


def test_reactions_take_nothing_from_the_minute() -> None:
    pace = Pace(BUDGET)
    for moment in (0.0, 1.0, 2.0):
        send(pace, -1, moment, Kind.REACTIONS)
    assert when(pace, -1, 3.0) == 3.0

    for moment in (3.0, 4.0, 5.0):
        send(pace, -1, moment)
    assert when(pace, -1, 6.0, Kind.REACTIONS) == 6.0


def test_what_telegram_asks_of_a_chat_holds_for_it_alone_and_for_its_urgent_texts_too() -> None:
    pace = Pace(BUDGET)
    pace.refused(-1, Kind.MESSAGES, 1.0, seconds=30)

    assert when(pace, -1, 1.0) == when(pace, -1, 1.0, urgent=True) == 31.0
    assert when(pace, 8, 1.0) == when(pace, 8, 1.0, urgent=True) == 1.0


def test_topics_that_come_too_fast_hold_up_no_messages_and_no_reactions() -> None:
    pace = Pace(BUDGET)
    pace.refused(-1, Kind.TOPICS, 1.0, seconds=300)

    assert when(pace, -1, 1.0, Kind.TOPICS) == 301.0
    assert when(pace, -1, 1.0) == when(pace, -1, 1.0, Kind.REACTIONS) == 1.0


def test_several_chats_refused_together_mean_everybody_but_what_is_urgent_still_tries() -> None:
    pace = Pace(BUDGET)
    for chat, seconds in ((1, 9), (2, 5)):
        pace.refused(chat, Kind.MESSAGES, 1.0, seconds)
    assert when(pace, 8, 1.0) == 1.0

    pace.refused(3, Kind.MESSAGES, 2.0, seconds=7)

    assert when(pace, 8, 2.0) == 6.0
    assert when(pace, 8, 2.0, urgent=True) == 2.0
    assert when(pace, 8, 6.5) == 6.5


def test_chats_refused_one_long_after_another_mean_only_themselves() -> None:
    pace = Pace(BUDGET)
    for chat, moment in ((1, 1.0), (2, 4.0), (3, 7.0), (1, 7.5)):
        pace.refused(chat, Kind.MESSAGES, moment, seconds=60)

    assert when(pace, 8, 8.0) == 8.0


def test_processes_share_the_whole_budget() -> None:
    pace = Pace(BUDGET)
    pace.share_with(2)
    for chat in (1, 2):
        send(pace, chat, 0.0)

    assert when(pace, 3, 0.5) == 1.0


def test_quiet_chats_are_forgotten() -> None:
    pace = Pace(BUDGET)
    for chat in range(1000):
        send(pace, chat, float(chat))
        pace.refused(chat, Kind.MESSAGES, float(chat), seconds=1)

    pace.forget_idle(5000.0)

    assert not pace._chats
    assert not pace._told_to_wait
    assert len(pace._refused) < 5
