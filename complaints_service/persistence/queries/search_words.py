"""Finds contacts by words on their file: names, addresses, references, whatever was written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Float,
    case,
    cast,
    func,
    intersect,
    literal,
    literal_column,
    or_,
    select,
    union,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.types import UserDefinedType

from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.event import PrivateValueRow

_VALUE = table(PrivateValueRow).c
_ROW = table(ComplaintRow).c
_SIMPLE: ColumnElement[str] = literal_column("'simple'::regconfig")
_ENGLISH: ColumnElement[str] = literal_column("'english'::regconfig")
MOST_TERMS = 8
LONGEST_TERM = 100
"""PostgreSQL refuses words of more than 2,046 bytes."""
SHORTEST_PART = 3
"""So many letters or digits are the beginning of a word; fewer would be that of far too many."""
_TERM = re.compile(r'"[^"]*"|[^\s"]+')
# As the index keeps them: without their spaces.
_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s+(\d[A-Z]{2})\b", re.IGNORECASE)
_TELEPHONE = re.compile(r"(?<!\w)\+?\d[\d\s()-]{8,}\d(?!\w)")
_COUNTRY = re.compile(r"^(00)?44")
_REFERENCE: ColumnElement[object] = literal_column(
    "reference_words(complaint.ref, complaint.old_reference)")

# How much a word tells by where it stands: in a person's details, in what the complaint is, or in
# anything else written; a reference tells most of all.
_LABELS = {"person": "A", "complaint": "B", "other": "D"}
_WEIGHTS = literal_column("'{0.1,0.2,0.4,1.0}'::float4[]", ARRAY(Float))
_BY_REFERENCE = 2.0


class _OneCharacter(UserDefinedType[str]):
    """PostgreSQL's own type of one byte, in which weights are given."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Name it, quoted: without the marks it would be another type."""
        return '"char"'


_CHAR = _OneCharacter()


def terms(text: str) -> tuple[str, ...]:
    """Split what somebody typed into terms that must all be on file, at most `MOST_TERMS`.

    Words in quotation marks are one term; a postcode or a telephone number is one however spaced.
    Words so common that no text is indexed by them are left out, unless there is no other.
    """
    joined = _POSTCODE.sub(r"\1\2", text.replace("\0", " "))
    joined = _TELEPHONE.sub(_number, joined)
    given = [one.lstrip("-")[:LONGEST_TERM] for one in _TERM.findall(joined)]
    split = [one for one in dict.fromkeys(given) if re.search(r"\w", one)][:MOST_TERMS]
    if not split:
        return ()
    weights = [func.numnode(func.websearch_to_tsquery(_ENGLISH, one)) for one in split]
    telling = [one for one, nodes in zip(split, db.session.execute(select(*weights)).one(),
                                         strict=True) if nodes]
    return tuple(telling or split)


def _number(found: re.Match[str]) -> str:
    """A telephone number as people write it within the country."""
    digits = re.sub(r"\D", "", found.group())
    return _COUNTRY.sub("0", digits) if found.group().startswith(("+", "00")) else digits


def found(words: Sequence[str]) -> CTE:
    """Return the references (`ref`) of the files on which each of the terms is, at most eight.

    Each may be in another place of the file, so that a name and a word of the complaint meet. A
    term matches as it is written (a name), by its stem (a word), or as the beginning of either;
    a reference, ours or that of an imported register, by any of its parts. All of it is found by
    the indexes first: to read every file's words again would take far longer.
    """
    on_file = [_having(one) for one in words]
    whole = intersect(*(select(one.c.ref) for one in on_file)) if len(on_file) > 1 else (
        select(on_file[0].c.ref))
    return whole.cte("found").prefix_with("MATERIALIZED")


def _having(term: str) -> CTE:
    by_words = select(_VALUE.ref).where(func.words_of(_VALUE.payload).op("@@")(_query(term)))
    by_reference = _reference_query(term)
    if by_reference is None:
        return by_words.distinct().cte()
    return union(by_words, select(_ROW.ref).where(_REFERENCE.op("@@")(by_reference))).cte()


def _query(term: str) -> ColumnElement[object]:
    """The term as a text query; nothing that anybody types is an error in it."""
    written = func.websearch_to_tsquery(_SIMPLE, term)
    query = written.op("||")(func.websearch_to_tsquery(_ENGLISH, term))
    beginning = _beginning(term)
    if beginning is None:
        return query
    quoted = beginning.replace("\\", " ").replace("'", "''")
    return query.op("||")(func.to_tsquery(_SIMPLE, f"'{quoted}':*"))


def _beginning(term: str) -> str | None:
    """The term as the beginning of a word; None for words in quotation marks, which mean what
    they say, and for what is too short."""
    if term.startswith('"') or len(re.findall(r"\w", term)) < SHORTEST_PART:
        return None
    return term


def _reference_query(term: str) -> ColumnElement[object] | None:
    """The term as the beginning of a reference, or as pieces of one, the last perhaps begun."""
    plain = re.sub(r"[^a-z0-9/.\-]", "", term.lower()).strip("-./")
    if len(plain) < SHORTEST_PART:
        return None
    *before, last = (f"'{one}'" for one in re.split(r"[^a-z0-9]+", plain))
    pieces = " & ".join([*before, f"{last}:*"])
    return cast(literal(f"'{plain}':* | ({pieces})"), TSQUERY)


def scores(words: Sequence[str], refs: Sequence[str]) -> dict[str, float]:
    """Return how much each of the files tells of the words: a name more than a note."""
    query = _query(words[0])
    for one in words[1:]:
        query = query.op("||")(_query(one))
    described = or_(
        _VALUE.sha256 == _ROW.snapshot["definition"]["sha256"].astext,
        _VALUE.sha256 == _ROW.snapshot["description"]["sha256"].astext,
    )
    label = case(
        (func.left(_VALUE.payload, 1) == "{", _LABELS["person"]),
        (described, _LABELS["complaint"]), else_=_LABELS["other"],
    )
    weighed = func.setweight(func.words_of(_VALUE.payload), cast(label, _CHAR))
    told = func.sum(func.ts_rank(_WEIGHTS, weighed, query))
    named = [one for one in map(_reference_query, words) if one is not None]
    by_reference = case(
        (or_(*(_REFERENCE.op("@@")(one) for one in named)), _BY_REFERENCE), else_=0.0,
    ) if named else literal(0.0)
    statement = (
        select(_ROW.ref, (told + func.max(by_reference)).label("score"))
        .join(PrivateValueRow, _VALUE.ref == _ROW.ref)
        .where(_ROW.ref.in_(refs)).group_by(_ROW.ref)
    )
    return {row.ref: float(row.score) for row in db.session.execute(statement)}
