"""What the code asks for by name is there, is listed, and is missed aloud."""

import ast
from pathlib import Path

import pytest

from bot.needs import BUTTONS, SAFETY_TEXTS, TEXTS, missing, read_whole
from knowledge.load import KnowledgeError
from knowledge.model import Knowledge

BOT = Path(__file__).parents[2] / "bot"


def named_in_code() -> set[str]:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in BOT.rglob("*.py") if path.name != "needs.py"]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def without(knowledge: Knowledge, part: str, name: str) -> Knowledge:
    texts = {key: text for key, text in getattr(knowledge.responses, part).items() if key != name}
    return knowledge.model_copy(update={"responses": knowledge.responses.model_copy(update={part: texts})})


def test_the_shipped_knowledge_has_all_the_bot_asks_for(shipped: Knowledge) -> None:
    assert list(missing(shipped)) == []


def test_every_text_that_the_code_names_is_listed(shipped: Knowledge) -> None:
    named = named_in_code()

    assert (named & shipped.responses.say.keys()) - TEXTS == set(), "add it to TEXTS in bot/needs.py"
    assert (named & shipped.responses.safety.keys()) - SAFETY_TEXTS == set(), "add it to SAFETY_TEXTS in bot/needs.py"


def test_nothing_is_listed_that_the_code_does_not_name() -> None:
    named = named_in_code()
    menus = {name for name in TEXTS if name.startswith(("command_", "staff_command_"))}

    assert (TEXTS | SAFETY_TEXTS | BUTTONS.keys()) - menus - named == set()


@pytest.mark.parametrize(("part", "name"), [("say", "welcome"), ("safety", "s_card")])
def test_a_deleted_text_is_missed(shipped: Knowledge, part: str, name: str) -> None:
    (gap,) = missing(without(shipped, part, name))

    assert str(gap) == (
        f"responses.yaml:1: The text `{name}` is missing under `{part}:`; the bot says it. "
        "Bring it back from the last version."
    )


def test_a_renamed_text_is_recognised(shipped: Knowledge) -> None:
    texts = dict(shipped.responses.say)
    texts["welcom"] = texts.pop("welcome")
    renamed = shipped.responses.model_copy(update={"say": texts})

    (gap,) = missing(shipped.model_copy(update={"responses": renamed}))

    assert "Was it renamed to `welcom`?" in gap.cure


def test_a_button_too_few_is_told_with_its_line(shipped: Knowledge) -> None:
    texts = dict(shipped.responses.say)
    texts["ask_frame"] = texts["ask_frame"].model_copy(update={"buttons": ("No", "Not sure")})
    fewer = shipped.responses.model_copy(update={"say": texts})

    (gap,) = missing(shipped.model_copy(update={"responses": fewer}))

    assert gap.what == "`ask_frame` has 2 buttons; the bot needs 3, in their order."
    assert f"{gap.file}:{gap.line}" == shipped.places["responses/say/ask_frame"]


def test_a_folder_that_lacks_what_the_bot_needs_is_no_knowledge(tmp_path: Path) -> None:
    from tests.unit.knowledge_samples import write_folder

    knowledge, problems = read_whole(write_folder(tmp_path))

    assert knowledge is None
    assert any("`apology` is missing" in str(problem) for problem in problems)
    assert KnowledgeError(problems).problems == problems
