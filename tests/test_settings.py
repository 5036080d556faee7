"""Settings are read from the environment and config.py, checked, and refused when unsafe."""

from __future__ import annotations

import stat
from ipaddress import ip_network
from pathlib import Path

import pytest

from complaints_service.settings import RefusedSettings, Settings, SettingsError

KEY = "7c1f0ed2b94a563871c0a4e95d22f8b6"


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, str]:
    """Give the two folders every installation has."""
    return {
        "COMPLAINTS_DATA_DIR": str(tmp_path / "data"),
        "COMPLAINTS_EMBEDDED_DIR": str(tmp_path / "db"),
    }


@pytest.fixture
def production(folders: dict[str, str]) -> dict[str, str]:
    """Give an environment that production accepts."""
    return folders | {
        "COMPLAINTS_SECRET_KEY": KEY,
        "COMPLAINTS_BASE_URL": "https://complaints.council.example/",
        "COMPLAINTS_DATABASE_URL": "postgresql+psycopg://app@db/complaints",
    }


def test_production_is_the_default_and_starts_with_safe_values(production: dict[str, str]) -> None:
    settings = Settings.load(production)
    assert settings.is_production
    assert settings.base_url == "https://complaints.council.example"
    assert settings.database_url == "postgresql+psycopg://app@db/complaints"
    assert settings.rate_limits


REFUSED = [
    # a clock that can be moved would move legal deadlines
    ({"COMPLAINTS_NOW_FILE": "./now"}, "COMPLAINTS_NOW_FILE"),
    # a process that dies on purpose is for tests
    ({"COMPLAINTS_TEST_CRASH": "before_commit:1"}, "COMPLAINTS_TEST_CRASH"),
    # rate limits protect sign-in and tracking
    ({"COMPLAINTS_RATE_LIMITS": "off"}, "COMPLAINTS_RATE_LIMITS"),
    # no key, a short key, a key of one letter
    ({"COMPLAINTS_SECRET_KEY": ""}, "COMPLAINTS_SECRET_KEY is not set"),
    ({"COMPLAINTS_SECRET_KEY": KEY[:31]}, "has 31 bytes"),
    ({"COMPLAINTS_SECRET_KEY": "a" * 40}, "repeats"),
    # links in letters must be safe to follow
    ({"COMPLAINTS_BASE_URL": "http://complaints.council.example"}, "https"),
    ({"COMPLAINTS_BASE_URL": ""}, "COMPLAINTS_BASE_URL is not set"),
    # the embedded database lets everybody in
    ({"COMPLAINTS_DATABASE_URL": ""}, "COMPLAINTS_DATABASE_URL is not set"),
]


@pytest.mark.parametrize(("changed", "sentence"), REFUSED)
def test_production_refuses_what_is_unsafe(
    production: dict[str, str], changed: dict[str, str], sentence: str
) -> None:
    with pytest.raises(RefusedSettings, match=sentence):
        Settings.load(production | changed)
    assert not Path(production["COMPLAINTS_DATA_DIR"]).exists()


UNUSABLE = [
    ({"COMPLAINTS_ENV": "prod"}, "write production, demo or test"),
    ({"COMPLAINTS_DATABASE_URL": "sqlite:///x.db"}, "PostgreSQL is the only database"),
    ({"COMPLAINTS_TRUSTED_PROXIES": "10.0.0.0/8, proxy"}, "'proxy'"),
    ({"COMPLAINTS_PUBLIC_ORIGINS": "https://a.example/page"}, "without a path"),
    ({"COMPLAINTS_SMTP_URL": "mail.example:25"}, "no mail server"),
    # A scanner that nobody can reach
    ({"COMPLAINTS_CLAMD_URL": "clamd.example:3310"}, "write tcp://host:3310"),
    ({"COMPLAINTS_CLAMD_URL": "tcp:///run/clamd.sock"}, "write tcp://host:3310"),
    # A size that is none
    ({"COMPLAINTS_LARGEST_DOCUMENT_MB": "20 MB"}, "from 1 to 500"),
    ({"COMPLAINTS_LARGEST_DOCUMENT_MB": "0"}, "from 1 to 500"),
    ({"COMPLAINTS_OIDC_ISSUER": "https://login.example"}, "COMPLAINTS_OIDC_CLIENT_ID"),
    ({"COMPLAINTS_BASE_URL": "https://"}, "write an address"),
]


