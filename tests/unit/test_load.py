"""Sound files become knowledge; broken ones are explained, all at once, and never end in a traceback."""

import time
from datetime import date
from pathlib import Path

import pytest

from knowledge.load import KnowledgeError, load, read
from knowledge.model import Knowledge, Tier
from knowledge.problems import Problem
from knowledge.sources import FOLDERS, LISTS, SINGLES, version_of
from tests.unit.knowledge_samples import edit, write_folder

SHIPPED = Path(__file__).parents[2] / "knowledge"
TODAY = date(2026, 11, 22)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path)


def told(folder: Path, today: date | None = None) -> list[str]:
    return [str(problem) for problem in read(folder, today)[1]]


def test_a_sound_folder_loads_without_a_word(folder: Path) -> None:
    knowledge, problems = read(folder, TODAY)

    assert problems == ()
    assert isinstance(knowledge, Knowledge)
    assert knowledge.causes["cause_1"].phrases == ("my wheels 1 are stiff", "the wheels squeak 1")
    assert knowledge.red_flags["wheel_off_7"].tier is Tier.EMERGENCY
    assert knowledge.small_talk["hello"].kind == "chat"
    assert knowledge.regions["uk"].emergency == "999"


def test_the_shipped_knowledge_loads_without_errors() -> None:
    knowledge, problems = read(SHIPPED, TODAY)

    assert [str(problem) for problem in problems if problem.level == "error"] == []
    assert knowledge is not None


def test_the_staffs_readme_names_every_folder_and_file() -> None:
    readme = (SHIPPED / "README.md").read_text(encoding="utf-8")

    names = [f"`{shelf.name}/`" for shelf in FOLDERS] + [f"`{shelf.name}.yaml`" for shelf in LISTS + SINGLES]

    assert [name for name in names if name not in readme] == []


def test_every_text_knows_its_file_and_line(folder: Path) -> None:
    places = load(folder).places

    assert places["causes/cause_1"] == "causes/cause_1.yaml:10"
    assert places["exercises/turn_1"] == "exercises/turn_1.yaml:10"
    assert places["small_talk/hello"] == "small_talk.yaml:9"
    assert places["responses/safety/stop_now"] == "responses.yaml:2"
    assert places["responses/say/welcome"] == "responses.yaml:14"


def test_the_version_changes_with_the_words_and_with_nothing_else(tmp_path: Path) -> None:
    one, other = write_folder(tmp_path / "one"), write_folder(tmp_path / "other")
    for path in other.rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (other / "notes.txt").write_text("not knowledge")
    before = load(one).version

    assert load(other).version == before
    edit(one, "fixes/fix_1.yaml", "A drop", "A spot")
    assert load(one).version != before
    assert version_of(one) == load(one).version, "told without reading what the files say"


def test_load_raises_with_every_problem_when_there_is_an_error(folder: Path) -> None:
    edit(folder, "causes/cause_1.yaml", "say: Stiff", "sya: Stiff")

    with pytest.raises(KnowledgeError) as raised:
        load(folder)

    assert [problem.line for problem in raised.value.problems] == [1, 10]
    assert "causes/cause_1.yaml:10: The key `sya` is not known here." in str(raised.value)


def test_warnings_do_not_stop_loading(folder: Path) -> None:
    edit(folder, "causes/cause_1.yaml", "the wheels squeak 1", "My wheels 1 are stiff!")

    knowledge, problems = read(folder)

    assert knowledge is not None
    assert problems == (
        Problem(
            "causes/cause_1.yaml",
            8,
            "The phrase `My wheels 1 are stiff!` stands here a second time.",
            "Keep it where it fits best; it is also in causes/cause_1.yaml:7.",
            "warning",
        ),
    )


def test_every_file_is_told_at_once_in_order(folder: Path) -> None:
    edit(folder, "triage.yaml", "severe_pain: 7", "severe_pain: 11")
    edit(folder, "causes/cause_1.yaml", "  - fix_1", "  - fxi_1")
    edit(folder, "causes/cause_1.yaml", "title: Stiff", "titel: Stiff")
    (folder / "team.yaml").unlink()

    problems = read(folder)[1]

    assert [(one.file, one.line) for one in problems] == [
        ("causes/cause_1.yaml", 1),
        ("causes/cause_1.yaml", 2),
        ("causes/cause_1.yaml", 12),
        ("team.yaml", 1),
        ("triage.yaml", 5),
    ]


