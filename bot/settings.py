"""What an operator sets: environment and TOML → Settings; the only reader of the environment.

    TELEGRAM_BOT_TOKEN, or TELEGRAM_BOT_TOKEN_FILE   the token from BotFather
    BOT_API_BASE_URL    default https://api.telegram.org/bot
    AANZET_DATABASE     a file, or postgresql://…; default ./aanzet.sqlite3
    AANZET_PROFILE      a municipality that comes with the program, or a folder
    AANZET_CONFIG       a TOML file with overlays, [webhook], [pace], [log] and [daily_list]

Every mistake is one line: which setting, what is wrong, what helps.  No secret is ever told.
"""

from __future__ import annotations

import re
import secrets
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.pace import Pace
from storage.profile.files import PROFILES
from storage.profile.municipality import builtin
from storage.profile.problem import ProfileError

REAL_API = "https://api.telegram.org/bot"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
TOKEN = re.compile(r"(\d{6,}):([A-Za-z0-9_-]{30,})")
# What the village's token begins with after its number; no real one does.
NO_REAL = "demo-no-real-token"
SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


class SettingsError(Exception):
    """A setting that cannot be used, in one line for the operator."""


class _Environment(BaseSettings):
    """The environment as it is; blank counts as not set."""

    model_config = SettingsConfigDict(
        extra="ignore", env_ignore_empty=True, hide_input_in_errors=True, case_sensitive=False
    )

    telegram_bot_token: SecretStr | None = None
    telegram_bot_token_file: Path | None = None
    bot_api_base_url: str = REAL_API
    aanzet_database: str = "./aanzet.sqlite3"
    aanzet_vault: Path | None = None
    aanzet_profile: str | None = None
    aanzet_config: Path | None = None


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, strict=True)


Positive = Annotated[float, Field(gt=0, strict=False)]


class WebhookSettings(_Part):
    """Where Telegram reaches us (`url`), and where we listen behind the proxy."""

    url: str
    secret: SecretStr
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    path: str = ""


class PaceSettings(_Part):
    """Messages per second and bursts; `on = false` only for measuring."""

    on: bool = True
    overall: Positive = 28.0
    burst: Positive = 60.0
    chat: Positive = 1.0
    chat_burst: Positive = 5.0
    news: Positive = 25.0


class LogSettings(_Part):
    """How much is logged, and whether as JSON (by default where there is no terminal)."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    json_lines: Annotated[bool | None, Field(alias="json")] = None


class DailyList(_Part):
    """Where what is open is written every working day, as a table and as a page."""

    csv: Annotated[Path | None, Field(strict=False)] = None
    html: Annotated[Path | None, Field(strict=False)] = None

    def beside(self, folder: Path) -> DailyList:
        """The same with paths that are read from where the file of settings stands."""
        csv, html = (path and folder / path for path in (self.csv, self.html))
        return DailyList(csv=csv, html=html)


class _Config(_Part):
    overlays: list[str] = Field(default_factory=list)
    webhook: WebhookSettings | None = None
    pace: PaceSettings = PaceSettings()
    log: LogSettings = LogSettings()
    daily_list: DailyList = DailyList()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that was set, checked; the token is None only where it is not needed."""

    token: SecretStr | None
    base_url: str = REAL_API
    database: str = "./aanzet.sqlite3"
    # The folder for secrets of rounds; beside the database when it is not set.
    vault: Path | None = None
    profile: Path = PROFILES / "rotterdam"
    overlays: tuple[Path, ...] = ()
    webhook: WebhookSettings | None = None
    pace: Pace | None = field(default_factory=Pace)
    log: LogSettings = field(default_factory=LogSettings)
    daily_list: DailyList = field(default_factory=DailyList)

    @property
    def base_file_url(self) -> str:
        """Where files are fetched, at the same server."""
        head, bot, tail = self.base_url.rpartition("/bot")
        return f"{head}/file{bot}{tail}" if bot else self.base_url

    @property
    def postgres(self) -> bool:
        """Is the database a server?"""
        return self.database.startswith(("postgresql://", "postgres://"))

    @property
    def database_shown(self) -> str:
        """The database without its password."""
        if not self.postgres:
            return self.database
        parts = urlsplit(self.database)
        user = f"{parts.username}@" if parts.username else ""
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{user}{parts.hostname or ''}{port}{parts.path}"

    @property
    def local(self) -> bool:
        """Is the Bot API a server on this machine?"""
        return (urlsplit(self.base_url).hostname or "") in LOOPBACK

    @property
    def demo(self) -> bool:
        """The village: its own server and a token that opens nothing else."""
        return self.local and self.token is not None and not token_looks_real(self.token)


def token_looks_real(token: SecretStr) -> bool:
    """Could this token open a bot at Telegram?"""
    match = TOKEN.fullmatch(token.get_secret_value())
    return match is not None and not match[2].startswith(NO_REAL)


