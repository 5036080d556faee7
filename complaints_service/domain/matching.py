"""Whether two contacts may come from one person, one home or one cause: found, never decided."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "rev", "cllr"})
ALIKE = 0.8
"""How alike two names must be written to count as two spellings of one."""
SHARED = 0.5
"""The part of the shorter text's words that must stand in the other."""
FEWEST_WORDS = 6
_COMMON = """
about after again also been before being could does done from have here into just like more much
never only other over please said same should some still such than that their them then there these
they this those through time told very want wanted were what when where which while will with would
your council
"""
COMMON = frozenset(_COMMON.split())


@dataclass(frozen=True)
class Party:
    """Somebody on a contact as they gave themselves; blank where they did not."""

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    postcode: str = ""


def plain_name(name: str) -> tuple[str, ...]:
    """The words of a name, without titles, accents and capitals, in the order of the alphabet."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    words = re.findall(r"\w+", "".join(one for one in bare if not unicodedata.combining(one)))
    return tuple(sorted(word for word in words if word not in TITLES))


def plain_phone(phone: str) -> str:
    """The digits of a telephone number, from 0 on however the country was written."""
    digits = re.sub(r"\D", "", phone)
    for prefix in ("0044", "44"):
        if digits.startswith(prefix):
            return "0" + digits.removeprefix(prefix).removeprefix("0")
    return digits


def plain_postcode(postcode: str) -> str:
    """A postcode in capitals without its spaces."""
    return re.sub(r"\s", "", postcode).upper()


def home(party: Party) -> tuple[str, str] | None:
    """The postcode with the first number of the address: a home, None where either is missing."""
    number = re.search(r"\d+[a-z]?", party.address.casefold())
    code = plain_postcode(party.postcode)
    return (code, number.group()) if number and code else None


def likeness(one: Party, other: Party) -> tuple[str, ...]:
    """Why the two may be the same person or home, the surest reason first; empty where nothing
    speaks for it: `email`, `phone`, `address`, `name`, `similar_name` (at the same postcode)."""
    return tuple(_reasons(one, other))


def _reasons(one: Party, other: Party) -> Iterator[str]:
    if one.email and one.email.casefold() == other.email.casefold():
        yield "email"
    if len(plain_phone(one.phone)) > 6 and plain_phone(one.phone) == plain_phone(other.phone):
        yield "phone"
    if home(one) and home(one) == home(other):
        yield "address"
    names = plain_name(one.name), plain_name(other.name)
    if all(names) and names[0] == names[1]:
        yield "name"
    elif _neighbours(one, other) and _alike(*names):
        yield "similar_name"


def _neighbours(one: Party, other: Party) -> bool:
    code = plain_postcode(one.postcode)
    return bool(code) and code == plain_postcode(other.postcode)


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if not one or not other:
        return False
    return SequenceMatcher(None, " ".join(one), " ".join(other)).ratio() >= ALIKE


def same_person_or_home(reasons: Iterable[str]) -> bool:
    """Whether the reasons are sure enough for a threshold to count by: a name alone is not."""
    found = set(reasons)
    return bool(found & {"email", "phone", "address", "similar_name"})


def telling_words(text: str) -> frozenset[str]:
    """The words of a text by which it may be known again."""
    words = re.findall(r"[^\W\d_]{4,}|\d+", text.casefold())
    return frozenset(word[:7] for word in words if word not in COMMON)


def similar(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts share so many telling words that they may be about one thing."""
    least = min(len(one), len(other))
    return least >= FEWEST_WORDS and len(one & other) >= SHARED * least
