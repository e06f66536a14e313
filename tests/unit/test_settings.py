"""Settings: every mistake at once, each with its cure, and no secret shown."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.settings import SettingsError, read_settings

TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz012345"
NO_FILE = Path("there-is-no-such.env")


def test_without_anything_the_defaults_stand() -> None:
    settings = read_settings({}, NO_FILE)

    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.database_url == "sqlite+aiosqlite:///data/bot.db"
    assert settings.listen == "127.0.0.1:8080"
    assert settings.timezone == ZoneInfo("Europe/London")
    assert settings.staff_chat_id is None


def test_a_missing_token_says_how_to_get_one() -> None:
    with pytest.raises(SettingsError, match="@BotFather"):
        read_settings({}, NO_FILE).token()


def test_every_mistake_is_reported_at_once_with_its_cure() -> None:
    wrong = {
        "TELEGRAM_TOKEN": "secret-and-wrong",
        "TELEGRAM_API_URL": "api.telegram.org",
        "TELEGRAM_LIMITS": "30 a second",
        "STAFF_CHAT_ID": "the physios",
        "DATABASE_URL": "mysql://x",
        "LISTEN": "8080",
        "TIMEZONE": "Moon/Crater",
    }

    with pytest.raises(SettingsError) as caught:
        read_settings(wrong, NO_FILE)

    lines = str(caught.value).splitlines()
    assert [line.split(":")[0] for line in lines] == list(wrong)
    assert "secret-and-wrong" not in str(caught.value)


def test_a_webhook_needs_its_secret() -> None:
    with pytest.raises(SettingsError, match="WEBHOOK_SECRET is not set"):
        read_settings({"WEBHOOK_URL": "https://example.org/hook"}, NO_FILE)


def test_the_file_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text(
        "# settings\n\n"
        f"export TELEGRAM_TOKEN='{TOKEN}'\n"
        "REGION=ie   # where we run\n"
        'TIMEZONE = "Europe/Dublin"\n'
        "STAFF_CHAT_ID=-100123\n"
    )

    settings = read_settings({"REGION": "uk"}, env)

    assert settings.token() == TOKEN
    assert settings.region == "uk"
    assert settings.timezone == ZoneInfo("Europe/Dublin")
    assert settings.staff_chat_id == -100123


def test_a_misspelt_name_in_the_file_is_named_with_its_line(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text(f"TELEGRAM_TOKN={TOKEN}\njust words\nSOME_OTHER_PROGRAM=1\n")

    with pytest.raises(SettingsError) as caught:
        read_settings({}, env)

    assert f"{env}:1: TELEGRAM_TOKN is not a setting. Did you mean TELEGRAM_TOKEN?" in str(caught.value)
    assert f"{env}:2: this line is not NAME=value" in str(caught.value)
    assert TOKEN not in str(caught.value)
    assert "SOME_OTHER_PROGRAM" not in str(caught.value)


def test_secrets_do_not_show_in_a_repr() -> None:
    settings = read_settings(
        {
            "TELEGRAM_TOKEN": TOKEN,
            "DATABASE_URL": "postgresql+asyncpg://bot:hush@db/bot",
            "WEBHOOK_SECRET": "hush-hush",
        },
        NO_FILE,
    )

    assert TOKEN not in repr(settings)
    assert "hush" not in repr(settings)