def test_a_dead_reference_is_not_told_while_the_file_it_names_is_broken(folder: Path) -> None:
    (folder / "fixes/fix_1.yaml").write_text("a: b: c")

    assert [problem.file for problem in read(folder)[1]] == ["fixes/fix_1.yaml"]


CAUSE, FLAG, RESPONSES, TRIAGE = "causes/cause_1.yaml", "red_flags/wheel_off_3.yaml", "responses.yaml", "triage.yaml"
WAYS = [  # what is done to which file, the line that is named, words of the message
    (
        "a colon in a text",
        CAUSE,
        "say: Stiff",
        "say: Note: stiff",
        10,
        "A colon followed by a space cannot stand here.",
    ),
    ("a tab", CAUSE, "  - my", "\t- my", 7, "starts with a tab. Use spaces"),
    ("an open quote", CAUSE, "title: Stiff", 'title: "Stiff', 2, "A quote is opened here and not closed."),
    ("an inner quote", CAUSE, "title: Stiff wheels", "title: 'it's", 2, "needs quotes round all of it"),
    ("no colon", CAUSE, "topic: stiff_wheels", "topic stiff_wheels", 3, "has no colon after its key"),
    ("a bent indent", CAUSE, "  - the wheels", " - the wheels", 8, "does not fit the lines above it"),
    ("no space after a dash", CAUSE, "  - the wheels", "  -the: wheels", 8, "no space after the dash"),
    ("a forbidden start", CAUSE, "say: Stiff", "say: @Stiff", 10, "cannot start with the sign @"),
    ("a backslash", CAUSE, "say: Stiff wheels can", 'say: "\\S"\nmore: x', 10, "A backslash"),
    ("an alias", CAUSE, "say: Stiff", "say: *stiff", 10, "special meaning in YAML: `*stiff`. Put quotes"),
    ("an anchor", CAUSE, "title: Stiff", "title: &stiff", 2, "special meaning in YAML: `&stiff`"),
    ("a tag", CAUSE, "say: Stiff", "say: !!python/name:os", 10, "special meaning in YAML: `!!python"),
    ("a second document", CAUSE, "say: ", "---\nsay: ", 10, "A second document starts here"),
    ("a place at the start", FLAG, "call {emergency} now", "{emergency} now", 21, "starts with [ or {"),
    ("only a place", FLAG, "call {emergency} now", "{emergency}", 21, "one that starts with {, needs quotes"),
    ("an open bracket", RESPONSES, "[abroad]", "[abroad", 6, "A bracket is opened here"),
    ("an unknown key", CAUSE, "short: My", "shrot: My", 9, "`shrot` is not known here. Did you mean `short`?"),
    (
        "an unknown inner key",
        CAUSE,
        "  counts: One",
        "  count: One",
        18,
        "`home_check`, `count` is not known here. Did you",
    ),
    ("an unknown key in a list", TRIAGE, "persistent:", "persistant:", 21, "Did you mean `persistent`?"),
    ("an unknown key in a table", RESPONSES, "    buttons:", "    button:", 16, "Did you mean `buttons`?"),
    ("a missing key in a list", TRIAGE, "    because: it keeps coming back", "", 17, "Told to the runner after"),
    ("a key twice", CAUSE, "short: My", "title: My", 9, "`title` stands here a second time. Keep one of the two"),
    ("a missing text", CAUSE, "say: Stiff", "# Stiff", 1, "`say` is missing. Write what the runner should read."),
    ("an empty text", CAUSE, "say: Stiff wheels can make the cart pull to one side.", "say:", 10, "`say` is empty."),
    ("spaces for a text", CAUSE, "say: Stiff wheels can make", 'say: " " #', 10, "`say` is empty."),
    ("an empty item", CAUSE, "- the wheels squeak 1", "-", 8, "`phrases`, item 2 is empty. Write it, or delete the"),
    ("an empty list", CAUSE, "  - fix_1", "  # fix_1", 11, "`fixes` is empty."),
    ("a text for a list", CAUSE, "fixes:\n  - fix_1", "fixes: fix_1", 11, "`fixes` should be a list. Write each item"),
    ("a list for a text", CAUSE, "title: Stiff wheels 1", "title: [a, b]", 2, "should be one text, but it is a list"),
    ("a colon in a phrase", CAUSE, "- my wheels", "- note: my wheels", 7, "is read as a key with a value (`note`)"),
    (
        "yes as text",
        CAUSE,
        "title: Stiff wheels 1",
        "title: yes",
        2,
        "`yes`, which YAML does not read as text. Put quotes",
    ),
    (
        "a number as text",
        "regions.yaml",
        '"999"',
        "999",
        4,
        '`999`, which YAML does not read as text. Put quotes round it: "999"',
    ),
    ("a day as text", CAUSE, "title: Stiff wheels 1", "title: 2026-11-22", 2, 'Put quotes round it: "2026-11-22"'),
    ("a wrong day", CAUSE, "2027-11-30", "2027-02-30", 5, "`2027-02-30`, which is not a day. Write a day as"),
    ("a number for a day", CAUSE, "2027-11-30", "2027", 5, "`review_by` is `2027`, which is not a day."),
    ("zero for a day", CAUSE, "2027-11-30", "0", 5, "`review_by` is `0`, which is not a day."),
    ("a number for a time", "team.yaml", '"09:00"', "9", 7, "`open` is `9`, which is not a time of day."),
    ("a wrong time", "team.yaml", '"09:00"', '"nine"', 7, "`hours`, item 1, `open` is `nine`, which is not a time"),
    (
        "a break outside",
        "team.yaml",
        'close: "17:00"',
        'close: "17:00", breaks: [{start: "08:00", end: "10:00"}]',
        7,
        "break",
    ),
    ("a ladder that shrinks", "team.yaml", "trial:", "reminders: {waiting: [30, 20]}\ntrial:", 10, "do not grow"),
    ("nobody on the last rung", "team.yaml", "trial:", "reminders: {last_to: Bob}\ntrial:", 10, "There is no `Bob`"),
    ("hours turned round", "team.yaml", '"09:00"', '"19:00"', 7, "closes before it opens"),
    (
        "words for a number",
        "triage.yaml",
        "pain: 7",
        "pain: lots",
        5,
        "`severe_pain` is `lots`, which is not a whole number.",
    ),
    ("too large a number", "triage.yaml", "pain: 7", "pain: 11", 5, "`severe_pain` is `11`; it must be at most 10."),
    ("words for true", "triage.yaml", "persistent: true", "persistent: maybe", 21, "which is not true or false"),
    ("an unknown tier", FLAG, "tier: emergency", "tier: emergancy", 5, "must be one of: emergency, crisis,"),
    ("a nearly known tier", FLAG, "tier: emergency", "tier: emergancy", 5, "Did you mean `emergency`?"),
    (
        "an id that is not the file's name",
        CAUSE,
        "cause: cause_1",
        "cause: cause_2",
        1,
        "but the file is called `cause_1.yaml`",
    ),
    ("the key id", CAUSE, "cause: cause_1", "id: cause_1", 1, "The key `id` is not known here. Write `cause: ...`"),
    (
        "an id with capitals",
        "small_talk.yaml",
        "talk: hello",
        "talk: Hello",
        2,
        "is not a plain name. Use small letters",
    ),
    ("a response with a bad key", RESPONSES, "  welcome:", "  Wel come:", 14, "is not a plain name"),
    ("a dead fix", CAUSE, "  - fix_1", "  - fix_l", 12, "no `fix_l` in the folder fixes/. Did you mean `fix_1`?"),
    ("a dead exercise", "fixes/fix_1.yaml", "- turn_1", "- trun_1", 10, "no `trun_1` in the folder exercises/."),
    (
        "a dead come-back-if",
        CAUSE,
        "if: usual",
        "if: unusual",
        19,
        "no `unusual` in `come_back_if` of responses.yaml. Did you",
    ),
    ("a dead fixed text", FLAG, "say: stop_now", "say: stop_nwo", 8, "no `stop_nwo` in `safety` of responses.yaml."),
    (
        "a dead concept",
        FLAG,
        "all: [wheel]",
        "all: [wheels]",
        17,
        "no `wheels` in the folder concepts/. Did you mean `wheel`?",
    ),
    ("a dead added line", RESPONSES, "adds: [abroad]", "adds: [aboard]", 6, "Did you mean `abroad`?"),
    ("no come-back-if", CAUSE, "come_back_if: usual", "", 1, "`come_back_if` is missing. Every answer that advises"),
    ("no look-alikes", FLAG, "  - the wheels came off my race 3", "", 14, "`look_alikes` is empty."),
    ("no phrases", FLAG, "  - wheel number 3 fell off", "", 10, "`phrases` is empty."),
    ("raised and set aside", FLAG, "the wheels came off my race", "Wheel number 3 fell off #", 15, "or in line 11"),
    (
        "urgent words unanswered",
        FLAG,
        "unclear:",
        "urgent_phrases:",
        12,
        "no text that answers them. Add `urgent_say:`",
    ),
    ("a list for a code", FLAG, "code: RF-03", "code: [RF-03]", 2, "`code` should be one text, but it is a list."),
    ("a missing flag", FLAG, "code: RF-03", "code: RF-02", 1, "No file has the code RF-03"),
    (
        "a place without digits",
        "regions.yaml",
        '"999"',
        "the ambulance",
        4,
        "`uk` holds no number to call.",
    ),
    ("no crisis line", "regions.yaml", "Samaritans on 116 123", "a kind ear", 8, "a number or a web address"),
    (
        "a name for no button",
        "small_talk.yaml",
        "talk: hello",
        f"talk: {'h' * 41}",
        2,
        "a button carries 40",
    ),
    (
        "a long exercise",
        "exercises/turn_1.yaml",
        "Wheel turn 1",
        "Wheel turn " * 3,
        2,
        "a phone shows 30",
    ),
    (
        "a picture without a line for who cannot see it",
        "exercises/turn_1.yaml",
        "dose: Ten turns.",
        "picture:\n  link: https://example.org/turn.png\ndose: Ten turns.",
        14,
        "`picture`, `alt` is missing. What the picture shows, in one line",
    ),
    (
        "a picture from nowhere",
        "exercises/turn_1.yaml",
        "dose: Ten turns.",
        "picture: {link: turn.png, alt: A turning wheel.}\ndose: Ten turns.",
        14,
        "not how it should look. The picture's address; it starts with https://",
    ),
    ("no number", RESPONSES, "call {emergency} now", "ask {doctor}", 3, "The fixed text `stop_now` (for red_flags/"),
    (
        "an unknown place",
        RESPONSES,
        "call {advice_line}",
        "call {adviceline}",
        12,
        "`{adviceline}`. Did you mean `advice_line`?",
    ),
    ("a bot's detail in advice", CAUSE, "can make", "{because}", 10, "There is: advice_line, "),
    ("a detail in another text", RESPONSES, "not a person", "not {because}", 15, "in the place of `{because}`."),
    ("a misspelt detail", RESPONSES, "{because}", "{becuase}", 18, "`{becuase}`. Did you mean `because`?"),
    ("a lone bracket", CAUSE, "can make", "{emergency", 10, "A curly bracket stands alone in this text."),
    (
        "a long button",
        RESPONSES,
        "[Show me how,",
        "[Show me how to do this one right now,",
        16,
        "a phone shows 30. Say it shorter.",
    ),
    (
        "a long short",
        CAUSE,
        "short: My wheels are stiff",
        "short: " + "stiff " * 6,
        9,
        "35 characters; a phone shows 30",
    ),
    (
        "a long text",
        CAUSE,
        "say: Stiff",
        "say: " + "stiff " * 600,
        10,
        "characters; at most 3,500 fit into one message.",
    ),
    (
        "no region's number",
        "regions.yaml",
        '    emergency: "999"\n',
        "",
        2,
        "`emergency` is missing. The number for an ambulance",
    ),
    (
        "two of one name",
        "follow_ups.yaml",
        "phrases: [how often]",
        "phrases: [a]\n  - follow_up: how_often",
        4,
        "first is in line 2",
    ),
    ("one name for two answers", "small_talk.yaml", "talk: hello", "talk: oil_1", 2, "also used in questions"),
    ("a misspelt list", "small_talk.yaml", "small_talk:", "smalltalk:", 1, "This file holds one list, `small_talk:`."),
    (
        "a text in a list of entries",
        "follow_ups.yaml",
        "- follow_up: how_often\n    ph",
        "- x\n  - ph",
        2,
        "should hold keys with values",
    ),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "words"), [way[1:] for way in WAYS], ids=[way[0] for way in WAYS]
)
def test_a_broken_file_is_explained(folder: Path, file: str, old: str, new: str, line: int, words: str) -> None:
    edit(folder, file, old, new)

    knowledge, problems = read(folder)

    where = f"{'red_flags' if 'No file has' in words else file}:{line}: "
    assert [str(one) for one in problems if str(one).startswith(where) and words in str(one)], told(folder)
    assert knowledge is None


