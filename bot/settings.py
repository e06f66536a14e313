"""Settings: read once, from the environment or `.env`, every mistake reported at once with its cure.

The environment wins over the file. Nothing here is read on import; `main.py` calls
`read_settings` and hands the frozen value on.
"""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

HOW_TO_GET_A_TOKEN = (
    "TELEGRAM_TOKEN is not set. In Telegram, write /newbot to @BotFather, follow the questions, "
    "and put the token it gives you into .env as TELEGRAM_TOKEN=..."
)
_LINE = re.compile(r"\s*(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?P<value>.*?)\s*")
_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


Limit = tuple[int, float]  # messages, in so many seconds


class SettingsError(Exception):
    """The settings cannot be used. The text names every mistake and its cure, one a line."""


def _token(value: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("this is not a bot token. Copy it whole from @BotFather; it looks like 123456:ABC-DEF...")
    return value


def _web_address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\S*", value):
        raise ValueError(f"'{value}' is not a web address. Write it with http:// or https:// in front.")
    return value.rstrip("/")


def _staff_chat(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"-\d+", value):
        raise ValueError(
            f"'{value}' is not a group's number; those start with a minus, like -1001234567890. "
            "Leave it out, and `run` prints a code that links the group for you."
        )
    return value


def _database(value: str) -> str:
    # SQLAlchemy's way to write it, and what settings say already; SQLite itself needs no driver of its own here.
    if not value.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
        raise ValueError("start it with sqlite+aiosqlite:/// and a file's path, or with postgresql+asyncpg://")
    return value


def _public_address(value: str) -> str:
    if not re.fullmatch(r"https://[^\s/]+\S*", value):
        raise ValueError("Telegram only calls addresses that start with https://")
    return value.rstrip("/")


def _webhook_secret(value: SecretStr) -> SecretStr:
    if not _SECRET.fullmatch(value.get_secret_value()):
        raise ValueError("use 1 to 256 letters, digits, _ or -, and nothing else.")
    return value


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise ValueError(f"'{value}' is not an address to listen on. Write host:port, such as 127.0.0.1:8080.")
    return value


def _limits(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = re.findall(r"(\d+)/(\d+(?:\.\d+)?)", value)
    if len(found) != 3 or any(int(messages) < 1 or float(seconds) <= 0 for messages, seconds in found):
        raise ValueError(
            f"'{value}' is not three limits. Write messages/seconds in all, for one chat and for the staff group, "
            "such as 30/1 3/3 20/60. Leave it out, and Telegram's own limits hold."
        )
    return tuple((int(messages), float(seconds)) for messages, seconds in found)


def _timezone(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"'{value}' is not a time zone. Write one such as Europe/London.") from None


class Settings(BaseModel):
    """Every setting, as README's table lists them. Secrets never show in a repr."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True, hide_input_in_errors=True)

    telegram_token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    telegram_api_url: Annotated[str, AfterValidator(_web_address)] = "https://api.telegram.org"
    telegram_limits: Annotated[tuple[Limit, Limit, Limit], BeforeValidator(_limits)] = ((30, 1.0), (3, 3.0), (20, 60.0))
    staff_chat_id: Annotated[int, BeforeValidator(_staff_chat)] | None = None
    database_url: Annotated[str, AfterValidator(_database)] = Field("sqlite+aiosqlite:///data/bot.db", repr=False)
    webhook_url: Annotated[str, AfterValidator(_public_address)] | None = None
    webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] | None = None
    listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8080"
    knowledge_dir: Path = Path("knowledge")
    region: str = "uk"
    timezone: Annotated[ZoneInfo, BeforeValidator(_timezone)] = ZoneInfo("Europe/London")

    @model_validator(mode="after")
    def _webhook_needs_its_secret(self) -> "Settings":
        if self.webhook_url and not self.webhook_secret:
            raise ValueError(
                "WEBHOOK_SECRET is not set, and WEBHOOK_URL is. Invent a long one from letters and digits: "
                "it is how the bot knows that a call comes from Telegram."
            )
        return self

    def token(self) -> str:
        """The bot's token; a SettingsError that says how to get one when there is none."""
        if self.telegram_token is None:
            raise SettingsError(HOW_TO_GET_A_TOKEN)
        return self.telegram_token.get_secret_value()


def read_settings(environment: Mapping[str, str], env_file: Path = Path(".env")) -> Settings:
    """Read the settings from the environment, and from the file where the environment is silent."""
    mistakes: list[str] = []
    written = _from_file(env_file, mistakes) if env_file.is_file() else {}
    merged = {name: environment.get(name, written.get(name, "")).strip() for name in _names()}
    try:
        settings = Settings.model_validate({name.lower(): value for name, value in merged.items() if value})
    except ValidationError as error:
        mistakes.extend(_explain(error))
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    return settings


def _names() -> list[str]:
    return [name.upper() for name in Settings.model_fields]


def _from_file(env_file: Path, mistakes: list[str]) -> dict[str, str]:
    """The file's settings; what it has wrong is added to the mistakes, never quoted."""
    found: dict[str, str] = {}
    for number, line in enumerate(env_file.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if not match:
            mistakes.append(f"{env_file}:{number}: this line is not NAME=value. Mend it, or put # in front of it.")
            continue
        name, value = match["name"], match["value"]
        meant = get_close_matches(name.upper(), _names(), n=1, cutoff=0.8)
        if name not in _names() and meant:
            mistakes.append(f"{env_file}:{number}: {name} is not a setting. Did you mean {meant[0]}?")
        quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "'\""
        found[name] = value[1:-1] if quoted else re.sub(r"\s+#.*$", "", value)
    return found


def _explain(error: ValidationError) -> list[str]:
    """One sentence a mistake, without quoting a secret."""
    sentences = []
    for mistake in error.errors(include_input=False, include_url=False):
        reason = mistake["msg"].removeprefix("Value error, ")
        name = ".".join(str(part) for part in mistake["loc"][:1]).upper()
        sentences.append(f"{name}: {reason}" if name else reason)
    return sentences
