"""Finds contacts by words on their file: names, addresses and whatever was written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import CTE, ColumnElement, func, intersect, literal_column, select

from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.event import PrivateValueRow

_VALUE = table(PrivateValueRow).c
_SIMPLE: ColumnElement[str] = literal_column("'simple'::regconfig")
_ENGLISH: ColumnElement[str] = literal_column("'english'::regconfig")
MOST_TERMS = 8
_TERM = re.compile(r'"[^"]*"|[^\s"]+')
# As the index keeps them: without their spaces.
_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s+(\d[A-Z]{2})\b", re.IGNORECASE)
_TELEPHONE = re.compile(r"(?<!\w)\+?\d[\d\s()-]{8,}\d(?!\w)")


def terms(text: str) -> tuple[str, ...]:
    """Split what somebody typed into terms that must all be on file, at most `MOST_TERMS`.

    Words in quotation marks are one term; a postcode or a telephone number is one however spaced.
    Words so common that no text is indexed by them are left out, unless there is no other.
    """
    joined = _POSTCODE.sub(r"\1\2", text.replace("\0", " "))
    joined = _TELEPHONE.sub(lambda number: re.sub(r"\D", "", number.group()), joined)
    given = [one.lstrip("-") for one in _TERM.findall(joined)]
    split = [one for one in dict.fromkeys(given) if re.search(r"\w", one)][:MOST_TERMS]
    if not split:
        return ()
    weights = [func.numnode(func.websearch_to_tsquery(_ENGLISH, one)) for one in split]
    telling = [one for one, nodes in zip(split, db.session.execute(select(*weights)).one(),
                                         strict=True) if nodes]
    return tuple(telling or split)


def found(words: Sequence[str]) -> CTE:
    """Return the references (`ref`) of the files on which each of the terms is, at most eight.

    Each may be in another place of the file, so that a name and a word of the complaint meet. A
    term matches as it is written (a name) or by its stem (a word). All of it is found by the
    index first: to read every file's words again would take far longer.
    """
    on_file = [select(_VALUE.ref).where(_matches(one)) for one in words]
    whole = intersect(*on_file) if len(on_file) > 1 else on_file[0].distinct()
    return whole.cte("found").prefix_with("MATERIALIZED")


def _matches(term: str) -> ColumnElement[bool]:
    as_written = func.websearch_to_tsquery(_SIMPLE, term)
    by_stem = func.websearch_to_tsquery(_ENGLISH, term)
    return func.words_of(_VALUE.payload).op("@@")(as_written.op("||")(by_stem))