def test_one_wrong_item_is_told_once(folder: Path) -> None:
    edit(folder, "triage.yaml", "persistent: true", "persistent: maybe")

    assert [problem.line for problem in read(folder)[1]] == [21]


WHOLE_FILES = [
    ("empty", b"", "This file is empty."),
    ("only a comment", b"# soon\n", "This file is empty."),
    ("a list", b"- a\n- b\n", "Start it with a line like `cause: ...`, without a dash in front."),
    ("one word", b"hello", "This file should hold keys with values."),
    ("Latin letters", b"cause: caf\xe9\n", "not UTF-8 text. Retype the letter in this line, or save"),
    ("a zero byte", b"cause: \x00\n", "invisible control character (code 0)"),
    ("deep brackets", b"[" * 100_000, "too deep inside one another"),
    ("deep lines", b"".join(b" " * n + b"a:\n" for n in range(900)), "too deep inside one another"),
    ("far too large", b"a: b\n" * 300_000, "too large to be read"),
    ("a bomb", b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "special meaning in YAML: `&a`"),
    ("a map as a key", b"{a: 1}: b\n", "A list or map stands where a key is wanted."),
    ("a very large number", b"cause: " + b"9" * 5000, "but the file is called `cause_1.yaml`"),
]


@pytest.mark.parametrize(("content", "words"), [way[1:] for way in WHOLE_FILES], ids=[way[0] for way in WHOLE_FILES])
def test_a_file_that_holds_something_else_is_explained(folder: Path, content: bytes, words: str) -> None:
    (folder / CAUSE).write_bytes(content)

    knowledge, problems = read(folder)

    assert words in " ".join(str(problem) for problem in problems if problem.file == CAUSE)
    assert knowledge is None


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("causes/other.yml", "Rename it so that it ends in .yaml."),
        ("cause/other.yaml", "The bot does not read the folder `cause`. Did you mean `causes`?"),
        ("traige.yaml", "The bot does not read this file. Did you mean `triage.yaml`?"),
    ],
)
def test_a_file_that_nobody_would_read_is_told(folder: Path, file: str, words: str) -> None:
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text("cause: other\n")

    assert [line for line in told(folder) if line.startswith(f"{file}:1: ") and words in line]


