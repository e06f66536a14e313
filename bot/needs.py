"""What the bot asks the knowledge for by name: without it, some message could not be answered.

`check`, the start and every reload look here, so that a text that was renamed or deleted is found before
a runner meets the gap. Whoever makes the code name a new text adds it here (tests/unit/test_needs.py).
"""

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from knowledge.load import KnowledgeError, read
from knowledge.model import Knowledge, Response, SafetyText
from knowledge.problems import Problem, in_order, quoted

TEXTS = frozenset(
    {
        "after_t1", "again_in_short", "apology", "ask_duration", "ask_frame", "ask_noted_no", "ask_unit",
        "ask_which_topic", "besides_injury", "button_back", "button_easier", "button_harder",
        "button_home_check", "button_not_meant", "button_not_now", "button_pass_me_on", "button_show_exercises",
        "button_skip", "button_talk_to_physio", "button_thats_all", "case_closed", "classes_once",
        "command_erase", "command_export", "command_help", "command_physio", "command_privacy", "command_start",
        "correction_noted", "did_not_help_first", "dose", "easier_version", "erase_left", "erase_sure",
        "erased", "erased_at_the_team", "export_caption", "export_file", "flood_once", "flood_requests",
        "forget_it", "getting_help", "handoff_already", "handoff_not_now", "handoff_offer", "handoff_opened",
        "handoff_person", "handoff_taken_back", "harder_version", "heard_you", "help", "helped",
        "home_check_after", "home_check_not_now", "home_check_stop", "hours_away", "hours_closed", "hours_open",
        "kit", "lasts_offer", "leave_out", "locked_note", "mood_no", "need_a_moment", "no_noted",
        "not_helped_offer", "not_meant", "not_meant_how", "not_meant_offer", "not_sure_noted", "not_that",
        "not_that_noted", "not_understood", "old_button", "other_language", "physio_alerted", "physio_closed",
        "physio_corrected", "physio_joined", "physio_left", "physio_stepped_away", "picture", "privacy",
        "profile_description", "profile_short_description", "promise_slipped", "queue_more", "queue_none",
        "queue_one", "rating_thanks", "rephrase", "safety_card_lines", "safety_card_none", "same_advice_again",
        "staff_alert", "staff_alert_private", "staff_bot_said", "staff_button_2h", "staff_button_anyway",
        "staff_button_claim", "staff_button_close", "staff_button_edit", "staff_button_release",
        "staff_button_send", "staff_button_snooze", "staff_button_take_over", "staff_button_tomorrow",
        "staff_button_topic", "staff_button_transcript", "staff_button_unlock", "staff_button_until",
        "staff_button_week", "staff_cannot_copy", "staff_cannot_show", "staff_case_closed_note",
        "staff_changed_picture", "staff_claimed", "staff_close_held", "staff_closed", "staff_command_claim",
        "staff_command_close", "staff_command_delete", "staff_command_find", "staff_command_help",
        "staff_command_history", "staff_command_knowledge", "staff_command_open", "staff_command_queue",
        "staff_command_release", "staff_command_reload", "staff_command_rollback", "staff_command_send",
        "staff_command_snooze", "staff_command_transcript", "staff_command_transfer", "staff_command_unlock",
        "staff_command_why", "staff_dead_letter", "staff_delete_by_hand", "staff_delete_what", "staff_edited",
        "staff_emoji_not_passed_on", "staff_erased", "staff_find", "staff_find_how", "staff_find_none",
        "staff_gone_before_sent", "staff_held_back", "staff_help", "staff_history", "staff_kept_as_note",
        "staff_knowledge", "staff_knowledge_back", "staff_knowledge_broken", "staff_knowledge_no_earlier",
        "staff_knowledge_taken", "staff_left_over_topic", "staff_link_already", "staff_link_not_admin",
        "staff_link_wrong", "staff_linked", "staff_miss", "staff_miss_amiss", "staff_miss_belongs",
        "staff_miss_gone", "staff_miss_ignore", "staff_miss_ignored", "staff_miss_new", "staff_miss_proposed",
        "staff_misses_topic", "staff_no_voice", "staff_nobody", "staff_not_deleted", "staff_not_delivered",
        "staff_offered_again", "staff_offered_again_group", "staff_once", "staff_open", "staff_open_none",
        "staff_own_emoji", "staff_promise_slipped", "staff_queue", "staff_queue_answer", "staff_queue_card",
        "staff_queue_none", "staff_queue_relay", "staff_queue_safety", "staff_rated", "staff_reachable_again",
        "staff_reacted", "staff_reacted_here", "staff_reactions_needed", "staff_released", "staff_reopened",
        "staff_send_gone", "staff_send_how", "staff_send_locked", "staff_send_preview", "staff_send_what",
        "staff_send_which", "staff_sent", "staff_set_aside", "staff_silent", "staff_snooze_how",
        "staff_snooze_until", "staff_snoozed", "staff_snoozed_until_they_write", "staff_taken_back",
        "staff_taken_over", "staff_times", "staff_toast_claim_first", "staff_toast_claimed",
        "staff_toast_closed", "staff_toast_closed_now", "staff_toast_edit", "staff_toast_elsewhere",
        "staff_toast_gone", "staff_toast_not_claimed", "staff_toast_not_locked", "staff_toast_not_yours",
        "staff_toast_old", "staff_toast_released", "staff_toast_sent", "staff_toast_sent_already",
        "staff_toast_snoozed", "staff_toast_taken", "staff_toast_transferred", "staff_toast_unlocked",
        "staff_toast_yours", "staff_too_long", "staff_topics_needed", "staff_transfer_how",
        "staff_transfer_unknown", "staff_transfer_which", "staff_transferred", "staff_unlocked",
        "staff_unreachable", "staff_until_they_write", "staff_wait_many", "staff_waits", "staff_waits_private",
        "staff_waits_urgent", "staff_which_runner", "staff_why", "staff_why_changed", "staff_why_likeness",
        "staff_why_match", "staff_why_next", "staff_why_no_match", "staff_why_no_sign", "staff_why_nothing",
        "staff_why_person", "staff_why_same", "staff_why_set_aside", "staff_why_sign", "staff_why_where",
        "staff_woken", "staff_woken_by_runner", "told_in_passing", "try_not_to", "waiting_done", "waiting_more",
        "waiting_place", "welcome", "welcome_back", "welcome_short", "what_may_help",
    }
)  # fmt: skip
"""The texts under `say:` in responses.yaml."""

