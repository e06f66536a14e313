"""What would change: each change with before and after, lost danger signs first; folders and git revisions."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.wording import Wording
from bot.terminal.compare import Comparison, Side, compare, messages_of, side
from bot.terminal.revisions import RevisionError, knowledge_at
from intents.scores import NOTHING_LEARNT
from intents.understand import Reader
from knowledge.examples import ConversationTest, Examples, Step
from knowledge.model import Knowledge, Tier

BOTH_NUMB = "numb when I wipe"


def ready(knowledge: Knowledge) -> Side:
    return side(knowledge, Reader(knowledge, NOTHING_LEARNT), Wording(knowledge, "uk"))


def without_flag(knowledge: Knowledge, name: str) -> Knowledge:
    return knowledge.model_copy(
        update={"red_flags": {key: flag for key, flag in knowledge.red_flags.items() if key != name}}
    )


def reworded(knowledge: Knowledge) -> Knowledge:
    cause = knowledge.causes["stiff_mid_back"].model_copy(update={"say": "A new text."})
    return knowledge.model_copy(update={"causes": {**knowledge.causes, "stiff_mid_back": cause}})


def told(found: Comparison) -> str:
    return "\n".join(found.told())


def test_the_same_knowledge_changes_nothing(shipped: Knowledge) -> None:
    here = ready(shipped)

    found = compare(here, here, ["my mid back is stiff", BOTH_NUMB], [])

    assert told(found) == "0 answers would change, 0 danger signs lost (2 messages played)."


def test_a_reworded_text_shows_the_lines_before_and_after(shipped: Knowledge) -> None:
    found = compare(ready(shipped), ready(reworded(shipped)), ["my mid back is stiff", "thanks"], [])

    assert [change.message for change in found.changes] == ["my mid back is stiff"]
    assert "before: advise (clear_match)\n          " in told(found)
    assert "after:  advise (clear_match)\n          A new text.\n" in told(found)
    assert told(found).endswith("1 answer would change, 0 danger signs lost (2 messages played).")


def test_the_teams_own_messages_are_counted(shipped: Knowledge) -> None:
    here = ready(shipped)

    found = replace(compare(here, here, ["my mid back is stiff", "thanks"], []), own=1)

    assert told(found) == (
        "0 answers would change, 0 danger signs lost (2 messages played, 1 of them your runners' own)."
    )


def test_changes_that_are_alike_are_shown_together(shipped: Knowledge) -> None:
    messages = ["my mid back is stiff", "my mid back feels locked", "stiff mid back", "mid back stiff", "thanks"]

    found = compare(ready(shipped), ready(reworded(shipped)), messages, [])

    assert len(found.changes) == 4
    assert told(found).count("before: ") == 1
    assert [line[2:] for line in told(found).splitlines() if line.startswith("> ")] == messages[:4]


def test_a_sign_that_is_no_longer_raised_is_lost_and_comes_first(shipped: Knowledge) -> None:
    found = compare(
        ready(shipped),
        ready(without_flag(reworded(shipped), "saddle_numbness")),
        ["my mid back is stiff", BOTH_NUMB],
        [],
    )

    (lost,) = found.lost
    assert lost.lost == ("saddle_numbness",)
    assert told(found).startswith("DANGER SIGN LOST: saddle_numbness\n> numb when I wipe\n")
    assert told(found).endswith("2 answers would change, 1 danger sign lost (2 messages played).")


def test_a_sign_that_is_less_urgent_counts_as_lost(shipped: Knowledge) -> None:
    softer = shipped.red_flags["saddle_numbness"].model_copy(update={"tier": Tier.SAME_DAY, "say": "t2_111"})
    changed = shipped.model_copy(update={"red_flags": {**shipped.red_flags, "saddle_numbness": softer}})

    found = compare(ready(shipped), ready(changed), [BOTH_NUMB], [])

    assert [change.lost for change in found.lost] == [("saddle_numbness (less urgent)",)]


def test_conversations_are_played_turn_by_turn(shipped: Knowledge) -> None:
    turns = (Step(runner="hello"), Step(runner="my mid back is stiff"))
    chat = ConversationTest(conversation="a chat", turns=turns)
    progress: list[int] = []

    found = compare(ready(shipped), ready(reworded(shipped)), [], [chat], progress.append)

    assert [change.message for change in found.changes] == ["my mid back is stiff   (a chat)"]
    assert progress == [2]


def test_every_word_of_both_versions_signs_is_played_once(shipped: Knowledge) -> None:
    messages = messages_of(shipped, without_flag(shipped, "bladder"), Examples((), ()), ["hello", "can't pee"])

    assert len(messages) == len(set(messages))
    assert {"can't pee", "hello", *shipped.red_flags["bladder"].look_alikes} <= set(messages)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "project" / "knowledge"
    folder.mkdir(parents=True)
    (folder / "team.yaml").write_text("first\n")

    def git(*arguments: str) -> None:
        name = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", str(folder.parent), *name, *arguments], check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "First")
    (folder / "team.yaml").write_text("second\n")
    return folder


def test_a_revision_is_laid_out_beside_the_folder_as_it_is(repository: Path) -> None:
    with knowledge_at("HEAD", repository) as before, knowledge_at(str(repository), repository) as now:
        assert (before / "team.yaml").read_text() == "first\n"
        assert (now / "team.yaml").read_text() == "second\n"

    assert not before.exists()


@pytest.mark.parametrize("name", ["nowhere", "--output=/etc/x", "HEAD~5"])
def test_what_is_neither_folder_nor_revision_is_told(repository: Path, name: str) -> None:
    with pytest.raises(RevisionError, match="neither a folder nor a revision"), knowledge_at(name, repository):
        pass
