"""Telegram's budget, counted."""

from bot.telegram.pace import Budget, Pace, Rate, Window

BUDGET = Budget(in_all=Rate(4, 1.0), one_chat=Rate(2, 2.0), staff_group=Rate(3, 60.0))


def test_a_window_lets_so_many_through_and_then_says_when() -> None:
    window = Window(Rate(2, 1.0))
    for moment in (10.0, 10.4):
        assert window.free_at(moment) == moment
        window.take(moment)

    assert window.free_at(10.5) == 11.0
    assert window.free_at(11.1) == 11.1


def test_one_chat_waits_while_another_goes() -> None:
    pace = Pace(BUDGET)
    for _ in range(2):
        pace.take(7, 0.0, is_group=False)

    assert pace.free_at(7, 0.1, is_group=False, is_urgent=False) == 2.0
    assert pace.free_at(8, 0.1, is_group=False, is_urgent=False) == 0.1


def test_all_chats_share_the_whole_budget_and_what_is_urgent_passes() -> None:
    pace = Pace(BUDGET)
    for chat in range(4):
        pace.take(chat, 0.0, is_group=False)

    assert pace.free_at(9, 0.5, is_group=False, is_urgent=False) == 1.0
    assert pace.free_at(9, 0.5, is_group=False, is_urgent=True) == 0.5


def test_the_group_has_its_own_minute() -> None:
    pace = Pace(BUDGET)
    for moment in (0.0, 1.0, 2.0):
        pace.take(-1, moment, is_group=True)

    assert pace.free_at(-1, 10.0, is_group=True, is_urgent=False) == 60.0


def test_what_telegram_asks_for_holds_for_urgent_texts_too() -> None:
    pace = Pace(BUDGET)
    pace.wait(7, 30.0)

    assert pace.free_at(7, 1.0, is_group=False, is_urgent=True) == 30.0
    assert pace.free_at(8, 1.0, is_group=False, is_urgent=True) == 1.0


def test_quiet_chats_are_forgotten() -> None:
    pace = Pace(BUDGET)
    for chat in range(1000):
        pace.take(chat, float(chat), is_group=False)

    pace.forget_idle(5000.0)

    assert not pace._chats
