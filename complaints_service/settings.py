"""The values of this installation: read once, checked, then frozen."""

from __future__ import annotations

import os
import runpy
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from complaints_service.setting_values import RefusedSettings as RefusedSettings
from complaints_service.setting_values import SettingsError as SettingsError
from complaints_service.setting_values import (
    clamd_url,
    largest_document,
    networks,
    origins,
    smtp_url,
)

Environment = Literal["production", "demo", "test"]

PREFIX = "COMPLAINTS_"
NAMES = frozenset({
    "DATABASE_URL", "MIGRATION_URL", "DATA_DIR", "EMBEDDED_DIR", "SECRET_KEY", "BASE_URL",
    "SMTP_URL", "NOTIFY_API_KEY", "NOTIFY_TEMPLATE", "NOTIFY_URL", "OIDC_ISSUER",
    "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET",
    "PUBLIC_ORIGINS", "TRUSTED_PROXIES", "ENV", "METRICS_TOKEN", "CLAMD_URL", "LARGEST_DOCUMENT_MB",
})
NEVER_IN_PRODUCTION = ("NOW_FILE", "TEST_CRASH", "RATE_LIMITS")

_KEY_BYTES = 32
_KEY_VARIETY = 8  # a random key of 32 hexadecimal digits has fewer kinds once in millions


@dataclass(frozen=True, slots=True)
class SingleSignOn:
    """The council's OpenID Connect provider."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation's values. Secrets are left out of the printed form.

    `database_url` is `None` where the embedded PostgreSQL in `embedded_dir` is to be used;
    `base_url` has no slash at its end.
    """

    env: Environment
    data_dir: Path
    embedded_dir: Path
    base_url: str
    secret_key: str = field(repr=False)
    database_url: str | None = field(default=None, repr=False)
    migration_url: str | None = field(default=None, repr=False)
    smtp_url: str | None = field(default=None, repr=False)
    notify_api_key: str | None = field(default=None, repr=False)
    notify_template: str | None = None
    notify_url: str | None = None
    metrics_token: str | None = field(default=None, repr=False)
    single_sign_on: SingleSignOn | None = None
    public_origins: tuple[str, ...] = ()
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    rate_limits: bool = True
    clamd_url: str | None = None
    """The virus scanner, `tcp://host:port` or `unix:/path`; None: uploads are not scanned."""
    largest_document: int = largest_document(None)
    """The largest file that may be uploaded, in bytes."""

    @property
    def is_production(self) -> bool:
        """Whether real complaints live here."""
        return self.env == "production"

    @staticmethod
    def load(
        env: Mapping[str, str], config_file: Path | None = None, *, needs_database: bool = True
    ) -> Settings:
        """Read `env` (such as `os.environ`) and, where a name is not in it, `config_file`.

        Without `needs_database` (the public addresses alone) production may name none.
        Makes the data folder, readable by its owner only. Raises `SettingsError` for a value that
        cannot be used and `RefusedSettings` for one that policy forbids.
        """
        values = _values(env, config_file)
        where = _environment(values.get("ENV"))
        if where == "production":
            _refuse_test_variables(env)
        data_dir = _folder(values.get("DATA_DIR", "./instance"))
        key = _secret_key(values.get("SECRET_KEY"), where)
        checked = Settings(
            env=where,
            data_dir=data_dir,
            embedded_dir=_embedded_dir(values.get("EMBEDDED_DIR", "./embedded-db"), data_dir),
            base_url=_base_url(values.get("BASE_URL"), where),
            secret_key=key or "",
            database_url=_database_url(
                "DATABASE_URL", values, required=where == "production" and needs_database
            ),
            migration_url=_database_url("MIGRATION_URL", values, required=False),
            smtp_url=smtp_url(values.get("SMTP_URL")),
            notify_api_key=values.get("NOTIFY_API_KEY"),
            notify_template=values.get("NOTIFY_TEMPLATE"),
            notify_url=values.get("NOTIFY_URL"),
            metrics_token=values.get("METRICS_TOKEN"),
            single_sign_on=_single_sign_on(values),
            public_origins=origins(values.get("PUBLIC_ORIGINS", "")),
            trusted_proxies=networks(values.get("TRUSTED_PROXIES", "")),
            clamd_url=clamd_url(values.get("CLAMD_URL")),
            largest_document=largest_document(values.get("LARGEST_DOCUMENT_MB")),
            rate_limits=not (where == "test" and env.get(PREFIX + "RATE_LIMITS") == "off"),
        )
        _make_private(data_dir)
        return checked if key else replace(checked, secret_key=_kept_key(data_dir / "secret-key"))


