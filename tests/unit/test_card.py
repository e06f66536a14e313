"""The card: the order of the brief's section 6.4, and a gap that is never left to be guessed."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.card import AboutCase, because, card
from bot.dialogue.conversation import Asked, Conversation, PainTold, Phase, SignSeen
from bot.ports import Case, CaseState, Line, Runner, Speaker
from intents.understanding import Intent, Understanding
from knowledge.model import Knowledge

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 24, 10, tzinfo=LONDON)
SAM = Runner(7, "Sam")
CASE = Case(12, 7, "lasts", "P1: it's lasted a while", CaseState.OPEN, NOW)
CHAT = Conversation(7, phase=Phase.WAITING)


def shown(knowledge: Knowledge, chat: Conversation = CHAT, case: Case = CASE, about: AboutCase | None = None) -> str:
    lines = [Line(7, Speaker.RUNNER, "feels like a bruise on the bone", NOW)]
    return card(case, SAM, chat, lines, knowledge, about or AboutCase())


def test_the_card_keeps_the_briefs_order(shipped: Knowledge) -> None:
    text = shown(shipped)

    places = [text.index(part) for part in ("why:", "SIGNS", "Denied", "Not asked", "\nS  ", "\nB  ", "\nA  ", "\nR  ")]
    assert places == sorted(places)


def test_the_card_says_which_rule_words_and_score_brought_the_case(shipped: Knowledge) -> None:
    best = Intent("tight_hamstrings", "hamstring_tightness", 0.834, "tight hammies", "cause")

    told = because("lasts", Understanding("5 months of tight hammies", intents=(best,)), shipped)

    assert told.startswith("P1: ")
    assert "“5 months of tight hammies”" in told
    assert "Tight hamstrings 0.83" in told


def test_signs_are_shown_raised_denied_asked_and_not_asked(shipped: Knowledge) -> None:
    seen = SignSeen("bladder", "bladder_bowel", datetime(2026, 11, 24, 9, 30, tzinfo=UTC), ("can't pee",))
    chat = replace(CHAT, signs=(seen,), denied=("fever",), signs_asked=("fever", "both_legs"), unclear=("both_legs",))

    rows = dict(row.split(": ", 1) for row in shown(shipped, chat).splitlines() if ": " in row)

    assert "Bladder change 24 Nov 09:30 “can't pee”" in shown(shipped, chat)
    assert rows["Denied"] == shipped.red_flags["fever"].title
    assert rows["Asked, not settled"] == shipped.red_flags["both_legs"].title
    assert shipped.red_flags["chest_pain"].title in rows["Not asked"]
    assert shipped.red_flags["fever"].title not in rows["Not asked"]


def test_a_safety_card_that_was_answered_leaves_nothing_unasked(shipped: Knowledge) -> None:
    text = shown(shipped, replace(CHAT, card_answered=True))

    assert "Safety card: none of these" in text
    assert "Not asked: nothing of the safety card" in text


def test_what_was_never_asked_of_the_safety_card_takes_one_line(shipped: Knowledge) -> None:
    asked = replace(CHAT, asked=(Asked.SAFETY_CARD.value,))

    assert "Safety card: not asked\nNot asked: any of the safety card\n" in shown(shipped)
    assert "Safety card: asked, not answered" in shown(shipped, asked)


def test_a_sign_that_was_only_hinted_at_is_not_said_to_be_asked(shipped: Knowledge) -> None:
    text = shown(shipped, replace(CHAT, unclear=("crisis",)))

    title = shipped.red_flags["crisis"].title
    assert "Asked, not settled: none" in text
    assert f"Not asked: {title} (their words may point to it); any of the safety card" in text


def test_the_safety_text_is_shown_with_its_time(shipped: Knowledge) -> None:
    seen = SignSeen("bladder", "bladder_bowel", NOW, ("can't pee",))
    warned = Line(7, Speaker.BOT, "Go to A&E now.\n\nBack pain with changes ...", NOW)
    later = Line(7, Speaker.BOT, "Are you able to get help now?", NOW)

    text = card(CASE, SAM, replace(CHAT, signs=(seen,)), [warned, later], shipped)

    assert "R  Bot said: “Go to A&E now.” 24 Nov 10:00" in text


def test_pain_is_shown_over_time(shipped: Knowledge) -> None:
    pains = (PainTold(datetime(2026, 11, 10, tzinfo=UTC), 7), PainTold(datetime(2026, 11, 24, tzinfo=UTC), 3))

    assert "Pain: 7/10 (10 Nov) → 3/10 (24 Nov)" in shown(shipped, replace(CHAT, pain=3, pains=pains))


def test_what_the_bot_said_is_shown_with_whether_it_helped(shipped: Knowledge) -> None:
    chat = replace(
        CHAT, given=("tight_hamstrings/overview", "hip_strength/exercises"), tried=(("tight_hamstrings", "not yet"),)
    )

    text = shown(shipped, chat)

    assert "Tight hamstrings (not yet)" in text
    assert f"{shipped.fixes['hip_strength'].title} (not said if it helped)" in text


def test_answers_skipped_and_not_asked_are_told_apart(shipped: Knowledge) -> None:
    chat = replace(CHAT, form=(("legs", "Tingling"), ("load", ""), ("wants", "A plan")))

    text = shown(shipped, chat)

    assert "Legs: Tingling." in text
    assert "Running: skipped." in text
    assert "Wants: A plan." in text
    assert "Where: not asked." in text


def test_the_runners_own_words_stand_in_quotes(shipped: Knowledge) -> None:
    text = shown(shipped, replace(CHAT, form=(("load", "abt 40k, now nowt"),)))

    assert "Running: “abt 40k, now nowt”." in text
    assert "“feels like a bruise on the bone”" in text


def test_the_lock_says_what_locked_it_and_who_checked(shipped: Knowledge) -> None:
    locked = shown(shipped, replace(CHAT, locked_by="bladder"))
    opened = shown(shipped, about=AboutCase(unlocked="checked by Tom 24 Nov 10:05"))

    assert "Exercise advice: locked (Bladder change)" in locked
    assert "Exercise advice: open, checked by Tom 24 Nov 10:05" in opened


def test_earlier_cases_and_a_snooze_are_named(shipped: Knowledge) -> None:
    earlier = replace(CASE, id=3, opened_at=datetime(2026, 8, 2, tzinfo=LONDON))

    text = shown(shipped, about=AboutCase(earlier=(earlier,), put_aside_until=NOW))

    assert "Earlier: case 3 (lasting pain, 02 Aug 2026)" in text
    assert "SNOOZED until 24 Nov 10:00" in text


def test_a_full_card_is_one_screen(shipped: Knowledge) -> None:
    form = tuple((question, "skipped by nobody") for question in shipped.while_waiting)

    assert len(shown(shipped, replace(CHAT, form=form)).splitlines()) <= 22


def test_what_they_came_with_stands_before_their_latest_words(shipped: Knowledge) -> None:
    said = ("my back hurts when I run", "since May", "the left", "it's worse now", "nothing helps")
    lines = [Line(7, Speaker.RUNNER, text, NOW) for text in said]

    text = card(CASE, SAM, CHAT, lines, shipped)

    assert "“my back hurts when I run” / … / “it's worse now” / “nothing helps”" in text


def test_topics_are_told_in_a_physios_words(shipped: Knowledge) -> None:
    topics = ("other_injury:knee", "out_of_scope", "keep_running_question", "other_injury:unspecified")

    row = next(line for line in shown(shipped, replace(CHAT, topics=topics)).splitlines() if line.startswith("A  "))

    asked = row.partition("Asked about: ")[2]
    assert asked == "knee (not in the article); keep running; somewhere else (not in the article)."
