"""How long `check` takes over the shipped knowledge and over many times as much (`python -m bench.check`)."""

import re
import tempfile
import time
from datetime import date
from pathlib import Path

from knowledge.load import read
from knowledge.sources import FOLDERS

SHIPPED = Path(__file__).parents[1] / "knowledge"
TIMES = (1, 5, 10, 50)
_RUNS = 3


def main() -> None:
    """Print a row for each size: how many files, how long, and how long for each file."""
    with tempfile.TemporaryDirectory() as there:
        for times in TIMES:
            folder = multiplied(SHIPPED, Path(there) / str(times), times)
            files = sum(1 for _ in folder.rglob("*.yaml"))
            seconds = min(_measured(folder) for _ in range(_RUNS if times < 50 else 1))
            print(
                f"{times:3} times: {files:6,} files  {seconds:7.2f} s  {1000 * seconds / files:5.2f} ms for each file",
                flush=True,
            )


def _measured(folder: Path) -> float:
    """Processor time, so that a busy machine does not count."""
    start = time.process_time()
    read(folder, date(2026, 11, 25))
    return time.process_time() - start


def multiplied(source: Path, target: Path, times: int) -> Path:
    """The same knowledge so many times over, under other names and with other phrases."""
    names = [path.stem for shelf in FOLDERS for path in (source / shelf.name).glob("*.yaml")]
    pattern = re.compile(rf"\b({'|'.join(sorted(names, key=len, reverse=True))})\b")
    for shelf in FOLDERS:
        (target / shelf.name).mkdir(parents=True)
    for path in source.glob("*.yaml"):
        (target / path.name).write_bytes(path.read_bytes())
    for shelf in FOLDERS:
        for path in (source / shelf.name).glob("*.yaml"):
            text = path.read_text(encoding="utf-8")
            (target / shelf.name / path.name).write_text(text, encoding="utf-8")
            for copy in range(2, times + 1):
                renamed = pattern.sub(rf"\1_{copy}", text)
                renamed = re.sub(r"^(  - [^:{\[\"']*\w \w[^:{\[\"']*)$", rf"\1 {copy}", renamed, flags=re.MULTILINE)
                (target / shelf.name / f"{path.stem}_{copy}.yaml").write_text(renamed, encoding="utf-8")
    return target


if __name__ == "__main__":
    main()