def _values(env: Mapping[str, str], config_file: Path | None) -> dict[str, str]:
    values = _read_config(config_file) if config_file else {}
    for name in NAMES:
        given = env.get(PREFIX + name)
        if given is not None:
            values[name] = given
    return {name: value.strip() for name, value in values.items() if value.strip()}


def _read_config(config_file: Path) -> dict[str, str]:
    try:
        found = runpy.run_path(str(config_file))
    except Exception as error:
        raise SettingsError(f"{config_file} cannot be read ({error}); mend that line.") from error
    values = {name: value for name, value in found.items() if name.isupper()}
    for name, value in values.items():
        if name not in NAMES:
            raise SettingsError(f"{config_file} sets {name}, which is no setting; remove it.")
        if not isinstance(value, str):
            raise SettingsError(f"{config_file} sets {name} to {value!r}; write it in quotes.")
    return values


def _environment(value: str | None) -> Environment:
    match value or "production":
        case "production":
            return "production"
        case "demo":
            return "demo"
        case "test":
            return "test"
    raise SettingsError(f"COMPLAINTS_ENV is {value!r}; write production, demo or test.")


def _refuse_test_variables(env: Mapping[str, str]) -> None:
    for name in NEVER_IN_PRODUCTION:
        if env.get(PREFIX + name):
            raise RefusedSettings(
                f"{PREFIX + name} is set, which is for tests only; unset it in production."
            )


def _folder(value: str) -> Path:
    return Path(value).expanduser().absolute()


def _make_private(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise SettingsError(
            f"COMPLAINTS_DATA_DIR is {str(folder)!r}, which cannot be made private "
            f"({error.strerror}); name a folder of your own."
        ) from error


def _embedded_dir(value: str, data_dir: Path) -> Path:
    folder = _folder(value)
    if folder == data_dir or data_dir in folder.parents:
        raise SettingsError(
            f"COMPLAINTS_EMBEDDED_DIR is {str(folder)!r}, inside the data folder; "
            "name a folder outside COMPLAINTS_DATA_DIR."
        )
    return folder


def _base_url(value: str | None, where: Environment) -> str:
    if value is None:
        if where == "production":
            raise RefusedSettings("COMPLAINTS_BASE_URL is not set; write the https address.")
        return "http://127.0.0.1:8000"
    parts = urlsplit(value)
    if where == "production" and parts.scheme != "https":
        raise RefusedSettings(f"COMPLAINTS_BASE_URL is {value!r}; write an https address.")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(
            f"COMPLAINTS_BASE_URL is {value!r}; write an address such as https://complaints.example."
        )
    return value.rstrip("/")


def _secret_key(value: str | None, where: Environment) -> str | None:
    if value is None and where != "production":
        return None
    if value is None:
        raise RefusedSettings("COMPLAINTS_SECRET_KEY is not set; write 32 random bytes or more.")
    if len(value.encode()) < _KEY_BYTES:
        raise RefusedSettings(
            f"COMPLAINTS_SECRET_KEY has {len(value.encode())} bytes; write {_KEY_BYTES} or more."
        )
    if len(set(value)) < _KEY_VARIETY:
        raise RefusedSettings(
            "COMPLAINTS_SECRET_KEY repeats a few characters; write 32 random bytes or more."
        )
    return value


def _kept_key(path: Path) -> str:
    # Web, worker and their restarts must agree; linking a finished file lets only one of them win.
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(_KEY_BYTES), encoding="ascii")
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")


def _database_url(name: str, values: Mapping[str, str], *, required: bool) -> str | None:
    value = values.get(name)
    if value is None:
        if required:
            raise RefusedSettings(
                f"{PREFIX}{name} is not set; write the address of your PostgreSQL server."
            )
        return None
    scheme, _, rest = value.partition("://")
    if scheme not in {"postgresql", "postgres", "postgresql+psycopg"} or not rest:
        raise SettingsError(
            f"{PREFIX}{name} begins with {scheme!r}; write postgresql+psycopg://…, "
            "for PostgreSQL is the only database."
        )
    return f"postgresql+psycopg://{rest}"


def _single_sign_on(values: Mapping[str, str]) -> SingleSignOn | None:
    names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    given = [values.get(name, "") for name in names]
    if not any(given):
        return None
    for name, value in zip(names, given, strict=True):
        if not value:
            raise SettingsError(f"{PREFIX}{name} is not set; single sign-on needs all three.")
    return SingleSignOn(*given)
