"""What many tests lean on: the shipped knowledge, read once."""

from pathlib import Path

import pytest

from knowledge.load import load
from knowledge.model import Knowledge


@pytest.fixture(scope="session")
def shipped() -> Knowledge:
    return load(Path(__file__).parent.parent / "knowledge")