@pytest.mark.parametrize(
    "name", ["small_talk", "triage", "responses", "regions", "team", "other_injuries", "follow_ups"]
)
def test_a_missing_file_is_told(folder: Path, name: str) -> None:
    (folder / f"{name}.yaml").unlink()

    assert told(folder) == [f"{name}.yaml:1: This file is missing. Bring it back from the last version."]


def test_a_missing_folder_is_told(folder: Path, tmp_path: Path) -> None:
    (folder / CAUSE).unlink()

    assert told(folder)[0].startswith("causes:1: There is no file in the folder causes/.")
    assert told(tmp_path / "nowhere")[0].startswith(".:1: There is no folder")


def test_a_phrase_in_two_entries_of_a_kind_is_a_warning_that_names_both(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, times=2)
    edit(folder, "causes/cause_2.yaml", "my wheels 2 are stiff", "My wheels 1 are stiff.")

    knowledge, problems = read(folder)
    (problem,) = (one for one in problems if "phrase" in one.what)

    assert (problem.file, problem.line, problem.level) == ("causes/cause_2.yaml", 7, "warning")
    assert "causes/cause_1.yaml:7" in problem.cure
    assert knowledge is not None


def test_a_number_of_the_brief_that_is_given_twice_is_a_warning(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, times=2)

    exercise, question = (one for one in read(folder)[1] if "a second time" in one.what)

    assert (exercise.file, exercise.line, exercise.level) == ("exercises/turn_2.yaml", 6, "warning")
    assert (question.file, question.what) == ("questions/oil_2.yaml", "The number `Q03` is given a second time.")


