"""Have the heads ready before the first message.

Learning them takes some seconds, so what was learnt is kept in a file named by the corpus's
content and the way of learning; change either and the heads are learnt anew. Where the file cannot
be written, the bot learns at every start and says so.
"""

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

import intents
from intents.heads import Heads
from knowledge.corpus import corpus_hash, read_corpus, read_english

logger = logging.getLogger(__name__)

CACHE_DIR = Path(__file__).parent.parent / ".cache"
_CODE = ("words.py", "lexicon.py", "features.py", "heads.py", "training.py")  # what is learnt depends on these


def load_or_train_heads(cache_dir: Path = CACHE_DIR, tell: Callable[[str], None] = logger.info) -> Heads:
    """The heads: from the cache when it is there, else learnt now and cached; `tell` says so to whoever waits."""
    file = cache_dir / f"heads-{_fingerprint()}.npz"
    cached = _load(file)
    if cached is not None:
        return cached
    from intents.training import train  # scipy is needed only here

    tell("Learning from the training text, once. This takes about half a minute.")
    heads = train(read_corpus(), read_english())
    _save(heads, file)
    return heads


def _fingerprint() -> str:
    digest = hashlib.sha256(corpus_hash().encode())
    folder = Path(next(iter(intents.__path__)))
    for name in _CODE:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:16]


def _load(file: Path) -> Heads | None:
    try:
        with np.load(file, allow_pickle=False) as arrays:
            return Heads.from_arrays(arrays)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        logger.warning("The cached heads cannot be read; learning them anew", extra={"action": "heads_unreadable"})
        return None


def _save(heads: Heads, file: Path) -> None:
    """Write beside, then rename: a reader never sees half a file."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".tmp", delete=False) as beside:
            np.savez(beside, allow_pickle=False, **heads.to_arrays())
        os.replace(beside.name, file)
        for old in file.parent.glob("heads-*.npz"):
            if old != file:
                old.unlink(missing_ok=True)
    except OSError as error:
        logger.warning(
            "The heads cannot be cached: %s. The bot runs, and starts slowly. Make the folder %s writable.",
            error.strerror,
            file.parent,
            extra={"action": "heads_not_cached"},
        )
