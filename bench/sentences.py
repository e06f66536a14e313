"""A sentence encoder as ONNX: texts -> what they mean, as rows of length one.

Takes any folder with a `model.onnx` that gives `meaning`, and a `tokenizer.json` or the `vocab.txt` of
BERT's word pieces. `README.md` says which one the figures are with, and why not the bot's own.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import BertWordPieceTokenizer, Tokenizer

from intents.features import Floats

MODEL, TOKENIZER, VOCABULARY = "model.onnx", "tokenizer.json", "vocab.txt"
_LONGEST = 128  # word pieces


class SentenceEncoder:
    """Encodes one text at a time, as a bot would, and remembers what it has seen.

    It remembers because the seeds ask the same texts; `forget` before measuring time.
    """

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # the other ways use one core too
        model = str(folder / MODEL)
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._tokenizer = _tokenizer(folder)
        self._seen: dict[str, Floats] = {}

    def __call__(self, texts: Sequence[str]) -> Floats:
        """A row for each text."""
        for text in texts:
            if text not in self._seen:
                self._seen[text] = self._encode(text)
        return np.stack([self._seen[text] for text in texts])

    def forget(self) -> None:
        """Encode anew what was encoded before."""
        self._seen.clear()

    def _encode(self, text: str) -> Floats:
        pieces = self._tokenizer.encode(text)
        fed = {
            "input_ids": np.asarray([pieces.ids], dtype=np.int64),
            "attention_mask": np.asarray([pieces.attention_mask], dtype=np.int64),
        }
        (meaning,) = self._session.run(["meaning"], fed)
        return np.asarray(meaning[0], dtype=np.float32)


def _tokenizer(folder: Path) -> Tokenizer | BertWordPieceTokenizer:
    if (folder / TOKENIZER).is_file():
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        tokenizer.no_padding()
    else:
        tokenizer = BertWordPieceTokenizer(str(folder / VOCABULARY), lowercase=True)
    tokenizer.enable_truncation(_LONGEST)
    return tokenizer


def find_encoder(folder: Path) -> SentenceEncoder | None:
    """The encoder in this folder; None when it is not there."""
    words = (folder / TOKENIZER).is_file() or (folder / VOCABULARY).is_file()
    return SentenceEncoder(folder) if words and (folder / MODEL).is_file() else None
