"""The file behind a SQLite database, watched: a file that is gone still takes writes, into nowhere."""

from contextlib import suppress
from pathlib import Path

from bot.ports import StoreError


class DatabaseFile:
    """Knows which file was opened and says when another one, or none, lies in its place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._opened = self._now()

    @classmethod
    def prepare(cls, path: Path) -> None:
        """Make the folder and the file, if they are not there: for its owner alone, since it holds health data."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"The folder {path.parent} cannot be made. Make it, or change DATABASE_URL.") from error
        with suppress(OSError):  # what is wrong with it is said on opening it
            path.touch(0o600)

    def is_another(self) -> bool:
        """Whether another file lies there now, such as a restored backup."""
        now = self._now()
        if now is None:
            raise StoreError(f"The database file {self.path} is gone. Put it back. Nothing was saved.")
        return now != self._opened

    def opened(self) -> None:
        """From now on, this is the file."""
        self._opened = self._now()

    def _now(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