@pytest.mark.parametrize(("changed", "sentence"), UNUSABLE)
def test_a_value_that_cannot_be_used_is_named_with_its_mend(
    production: dict[str, str], changed: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SettingsError, match=sentence) as caught:
        Settings.load(production | changed)
    assert not isinstance(caught.value, RefusedSettings)


def test_the_mail_servers_password_is_not_in_the_message(production: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.load(production | {"COMPLAINTS_SMTP_URL": "http://u:hidden@mail.example"})
    assert "hidden" not in str(caught.value)


def test_secrets_are_not_printed(production: dict[str, str]) -> None:
    assert KEY not in repr(Settings.load(production))


def test_the_data_folder_is_made_private_and_kept_so(folders: dict[str, str]) -> None:
    folder = Path(folders["COMPLAINTS_DATA_DIR"])
    folder.mkdir(mode=0o755)
    Settings.load(folders | {"COMPLAINTS_ENV": "test"})
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_embedded_database_may_not_lie_in_the_data_folder(folders: dict[str, str]) -> None:
    inside = folders["COMPLAINTS_DATA_DIR"] + "/db"
    with pytest.raises(SettingsError, match="outside COMPLAINTS_DATA_DIR"):
        Settings.load(folders | {"COMPLAINTS_ENV": "demo", "COMPLAINTS_EMBEDDED_DIR": inside})


def test_a_demo_keeps_the_key_that_it_made(folders: dict[str, str]) -> None:
    env = folders | {"COMPLAINTS_ENV": "demo"}
    first, second = Settings.load(env), Settings.load(env)
    kept = Path(folders["COMPLAINTS_DATA_DIR"]) / "secret-key"
    assert first.secret_key == second.secret_key == kept.read_text()
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert first.database_url is None


def test_rate_limits_go_off_under_test_only(folders: dict[str, str]) -> None:
    off = folders | {"COMPLAINTS_RATE_LIMITS": "off"}
    assert Settings.load(off | {"COMPLAINTS_ENV": "test"}).rate_limits is False
    assert Settings.load(off | {"COMPLAINTS_ENV": "demo"}).rate_limits is True


def test_lists_are_read(production: dict[str, str]) -> None:
    settings = Settings.load(
        production
        | {
            "COMPLAINTS_TRUSTED_PROXIES": "10.0.0.0/8, ::1",
            "COMPLAINTS_PUBLIC_ORIGINS": "https://a.example https://b.example",
        }
    )
    assert settings.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("::1/128"))
    assert settings.public_origins == ("https://a.example", "https://b.example")


def test_other_spellings_of_postgresql_are_understood(production: dict[str, str]) -> None:
    settings = Settings.load(production | {"COMPLAINTS_DATABASE_URL": "postgres://app@db/c"})
    assert settings.database_url == "postgresql+psycopg://app@db/c"


def test_the_environment_beats_the_file(production: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "config.py"
    file.write_text('BASE_URL = "https://file.example"\nSMTP_URL = "smtp://mail.example"\n')
    settings = Settings.load(production, file)
    assert settings.base_url == "https://complaints.council.example"
    assert settings.smtp_url == "smtp://mail.example"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("BASE_ULR = 'x'", "sets BASE_ULR, which is no setting"),
        ("BASE_URL = 5", "write it in quotes"),
        ("BASE_URL = ", "cannot be read"),
    ],
)
def test_a_slip_in_the_file_is_told(
    production: dict[str, str], tmp_path: Path, line: str, sentence: str
) -> None:
    file = tmp_path / "config.py"
    file.write_text(line)
    with pytest.raises(SettingsError, match=sentence):
        Settings.load(production, file)


def test_documents_are_twenty_megabytes_and_not_scanned_unless_said(
    production: dict[str, str]
) -> None:
    usual = Settings.load(production)
    assert (usual.largest_document, usual.clamd_url) == (20 * 1024 * 1024, None)
    said = Settings.load(production | {"COMPLAINTS_LARGEST_DOCUMENT_MB": "50",
                                       "COMPLAINTS_CLAMD_URL": "unix:/run/clamav/clamd.ctl"})
    assert (said.largest_document, said.clamd_url) == (
        50 * 1024 * 1024, "unix:/run/clamav/clamd.ctl")