SAFETY_TEXTS = frozenset(
    {
        "c_again", "c_check", "s_card", "s_lock", "s_media", "t1_emerg",
    }
)  # fmt: skip
"""The texts under `safety:` in responses.yaml, beside those that signs name."""

FLAGS = frozenset(
    {
        "accident", "bladder", "both_legs", "cancer", "chest_pain", "crisis", "fever", "saddle_numbness",
        "severe_or_night_pain",
    }
)  # fmt: skip
"""The signs that the safety card and the crisis rules name."""

TRIGGERS = frozenset(
    {
        "known_condition", "known_injury", "lasts", "not_easing", "person", "sign",
    }
)  # fmt: skip
"""The reasons in triage.yaml that rules give."""

BUTTONS = {  # what each button does is decided by its place, so none may be missing or too many
    "after_t1": 3,
    "ask_duration": 6,
    "ask_frame": 3,
    "ask_unit": 3,
    "c_check": 3,
    "case_closed": 3,
    "did_not_help_first": 4,
    "erase_sure": 1,
    "handoff_offer": 2,
    "handoff_opened": 2,
    "handoff_person": 2,
    "s_card": 3,
    "safety_card_lines": 8,
}
"""How many buttons a text needs."""

_RENAMED = 0.8  # how alike a name must be to be taken for the lost one
_ENTRIES = {
    "red_flags": FLAGS,
    "small_talk": frozenset({"out_of_scope"}),
    "causes": frozenset({"sore_lower_back"}),
    "fixes": frozenset({"ten_minute_routine"}),
}


def read_whole(folder: Path, today: date | None = None) -> tuple[Knowledge | None, tuple[Problem, ...]]:
    """The knowledge, unless the bot could not work with it, and every problem by file and line."""
    knowledge, problems = read(folder, today)
    gaps = tuple(missing(knowledge)) if knowledge else ()
    return (None if gaps else knowledge), in_order((*problems, *gaps))


def load_whole(folder: Path) -> Knowledge:
    """The knowledge; raises `KnowledgeError` when the bot could not work with it."""
    knowledge, problems = read_whole(folder)
    if knowledge is None:
        raise KnowledgeError(problems)
    return knowledge


def missing(knowledge: Knowledge) -> Iterator[Problem]:
    """Everything the bot would ask for in vain, as errors."""
    responses = knowledge.responses
    for part, needed, there in (("say", TEXTS, responses.say), ("safety", SAFETY_TEXTS, responses.safety)):
        for name in sorted(needed - there.keys()):
            what = f"The text {quoted(name)} is missing under `{part}:`; the bot says it."
            yield Problem("responses.yaml", 1, what, _bring_back(name, there.keys() - needed))
    for name in sorted(TRIGGERS - knowledge.triage_triggers.keys()):
        what = f"The reason {quoted(name)} is missing under `triggers:`; the bot gives it."
        yield Problem("triage.yaml", 1, what, _bring_back(name, knowledge.triage_triggers.keys() - TRIGGERS))
    for shelf, names in _ENTRIES.items():
        for name in sorted(names - getattr(knowledge, shelf).keys()):
            what = f"The entry {quoted(name)} is missing in {shelf}; the bot needs it."
            yield Problem(shelf, 1, what, "Bring it back from the last version.")
    for part, texts in (("say", responses.say), ("safety", responses.safety)):
        yield from _miscounted(part, texts, knowledge)


def _miscounted(
    part: str, texts: dict[str, Response] | dict[str, SafetyText], knowledge: Knowledge
) -> Iterator[Problem]:
    for name, text in texts.items():
        wanted = BUTTONS.get(name, len(text.buttons))
        if len(text.buttons) != wanted:
            file, _, line = knowledge.places.get(f"responses/{part}/{name}", "responses.yaml:1").rpartition(":")
            what = f"{quoted(name)} has {len(text.buttons)} buttons; the bot needs {wanted}, in their order."
            yield Problem(file, int(line), what, "Bring the missing one back, or take out what is too many.")


def _bring_back(name: str, others: set[str]) -> str:
    near = get_close_matches(name, others, n=1, cutoff=_RENAMED)
    renamed = f"Was it renamed to {quoted(near[0])}? " if near else ""
    return f"{renamed}Bring it back from the last version."