def test_a_topic_that_nobody_else_has_and_that_is_nearly_anothers_is_a_warning(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, times=2)
    edit(folder, CAUSE, "topic: stiff_wheels", "topic: stif_wheels")

    (problem,) = (one for one in read(folder)[1] if "topic" in one.what)

    assert (problem.file, problem.line, problem.level) == (CAUSE, 3, "warning")
    assert problem.cure == "Did you mean `stiff_wheels`? If not, leave it."


def test_a_bodily_sign_without_a_question_is_a_warning_and_a_mind_in_danger_needs_none(folder: Path) -> None:
    ask = "ask:\n  question: Is the wheel loose?\n  safe_step: call {emergency} now\n"
    edit(folder, FLAG, ask, "")
    edit(folder, "red_flags/wheel_off_4.yaml", ask, "")
    edit(folder, "red_flags/wheel_off_4.yaml", "tier: emergency", "tier: crisis")

    knowledge, (problem,) = read(folder)

    assert (problem.file, problem.level) == (FLAG, "warning")
    assert knowledge is not None


def test_a_review_date_that_has_passed_is_a_warning_from_the_day_after(folder: Path) -> None:
    edit(folder, CAUSE, "2027-11-30", "2026-11-22")
    edit(folder, "responses.yaml", "2027-11-30", "2026-11-22")

    assert told(folder) == told(folder, date(2026, 11, 22)) == []
    assert [line.split(" ")[0] for line in told(folder, date(2026, 11, 23))] == [f"{CAUSE}:5:", "responses.yaml:5:"]


