"""What there is to choose from in one field."""

from __future__ import annotations

from complaints_service.domain.vocabularies import Term, Vocabulary
from complaints_service.web.forms.model import Choices, Option
from complaints_service.web.forms.shapes import Shape
from complaints_service.web.forms.words import FieldWords

GROUPED_FROM = 8
_GROUP = {"ombudsman_findings": "body"}
_LAST = "other"
"""The service of what belongs to no other stands after them all."""
_HEADS = {"lgsco": "Local Government and Social Care Ombudsman", "housing": "Housing Ombudsman"}


def options_of(
    shape: Shape, words: FieldWords, choices: Choices, path: str
) -> tuple[Option, ...]:
    """Return the options of a field: of this complaint, of a vocabulary valid today, or of a
    short list of words."""
    if path in choices.options:
        return choices.options[path]
    limits = shape.limits
    if "vocabulary" in limits:
        return listed(choices.vocabularies[limits["vocabulary"]], choices)
    return tuple(
        Option(one, words.options.get(one, one.replace("_", " ").capitalize()))
        for one in limits.get("choice", ())
    )


def listed(vocabulary: Vocabulary, choices: Choices) -> tuple[Option, ...]:
    """Return the terms of a vocabulary that may be chosen today, under headings where it has any.
    """
    terms = vocabulary.on(choices.today)
    if vocabulary.key == "causes":
        return _under_parents(terms)
    if vocabulary.key == "services":
        terms = tuple(sorted(terms, key=lambda one: (one.key == _LAST, one.label.casefold())))
    key = _GROUP.get(vocabulary.key, "") if len(terms) >= GROUPED_FROM else ""
    made = [Option(one.key, one.label, group=_head(one, key)) for one in terms]
    return tuple(sorted(made, key=lambda one: one.group)) if key else tuple(made)


def _head(term: Term, key: str) -> str:
    group = str(term.extras.get(key, "")) if key else ""
    return _HEADS.get(group, group)


def _under_parents(terms: tuple[Term, ...]) -> tuple[Option, ...]:
    """Each cause below the wider one that it belongs to, which may itself be chosen."""
    labels = {one.key: one.label for one in terms}
    heads = {str(one.extras["parent"]) for one in terms if "parent" in one.extras}

    def head(one: Term) -> str:
        parent = str(one.extras.get("parent", one.key))
        return labels.get(parent, "") if parent in heads else ""

    return tuple(Option(one.key, one.label, group=head(one)) for one in terms)
