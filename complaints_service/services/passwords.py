"""Passwords: which are strong enough, and how they are kept."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from complaints_service.domain.refusals import InvalidData

SHORTEST = 12
LONGEST = 400
_FEW_KINDS = 5
_TELLING = 3

# Twelve characters and more that lists of leaked passwords hold again and again.
COMMON = frozenset({
    "123456789012", "1234567890123", "12345678901234", "123456789123", "1234567891011",
    "0123456789012", "098765432109", "112233445566", "111222333444", "123123123123",
    "987654321012", "1q2w3e4r5t6y", "1qaz2wsx3edc", "1qazxsw23edc", "abc123abc123",
    "abcdefghijkl", "abcdefghijklm", "adminadmin12", "administrator", "asdfghjkl123",
    "asdfghjklqwe", "changeme1234", "changemeplease", "complaints12", "complaints123",
    "complaints1234", "correcthorsebatterystaple", "council12345", "football1234",
    "iloveyou1234", "iloveyouforever", "letmein12345", "letmeinplease", "liverpool123",
    "manchester12", "manchesterunited", "monkey123456", "password1234", "password12345",
    "password123456", "passwordpassword", "p@ssw0rd1234", "p@ssword1234", "qazwsxedcrfv",
    "qwerty123456", "qwertyuiop12", "qwertyuiop123", "qwertyuiopas", "qwertyuiopasdf",
    "qwertyqwerty", "sunshine1234", "welcome12345", "welcome123456", "zaq12wsxcde3",
})

_HASHER = PasswordHasher()


def hashed(password: str, *, email: str) -> str:
    """Return the argon2id hash of a password fit to be used.

    Raises `InvalidData` for one that is short, endless, common, of few different characters or
    little more than the person's own address. Nothing else is demanded of it.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidData("password", f"password has {len(password)} characters; "
                          f"use {SHORTEST} to {LONGEST}.")
    plain = password.casefold().strip()
    if plain in COMMON or len(set(plain)) < _FEW_KINDS:
        raise InvalidData("password", "password is one that others guess first; "
                          "use several words that nobody would put together.")
    if not _without_address(plain, email.casefold()):
        raise InvalidData("password", "password is little more than the email address; "
                          "use several words that nobody would put together.")
    return _HASHER.hash(password)


def _without_address(plain: str, email: str) -> str:
    """The letters of the password that are not those of the address."""
    for part in (email, email.partition("@")[0]):
        plain = plain.replace(part, "") if len(part) >= _TELLING else plain
    return "".join(letter for letter in plain if letter.isalpha())


def matches(password_hash: str | None, password: str) -> bool:
    """Say whether the password is the one hashed; takes as long where there is no hash."""
    try:
        _HASHER.verify(password_hash or _nobodys(), password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


@cache
def _nobodys() -> str:
    """Compared when there is no such account, so that both answers take as long."""
    return _HASHER.hash("nobody has this password")
