"""The words in { } that the bot fills in, by the text they may stand in.

A text is sent with every blank filled or not at all, so a blank that nobody would fill is found
when the knowledge is read. Whoever gives a text a new blank in the code adds it here.
"""

from knowledge.model import Region

PLACES = (frozenset(Region.model_fields) - {"id", "name", "checked_by"}) | {"place"}
"""From regions.yaml, in any text for runners."""

TEAM = frozenset({"club", "contact"})
"""From team.yaml, in the same texts."""

DETAILS: dict[str, frozenset[str]] = {
    "ask_frame": frozenset({"question", "safe_step"}),
    "ask_unit": frozenset({"number"}),
    "besides_injury": frozenset({"part"}),
    "dose": frozenset({"dose"}),
    "easier_version": frozenset({"move"}),
    "handoff_already": frozenset({"when"}),
    "handoff_opened": frozenset({"because", "when"}),
    "handoff_person": frozenset({"when"}),
    "harder_version": frozenset({"move"}),
    "hours_closed": frozenset({"by", "opens"}),
    "hours_open": frozenset({"by"}),
    "kit": frozenset({"kit"}),
    "leave_out": frozenset({"who"}),
    "locked_note": frozenset({"safe_step"}),
    "not_that": frozenset({"question"}),
    "picture": frozenset({"alt", "link"}),
    "physio_corrected": frozenset({"text"}),
    "physio_joined": frozenset({"name"}),
    "physio_left": frozenset({"name"}),
    "promise_slipped": frozenset({"when"}),
    "queue_more": frozenset({"number"}),
    "staff_alert": frozenset({"tier", "at", "runner", "case", "signs", "words", "sent"}),
    "staff_alert_private": frozenset({"tier", "at"}),
    "staff_claimed": frozenset({"name"}),
    "staff_closed": frozenset({"name"}),
    "staff_dead_letter": frozenset({"number", "reason"}),
    "staff_edited": frozenset({"runner", "was", "now"}),
    "staff_kept_as_note": frozenset({"holder"}),
    "staff_not_delivered": frozenset({"name", "reason"}),
    "staff_offered_again": frozenset({"holder"}),
    "staff_offered_again_group": frozenset({"holder", "runner"}),
    "staff_released": frozenset({"name"}),
    "staff_left_over_topic": frozenset({"topic"}),
    "staff_set_aside": frozenset({"runner"}),
    "staff_silent": frozenset({"holder", "runner"}),
    "staff_taken_over": frozenset({"name", "before"}),
    "staff_toast_not_yours": frozenset({"holder"}),
    "staff_toast_taken": frozenset({"holder"}),
    "staff_toast_transferred": frozenset({"name"}),
    "staff_find": frozenset({"words"}),
    "staff_find_none": frozenset({"words"}),
    "staff_history": frozenset({"case"}),
    "staff_open": frozenset({"number"}),
    "staff_rated": frozenset({"runner", "answer"}),
    "staff_snoozed": frozenset({"name", "until"}),
    "staff_woken": frozenset({"holder", "runner"}),
    "staff_woken_by_runner": frozenset({"holder", "runner"}),
    "staff_transfer_unknown": frozenset({"name"}),
    "staff_transfer_which": frozenset({"names"}),
    "staff_transferred": frozenset({"name", "before"}),
    "staff_unlocked": frozenset({"name"}),
    "staff_waits": frozenset({"runner", "time", "why"}),
    "staff_waits_private": frozenset({"time"}),
    "staff_waits_urgent": frozenset({"runner", "time", "why"}),
}
"""From the bot, each in the one text of responses.yaml that it is made for."""
