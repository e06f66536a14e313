"""The knowledge as it stands in a folder, or as it stood at a revision of git."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class RevisionError(Exception):
    """There is neither such a folder nor such a revision; says what to write."""


@contextmanager
def knowledge_at(name: str, folder: Path) -> Iterator[Path]:
    """The folder of this name, or `folder` as it was at the git revision of this name, laid out for a while."""
    if Path(name).is_dir():
        yield Path(name)
        return
    with tempfile.TemporaryDirectory(prefix="knowledge-") as laid_out:
        with tarfile.open(fileobj=io.BytesIO(_archive(name, folder))) as archive:
            archive.extractall(laid_out, filter="data")
        yield Path(laid_out)


def _archive(revision: str, folder: Path) -> bytes:
    """What git keeps of the folder at that revision, as a tar file; paths start in the folder."""
    # "--end-of-options" keeps a name that starts with a dash from being taken for an option.
    command = ["git", "-C", str(folder), "archive", "--format=tar", "--end-of-options", revision, "."]
    try:
        return subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 - no shell, no option
    except FileNotFoundError:
        raise RevisionError(f"{name_of(revision)} is no folder, and git is not installed. Name a folder.") from None
    except subprocess.CalledProcessError:
        hint = "Name a folder, a revision such as HEAD~1 or main, or its number from `git log`."
        raise RevisionError(f"{name_of(revision)} is neither a folder nor a revision of git. {hint}") from None


def name_of(revision: str) -> str:
    """The name as it can stand in a message."""
    return f"'{revision[:60]}'"