def read_settings(*, token: bool = True) -> Settings:
    """The settings from the environment and the file it names.

    Without `token` a missing one is no mistake.  Raises SettingsError.
    """
    try:
        environment = _Environment()
    except ValidationError as error:
        raise SettingsError(_line(error, lambda key: key.upper())) from None
    config = _config(environment.aanzet_config)
    base_url = _base_url(environment.bot_api_base_url)
    secret = _token(environment)
    if secret is None and token:
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN is not set. Put the token from BotFather there, or its file in "
            "TELEGRAM_BOT_TOKEN_FILE."
        )
    if secret is not None and not token_looks_real(secret):
        if urlsplit(base_url).hostname not in LOOPBACK:
            raise SettingsError(
                "TELEGRAM_BOT_TOKEN is the demo's, which only opens a server on this machine. "
                "Put the token from BotFather there."
            )
    here = environment.aanzet_config.parent if environment.aanzet_config else Path()
    pace = config.pace
    webhook = config.webhook
    if webhook is not None:
        webhook = _webhook(webhook, str(environment.aanzet_config))
    return Settings(
        token=secret,
        base_url=base_url,
        database=environment.aanzet_database,
        vault=environment.aanzet_vault,
        profile=_profile(environment.aanzet_profile),
        overlays=tuple(here / overlay for overlay in config.overlays),
        webhook=webhook,
        pace=Pace(pace.overall, pace.burst, pace.chat, pace.chat_burst, pace.news)
        if pace.on
        else None,
        log=config.log,
        daily_list=config.daily_list.beside(here),
    )


def _token(environment: _Environment) -> SecretStr | None:
    """The token, from the environment or its file; refused when it has no token's shape."""
    name = "TELEGRAM_BOT_TOKEN"
    found = environment.telegram_bot_token
    if found is None and (path := environment.telegram_bot_token_file) is not None:
        name = "TELEGRAM_BOT_TOKEN_FILE"
        try:
            found = SecretStr(path.read_text("utf-8").strip())
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(
                f"{name}: {path} cannot be read ({type(error).__name__}). Check the path and "
                "its rights."
            ) from None
    if found is None:
        return None
    found = SecretStr(found.get_secret_value().strip())
    if TOKEN.fullmatch(found.get_secret_value()) is None:
        raise SettingsError(
            f"{name} is no token: it should look like 123456789:AA… (35 characters after the "
            "colon). Copy it once more from BotFather."
        )
    return found


def _base_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(
            f"BOT_API_BASE_URL is no address ({parts.scheme or 'no scheme'}). It looks like "
            f"{REAL_API}"
        )
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise SettingsError(
            "BOT_API_BASE_URL would send the token unencrypted to another machine. Use https://"
        )
    if not parts.path.endswith("/bot"):
        raise SettingsError(f"BOT_API_BASE_URL must end with /bot. It looks like {REAL_API}")
    return url


def _profile(name: str | None) -> Path:
    known = ", ".join(sorted(p.name for p in PROFILES.iterdir() if (p / "profile.toml").is_file()))
    if name is None:
        raise SettingsError(
            f"AANZET_PROFILE is not set. Name a municipality ({known}) or the folder of yours."
        )
    if "/" in name or Path(name).is_dir():
        if not (Path(name) / "profile.toml").is_file():
            raise SettingsError(
                f"AANZET_PROFILE: there is no profile.toml in {name}. Name a municipality "
                f"({known}) or a folder that has one."
            )
        return Path(name)
    try:
        return builtin(name)
    except ProfileError:
        raise SettingsError(
            f"AANZET_PROFILE: there is no profile {name!r}. Choose {known}, or name a folder."
        ) from None


def _config(path: Path | None) -> _Config:
    if path is None:
        return _Config()
    try:
        values = tomllib.loads(path.read_text("utf-8"))
        return _Config.model_validate(values)
    except OSError:
        raise SettingsError(
            f"AANZET_CONFIG: {path} cannot be read. Check the path and its rights."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        # The decoder tells place and kind, never the line itself.
        raise SettingsError(
            f"AANZET_CONFIG: {path} is no TOML: {error}. Correct that line."
        ) from None
    except ValidationError as error:
        raise SettingsError(_line(error, lambda key: f"{path}: {key}")) from None


def _webhook(webhook: WebhookSettings, file: str) -> WebhookSettings:
    """Checked, with a random path when none is given."""
    if not SECRET.fullmatch(webhook.secret.get_secret_value()):
        raise SettingsError(
            f"{file}: webhook.secret must have 16 to 256 characters of A-Z a-z 0-9 _ -. "
            "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
    parts = urlsplit(webhook.url)
    if not parts.hostname or (parts.scheme != "https" and parts.hostname not in LOOPBACK):
        raise SettingsError(f"{file}: webhook.url must begin with https://. Correct it.")
    path = webhook.path or parts.path.rstrip("/") or f"/{secrets.token_urlsafe(16)}"
    if not path.startswith("/"):
        raise SettingsError(f"{file}: webhook.path must begin with a slash. Correct it.")
    url = webhook.url if parts.path.strip("/") else f"{parts.scheme}://{parts.netloc}{path}"
    return webhook.model_copy(update={"path": path, "url": url})


def _line(error: ValidationError, name: Any) -> str:
    """The first mistake, without its value."""
    first: Any = error.errors(include_input=False, include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    why = str(first["msg"])
    if key == "webhook.secret" and first["type"] == "missing":
        return (
            f"{name(key)} is missing: a webhook without a secret is open to everybody. Make one "
            "with: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
    if first["type"] == "extra_forbidden":
        return f"{name(key)} is not a known key. Correct its spelling, or remove it."
    return f"{name(key)}: {why[:1].lower()}{why[1:]}. Correct it."
