"""Proposals that came from the staff group: patches to the YAML, to be listed, applied or dropped."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot.needs import read_whole
from bot.ports import Miss, MissState, Store
from knowledge.lines import read_lines
from knowledge.patching import Patch, PatchError, add_phrase


async def waiting(store: Store) -> list[Miss]:
    """What waits; words that were asked about together and are the same stand once."""
    async with store.begin() as session:
        found = await session.misses(MissState.PROPOSED)
    return list({(miss.entry, miss.words): miss for miss in reversed(found)}.values())[::-1]


def listed(proposals: list[Miss], folder: Path) -> Iterator[str]:
    """Each with its patch."""
    for miss in proposals:
        where = f"belongs to {miss.entry}" if miss.entry else "something new"
        yield f"{miss.id}: “{miss.words}” {where} (says {miss.chosen_by})"
        if miss.entry:
            yield _patched(folder, miss)
        yield ""
    yield "Apply one with: proposals --apply NUMBER; drop one with: proposals --drop NUMBER." if proposals else "None."


def _patched(folder: Path, miss: Miss) -> str:
    try:
        return str(add_phrase(folder, read_lines(folder), miss.entry, miss.words))
    except PatchError as error:
        return str(error)


async def apply(store: Store, number: int, folder: Path) -> str:
    """Make the change, check the whole knowledge, and take the change back if it is not sound."""
    miss = next((one for one in await waiting(store) if one.id == number), None)
    if miss is None:
        return f"No proposal has the number {number}."
    if not miss.entry:
        return "Something new needs an entry of its own: copy one that is near, then drop this proposal."
    try:
        patch = add_phrase(folder, read_lines(folder), miss.entry, miss.words)
        patch.apply(folder)
    except PatchError as error:
        return str(error)
    broken = _broken(folder)
    if broken:
        patch.take_back(folder)
        return f"Not applied; it would break the knowledge:\n{broken}"
    await _done(store, miss)
    return _applied(patch)


def _broken(folder: Path) -> str:
    knowledge, problems = read_whole(folder)
    return "" if knowledge else "\n".join(str(one) for one in problems if one.level == "error")


def _applied(patch: Patch) -> str:
    see = "See what it changes with: python main.py diff HEAD. A running bot takes it in by itself."
    return f"{patch}\n\nApplied. {see}"


async def drop(store: Store, number: int) -> str:
    """Forget a proposal."""
    miss = next((one for one in await waiting(store) if one.id == number), None)
    if miss is None:
        return f"No proposal has the number {number}."
    await _done(store, miss)
    return f"Dropped: “{miss.words}”."


async def _done(store: Store, miss: Miss) -> None:
    """Settle it, and those with the same words."""
    async with store.begin() as session:
        for one in await session.misses(MissState.PROPOSED):
            if (one.entry, one.words) == (miss.entry, miss.words):
                await session.keep_miss(replace(one, state=MissState.DONE))
