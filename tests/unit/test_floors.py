"""The house rule, read from the imports: a file imports only from its own floor or below."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
# From the ground up. A name belongs to the longest prefix that fits it.
FLOORS = (
    ("knowledge",),
    ("intents",),
    ("bot.dialogue",),
    (
        "bot.ports",
        "bot.card",
        "bot.settings",
        "bot.logs",
        "bot.metrics",
        "bot.last_good",
        "bot.nameless",
        "bot.needs",
        "bot.warmup",
        "bot.why",
        "bot.hearing",
    ),
    (
        "bot.service",
        "bot.handover",
        "bot.records",
        "bot.desk",
        "bot.delivery",
        "bot.copies",
        "bot.live",
        "bot.misses",
        "bot.storage",
    ),
    ("bot.telegram", "bot.terminal"),
    ("main",),
)
# Each library has one home.
HOMES = {
    "telegram": "bot.telegram",
    "aiohttp": "bot.telegram",
    "sqlalchemy": "bot.storage",
    "alembic": "bot.storage",
    "aiosqlite": "bot.storage",
    "asyncpg": "bot.storage",
    "yaml": "knowledge",
    "rapidfuzz": "intents",
    "Stemmer": "intents",
    "scipy": "intents",
    "onnxruntime": "intents",
}
PURE = ("knowledge.model", "intents", "bot.dialogue")
IMPURE = {"asyncio", "os", "pathlib", "io", "socket", "random", "time", "subprocess", "sqlite3", "logging", "tempfile"}


def modules() -> list[Path]:
    found = [ROOT / "main.py"]
    for package in ("knowledge", "intents", "bot"):
        found += sorted((ROOT / package).rglob("*.py"))
    return found


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return names


def within(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".")


def floor(name: str) -> int | None:
    places = [(len(prefix), level) for level, row in enumerate(FLOORS) for prefix in row if within(name, prefix)]
    return max(places)[1] if places else None


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_file_imports_only_from_its_own_floor_or_below(path: Path) -> None:
    own = floor(name_of(path))
    if name_of(path) == "bot":
        return
    assert own is not None, f"{name_of(path)} stands on no floor: give it one"

    above = {name for name in imports(path) if (level := floor(name)) is not None and level > own}

    assert not above


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_each_library_has_one_home(path: Path) -> None:
    strays = {
        name
        for name in imports(path)
        for library, home in HOMES.items()
        if within(name, library) and not within(name_of(path), home)
    }

    assert not strays


@pytest.mark.parametrize(
    "path", [path for path in modules() if any(within(name_of(path), p) for p in PURE)], ids=name_of
)
def test_the_core_is_pure(path: Path) -> None:
    names = imports(path)
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert not {name for name in names if name.split(".")[0] in IMPURE}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef | ast.Await)]
    assert "datetime.now(" not in path.read_text(encoding="utf-8")
