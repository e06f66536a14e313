"""Run the project's intent matcher beside other ways, and print one table.

python -m bench.nlu FOLDER [--encoder FOLDER] [--part val]
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from time import perf_counter

from bench.clinc import Clinc, load
from bench.measure import accuracy, answered_rightly
from bench.sentences import SentenceEncoder, find_encoder
from bench.typos import mistyped
from bench.ways import Ask, Way, ways

SEEDS = (0, 1, 2)
LEVELS = (0, 24, 8)  # a typo for so many letters
ENCODER = Path("intents/encoder")
_TIMED = 100  # messages of each level


@dataclass(frozen=True, slots=True)
class Level:
    """The texts at one level of noise."""

    asked: list[str]
    truth: list[str]
    out_of_scope: list[str]


@dataclass(frozen=True, slots=True)
class Figures:
    """One row of the table."""

    name: str
    accuracy: list[float]  # by level, mean over seeds
    answered: list[float]
    milliseconds: float  # for one message


def main() -> None:
    """Measure every way and print."""
    chosen = _arguments()
    data = load(chosen.data, chosen.part)
    encoder = find_encoder(chosen.encoder)
    if encoder is None:
        print("No encoder there (model.onnx and its words): the rows with MiniLM are left out.\n")
    levels = [_level(data, every) for every in LEVELS]
    _print_head(data, chosen.part)
    for way in ways(encoder):
        print(_row(_measure(way, data, levels, encoder)), flush=True)
    print("\n* while at most 5% of out-of-scope texts get an answer")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder that holds clinc150.json")
    parser.add_argument("--encoder", type=Path, default=ENCODER)
    parser.add_argument("--part", choices=("test", "val"), default="test", help="val to tune on; test for the figures")
    return parser.parse_args()


def _level(data: Clinc, every: int) -> Level:
    return Level(
        [mistyped(text, every) for text, _ in data.asked],
        [intent for _, intent in data.asked],
        [mistyped(text, every) for text in data.out_of_scope],
    )


def _measure(way: Way, data: Clinc, levels: Sequence[Level], encoder: SentenceEncoder | None) -> Figures:
    learnt = [way.learn(data.draw(seed)) for seed in SEEDS]
    found = [[_ask(ask, level) for ask in learnt] for level in levels]
    again = way.learn(data.draw(SEEDS[0]))  # it has repaired no word yet
    if encoder:
        encoder.forget()
    return Figures(
        way.name,
        [mean(right for right, _ in seeds) for seeds in found],
        [mean(answered for _, answered in seeds) for seeds in found],
        _time(again, levels),
    )


def _ask(ask: Ask, level: Level) -> tuple[float, float]:
    guesses = ask(level.asked)
    return accuracy(guesses, level.truth), answered_rightly(guesses, level.truth, ask(level.out_of_scope))


def _time(ask: Ask, levels: Sequence[Level]) -> float:
    """The median over messages of each level, asked one by one and never before."""
    took: list[float] = []
    for level in levels:
        for text in level.asked[:: max(1, len(level.asked) // _TIMED)]:
            start = perf_counter()
            ask([text])
            took.append(perf_counter() - start)
    return 1000 * median(took)


def _print_head(data: Clinc, part: str) -> None:
    print(f"CLINC150 {part}: {len(data.asked)} texts of 30 intents, {len(data.out_of_scope)} out of scope;")
    print(f"10 phrases each, mean of {len(SEEDS)} draws. Clean / a typo every 24 letters / every 8.\n")
    print(f"{'':28}{'accuracy':>20}{'answered rightly*':>22}{'ms':>8}")


def _row(figures: Figures) -> str:
    right, answered = (
        " / ".join(f"{100 * share:.1f}" for share in row) for row in (figures.accuracy, figures.answered)
    )
    return f"{figures.name:28}{right:>20}{answered:>22}{figures.milliseconds:8.2f}"


if __name__ == "__main__":
    main()
