"""The smallest sound knowledge folder, for tests that need one of their own.

`write_folder(tmp_path)` writes it; `write_folder(tmp_path, times=50)` writes one that is fifty
times as large. Tests then change one file with `edit`.
"""

from pathlib import Path

COME_BACK = "come_back_if: usual"

CAUSE = """\
cause: {id}
title: Stiff wheels {n}
topic: stiff_wheels
source: article
review_by: 2027-11-30
phrases:
  - my wheels {n} are stiff
  - the wheels squeak {n}
short: My wheels are stiff
say: Stiff wheels can make the cart pull to one side.
fixes:
  - {fix}
home_check:
  title: Spin it
  steps:
    - Lift the cart.
    - Spin each wheel.
  counts: One turns less than the other.
come_back_if: usual
"""

FIX = """\
fix: {id}
title: Oil them {n}
topic: stiff_wheels
source: common practice
review_by: 2027-11-30
say: A drop of oil may help.
how_often: Once a week.
how_long: A minute.
exercises:
  - {exercise}
come_back_if: usual
"""

EXERCISE = """\
exercise: {id}
title: Wheel turn {n}
topic: stiff_wheels
source: common practice
review_by: 2027-11-30
code: T1
field_name: Wheel rotation
purpose: To keep the wheel turning.
kit: An oil can.
start: Sit beside the cart.
steps:
  - Oil the hub.
  - Turn the wheel.
dose: Ten turns.
how_often: Most days.
how_long: Two minutes.
easier: Five turns.
harder: Twenty turns.
mistakes:
  - Too much oil.
come_back_if: usual
"""

QUESTION = """\
question: {id}
title: Which oil {n}
topic: oil
source: "guidance: the maker"
review_by: 2027-11-30
phrases:
  - which oil is best {n}
code: Q03
say: Many runners find any light oil works.
come_back_if: usual
"""

RED_FLAG = """\
red_flag: {id}
code: RF-{n:02}
title: Wheel off {n}
sign: wheel_off
tier: emergency
source: "guidance: the maker"
review_by: 2027-11-30
say: stop_now
why: A cart without a wheel tips over.
phrases:
  - wheel number {n} fell off
unclear:
  - wheel number {n} feels odd
look_alikes:
  - the wheels came off my race {n}
clues:
  - all: [wheel]
    then: ask
ask:
  question: Is the wheel loose?
  safe_step: call {{emergency}} now
"""

CONCEPT = """\
concept: {id}
about: What a cart rolls on.
words:
  - wheel
  - tyre
"""

FILES = {
    "small_talk.yaml": """\
small_talk:
  - talk: hello
    title: Hello
    topic: greeting
    source: common practice
    review_by: 2027-11-30
    phrases: [hello, good morning]
    kind: chat
    say: Hello. What is the cart doing?
""",
    "follow_ups.yaml": """\
follow_ups:
  - follow_up: how_often
    phrases: [how often]
""",
    "regions.yaml": """\
regions:
  - region: uk
    name: United Kingdom
    emergency: "999"
    hospital: A&E
    advice_line: NHS 111
    doctor: GP
    crisis: Samaritans on 116 123
    checked_by: 2027-11-30
""",
    "triage.yaml": """\
source: common practice
review_by: 2027-11-30
hand_over_after_days: 28
long_lasting_after_days: 84
severe_pain: 7
no_home_checks_from_pain: 6
clear_match: 0.6
near_match: 0.3
ambiguous_gap: 0.1
not_understood_before_card: 2
thought_pause_seconds: 2.5
question_waits_hours: 24
new_chat_after_days: 7
wants_person: [talk to a human]
not_wants_person: [are you a human]
triggers:
  - id: comes_back
    code: P3
    because: it keeps coming back
    phrases: [it keeps coming back]
    persistent: true
safety_question: [what should worry me]
""",
    "responses.yaml": """\
safety:
  stop_now:
    text: Please stop and call {emergency} now.
    source: "guidance: the maker"
    review_by: 2027-11-30
    adds: [abroad]
  abroad:
    text: Abroad? Call the local number.
    source: common practice
    review_by: 2027-11-30
come_back_if:
  usual: If it gets worse, call {advice_line}.
say:
  welcome:
    text: I'm a bot, not a person.
    buttons: [Show me how, Talk to a physio]
  handoff_opened:
    text: I've asked a physio, because {because}.
""",
    "team.yaml": """\
club: The cart club
people:
  - name: Ann
    role: Wheelwright
    about: Mends carts.
hours:
  - {day: monday, open: "09:00", close: "17:00"}
reply_within_working_days: 2
reopen_within_days: 30
trial: FREE 7 day trial
contact: at the yard
source: common practice
review_by: 2027-11-30
""",
    "other_injuries.yaml": """\
source: common practice
review_by: 2027-11-30
say: Your {part} is not ours; a person can help.
say_unspecified: That is not ours; a person can help.
parts:
  - part: handle
    name: handle
    words: [handle, grip]
""",
}


def write_folder(folder: Path, times: int = 1) -> Path:
    """Write a sound knowledge folder with `times` entries of each kind; all 29 red flags in any case."""
    for name in ("causes", "fixes", "exercises", "questions", "red_flags", "concepts"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for file, text in FILES.items():
        (folder / file).write_text(text, encoding="utf-8")
    for n in range(1, times + 1):
        (folder / f"causes/cause_{n}.yaml").write_text(CAUSE.format(id=f"cause_{n}", n=n, fix=f"fix_{n}"))
        (folder / f"fixes/fix_{n}.yaml").write_text(FIX.format(id=f"fix_{n}", n=n, exercise=f"turn_{n}"))
        (folder / f"exercises/turn_{n}.yaml").write_text(EXERCISE.format(id=f"turn_{n}", n=n))
        (folder / f"questions/oil_{n}.yaml").write_text(QUESTION.format(id=f"oil_{n}", n=n))
        name = "wheel" if n == 1 else f"wheel_{n}"
        (folder / f"concepts/{name}.yaml").write_text(CONCEPT.format(id=name))
    for n in range(1, 29 * times + 1):
        (folder / f"red_flags/wheel_off_{n}.yaml").write_text(RED_FLAG.format(id=f"wheel_off_{n}", n=n))
    return folder


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Replace the first `old` in one file by `new`."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text, f"{file} does not hold {old!r}"
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
