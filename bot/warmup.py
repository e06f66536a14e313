"""Have what was learnt ready before the first message: the heads, the encoder, its places of staff's phrases.

Learning the heads takes a minute, so what was learnt is kept in a file named by the corpus's content
and the way of learning; change either and the heads are learnt anew. The encoder was taught
beforehand (`intents/taught/README.md`); what it makes of staff's phrases is kept too, phrase by
phrase. Where a file cannot be written, the bot learns at every start and says so.
"""

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

import intents
from intents.encoder import Encoder, Lesson
from intents.features import Floats
from intents.heads import Heads
from intents.scores import Scorer, phrases_by_sign
from knowledge.corpus import corpus_hash, read_corpus, read_english
from knowledge.model import Knowledge

logger = logging.getLogger(__name__)

CACHE_DIR = Path(__file__).parent.parent / ".cache"
ENCODER_DIR = Path(next(iter(intents.__path__))) / "taught"
# What is learnt depends on these.
_CODE = (
    *("words.py", "lexicon.py", "features.py", "heads.py", "ridge.py", "training.py"),
    *(
        "time_training.py",
        "time_marks.py",
        "time_head.py",
        "time_words.py",
        "durations.py",
        "candidates.py",
        "place.py",
    ),
    *("atoms.py", "amounts.py", "anchors.py", "dates.py", "beginnings.py"),
    *("roles.py", "role_care.py", "role_people.py", "role_words.py"),
)


def ready(knowledge: Knowledge, *, core: bool = False, tell: Callable[[str], None] = logger.info) -> Scorer:
    """All that was learnt; `core` leaves the encoder out."""
    heads = load_or_train_heads(tell=tell)
    encoder = None if core else load_encoder()
    if encoder is None:
        return Scorer(heads)
    phrases = {phrase for known in phrases_by_sign(knowledge).values() for phrase in known}
    return Scorer(heads, encoder, load_or_place(encoder, phrases))


def renewed(learnt: Scorer, knowledge: Knowledge) -> Scorer:
    """The same lessons for another version of the knowledge: only staff's new phrases are read."""
    if not isinstance(learnt.encoder, Encoder):
        return learnt
    phrases = {phrase for known in phrases_by_sign(knowledge).values() for phrase in known}
    return Scorer(learnt.heads, learnt.encoder, load_or_place(learnt.encoder, phrases))


def load_encoder(folder: Path = ENCODER_DIR) -> Encoder | None:
    """The encoder; none where its files were taken out to save space."""
    try:
        model = (folder / "model.onnx").resolve(strict=True)
        vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
        lesson = json.loads((folder / "lesson.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        logger.warning("The encoder's files are not there; the heads read alone", extra={"action": "no_encoder"})
        return None
    return Encoder(str(model), vocabulary, Lesson(**{name: tuple(values) for name, values in lesson.items()}))


def load_or_place(encoder: Encoder, phrases: Iterable[str], cache_dir: Path = CACHE_DIR) -> Mapping[str, Floats]:
    """Where each phrase stands among the encoder's meanings; only new phrases are read."""
    wanted = sorted(set(phrases))
    file = cache_dir / f"phrases-{digest_of(ENCODER_DIR / 'model.onnx')}.npz"
    known = _load_points(file)
    new = [phrase for phrase in wanted if phrase not in known]
    if new:
        known = {**known, **dict(zip(new, encoder.meanings(new), strict=True))}
        known = {phrase: known[phrase] for phrase in wanted}
        save(file, {"phrases": np.asarray(wanted), "points": np.asarray([known[phrase] for phrase in wanted])})
    return known


def _load_points(file: Path) -> dict[str, Floats]:
    try:
        with np.load(file, allow_pickle=False) as arrays:
            return dict(zip(arrays["phrases"].tolist(), arrays["points"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):  # not there yet, or damaged: read them anew
        return {}


def load_or_train_heads(cache_dir: Path = CACHE_DIR, tell: Callable[[str], None] = logger.info) -> Heads:
    """The heads: from the cache when it is there, else learnt now and cached; `tell` says so to whoever waits."""
    file = cache_dir / f"heads-{_fingerprint()}.npz"
    cached = _load(file)
    if cached is not None:
        return cached
    from intents.training import train  # scipy is needed only here

    tell("Learning from the training text, once. This takes a minute or two.")
    heads = train(read_corpus(), read_english())
    save(file, heads.to_arrays())
    return heads


def _fingerprint() -> str:
    digest = hashlib.sha256(corpus_hash().encode())
    folder = Path(next(iter(intents.__path__)))
    for name in _CODE:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:16]


def digest_of(file: Path) -> str:
    """A file's own short name. It is read piece by piece: a whole model in memory would stay with the process."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()[:16]


def _load(file: Path) -> Heads | None:
    try:
        with np.load(file, allow_pickle=False) as arrays:
            return Heads.from_arrays(arrays)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        logger.warning("The cached heads cannot be read; learning them anew", extra={"action": "heads_unreadable"})
        return None


def save(file: Path, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    """Write beside, then rename: a reader never sees half a file."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".tmp", delete=False) as beside:
            np.savez(beside, allow_pickle=False, **arrays)
        os.replace(beside.name, file)
        for old in file.parent.glob(f"{file.stem.partition('-')[0]}-*.npz"):
            if old != file:
                old.unlink(missing_ok=True)
    except OSError as error:
        logger.warning(
            "What was learnt cannot be cached: %s. The bot runs, and starts slowly. Make the folder %s writable.",
            error.strerror,
            file.parent,
            extra={"action": "heads_not_cached"},
        )
