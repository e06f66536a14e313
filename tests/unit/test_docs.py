"""What is written down stays true: every setting is in the README and in .env.example."""

from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("name", [field.upper() for field in Settings.model_fields])
@pytest.mark.parametrize("page", ["README.md", ".env.example"])
def test_every_setting_is_written_down(name: str, page: str) -> None:
    assert name in (ROOT / page).read_text(encoding="utf-8")
