"""CLINC150, the part that the bench uses: two domains, thirty intents, and texts that belong to none."""

import json
import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

DOMAINS = ("banking", "credit_cards")
PHRASES_EACH = 10

Labelled = tuple[str, str]  # text, intent


@dataclass(frozen=True, slots=True)
class Clinc:
    """What teaches, and one part of what is asked."""

    train: tuple[Labelled, ...]
    asked: tuple[Labelled, ...]
    out_of_scope: tuple[str, ...]

    def draw(self, seed: int) -> list[Labelled]:
        """Ten phrases of each intent, by chance."""
        chance = random.Random(seed)
        by_intent: dict[str, list[str]] = defaultdict(list)
        for text, intent in self.train:
            by_intent[intent].append(text)
        return [(text, name) for name in sorted(by_intent) for text in chance.sample(by_intent[name], PHRASES_EACH)]


def load(folder: Path, part: str) -> Clinc:
    """Part "test" for the figures; "val" to tune on, with the out-of-scope texts of train as well, for they are few."""
    data = json.loads((folder / "clinc150.json").read_text(encoding="utf-8"))
    splits = data["splits"]
    intents = {intent for domain in DOMAINS for intent in data["domains"][domain]}
    out_of_scope = splits["oos_test"] if part == "test" else splits["oos_val"] + splits["oos_train"]
    return Clinc(
        train=tuple((text, intent) for text, intent in splits["train"] if intent in intents),
        asked=tuple((text, intent) for text, intent in splits[part] if intent in intents),
        out_of_scope=tuple(text for text, _ in out_of_scope),
    )