def test_a_message_is_one_printable_line_whatever_the_file_says(folder: Path) -> None:
    edit(folder, CAUSE, "short: My", '"a\\nb\\u202e\\e' + "x" * 500 + '": My')

    for line in told(folder):
        assert line.isprintable()
        assert len(line) < 300


def test_reading_time_grows_no_faster_than_the_knowledge(tmp_path: Path) -> None:
    small, large = write_folder(tmp_path / "small", times=2), write_folder(tmp_path / "large", times=20)

    def seconds(folder: Path) -> float:
        runs = []
        for _ in range(3):
            start = time.process_time()
            read(folder, TODAY)
            runs.append(time.process_time() - start)
        return min(runs)

    assert seconds(large) < 10 * 2.5 * seconds(small)


WAITING = """\
while_waiting:
  - question: where
    code: Q3
    ask: Where is it sore?
    on_card: Where
    kind: one
    choices:
      - {say: Left, raises: wheel_off_1}
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("raises: wheel_off_1", "raises: wheel_of_1", "There is no `wheel_of_1` in the folder red_flags/"),
        ("kind: one", "kind: words", "takes no choices"),
        ("question: where", "question: where_exactly_does_it_hurt", "at most 20 fit behind a button"),
        ("say: Left", "say: Somewhere on the left side of my lower back", "a phone shows 30"),
        ("on_card: Where", "on_cart: Where", "`on_cart` is not known here"),
    ],
)
def test_questions_for_those_who_wait_are_checked(folder: Path, old: str, new: str, said: str) -> None:
    (folder / "while_waiting.yaml").write_text(WAITING.replace(old, new), encoding="utf-8")

    assert any(said in problem for problem in told(folder))


def test_questions_for_those_who_wait_are_loaded_in_their_order(folder: Path) -> None:
    (folder / "while_waiting.yaml").write_text(WAITING, encoding="utf-8")

    assert told(folder) == []
    assert load(folder).while_waiting["where"].choices[0].raises == "wheel_off_1"


REPLY = """\
reply: hello_again
title: Hello again
say: Hello {name}, this is {physio}. In a hurry, call {advice_line}.
source: common practice
review_by: 2027-11-30
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{name}", "{nmae}", "Nothing is known to put in the place of `{nmae}`"),
        ("title: Hello again", "title:", "`title` is empty"),
        ("reply: hello_again", "reply: hello", "but the file is called `hello_again.yaml`"),
    ],
)
def test_saved_replies_are_checked(folder: Path, old: str, new: str, said: str) -> None:
    (folder / "replies").mkdir()
    (folder / "replies/hello_again.yaml").write_text(REPLY.replace(old, new), encoding="utf-8")

    assert any(said in problem for problem in told(folder))


def test_a_sound_saved_reply_is_loaded(folder: Path) -> None:
    (folder / "replies").mkdir()
    (folder / "replies/hello_again.yaml").write_text(REPLY, encoding="utf-8")

    assert told(folder) == []
    assert load(folder).replies["hello_again"].title == "Hello again"


def test_guards_take_numbers_and_nothing_else_in_brackets(folder: Path) -> None:
    rows = 'guards:\n  - guard: dose\n    why: A dose.\n    phrases: ["{number} mg", "{amount} of"]\n'
    (folder / "guards.yaml").write_text(rows, encoding="utf-8")

    assert [problem for problem in told(folder) if "guards.yaml" in problem] == [
        "guards.yaml:4: Nothing is known to put in the place of `{amount}`. There is: number."
    ]
