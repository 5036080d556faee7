"""Finds the wording of letters and holds it to the allowed grammar of merge fields."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import cache
from itertools import chain
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables

from complaints_service.content.places import overlays
from complaints_service.domain.letter_facts import (
    ActionFacts,
    LetterFacts,
    LetterKind,
    OmbudsmanDetails,
    OrganisationFacts,
    PointFacts,
    RemedyFacts,
)

FRAME = "letter.html"
SHARED = "common.html"
STYLE = "print.css"
BODY = '<body class="letter">'

MERGE_FIELDS = frozenset(field.name for field in fields(LetterFacts))
FRAME_FIELDS = frozenset({"title", "style", "opening", "sections", "closing"})
PARTS = frozenset(
    field.name
    for part in (ActionFacts, OmbudsmanDetails, OrganisationFacts, PointFacts, RemedyFacts)
    for field in fields(part)
)
LOOP_PARTS = frozenset({"index", "first", "last", "length"})
ATTRIBUTES = PARTS | LOOP_PARTS | {"key", "html"}
FILTERS = frozenset({"uk_date", "uk_day", "money", "paragraphs", "line", "series", "length"})
REFUSED = (
    nodes.Import,
    nodes.FromImport,
    nodes.Include,
    nodes.Extends,
    nodes.Block,
    nodes.CallBlock,
    nodes.Getitem,
    nodes.OverlayScope,
    nodes.EvalContextModifier,
    nodes.Pow,
    nodes.Mul,
)


def letter_folders() -> tuple[Path, ...]:
    """Return the folders of letter wording, the council's own first."""
    folders = (folder / "letters" for folder in overlays("templates"))
    return tuple(folder for folder in folders if folder.is_dir())


def wording_files(kind: str, folders: Sequence[Path]) -> tuple[Path, ...]:
    """Return every file that may word a letter of this kind, in the order of precedence."""
    names = (f"{kind}.html", SHARED, FRAME, STYLE)
    paths = (folder / name for name in names for folder in folders)
    return tuple(path for path in paths if path.is_file())


@cache
def wording_version(kind: str, folders: tuple[Path, ...]) -> str:
    """Return the SHA-256, in hex, of the names and bytes of all wording of a kind of letter.

    It is kept for the life of the process, as the templates are, so that both stay in step.
    """
    digest = hashlib.sha256()
    for path in wording_files(kind, folders):
        digest.update(f"{path.name}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def check_templates(folders: Sequence[Path] | None = None) -> list[str]:
    """Return one sentence for each fault in the letter templates; none means that they fit.

    A template may use the merge fields of `LetterFacts`, their parts and the named filters, and
    nothing else: an unknown name is a fault here, before any letter is written.
    """
    places = letter_folders() if folders is None else tuple(folders)
    faults = list(_missing_files(places))
    if faults:
        return faults
    for path in (folder / STYLE for folder in places if (folder / STYLE).is_file()):
        faults.extend(f"{path}: {fault}" for fault in _style_faults(path))
    shared = _shared_macros(places)
    for path in (path for folder in places for path in sorted(folder.glob("*.html"))):
        faults.extend(f"{path}: {fault}" for fault in template_faults(path, shared))
    return faults


def _style_faults(path: Path) -> Iterator[str]:
    """Yield what would make a letter depend on something outside it."""
    style = path.read_text(encoding="utf-8").lower()
    for reach in ("url(", "@import", "<"):
        if reach in style:
            yield f"{reach!r} may not be used in the style of a letter: a letter stands alone."


def _shared_macros(folders: Sequence[Path]) -> frozenset[str]:
    """Return the names of the macros that every letter may call; a broken file has none."""
    found: set[str] = set()
    for path in (folder / SHARED for folder in folders if (folder / SHARED).is_file()):
        try:
            tree = grammar().parse(path.read_text(encoding="utf-8"))
        except TemplateSyntaxError:
            continue
        found.update(macro.name for macro in tree.find_all(nodes.Macro))
    return frozenset(found)


def _missing_files(folders: Sequence[Path]) -> Iterator[str]:
    for name in (*(f"{kind}.html" for kind in LetterKind), FRAME, SHARED, STYLE):
        if not any((folder / name).is_file() for folder in folders):
            yield f"templates/letters/{name} is missing: put it back from the release."


def template_faults(path: Path, shared: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the faults of one template: its syntax, names, attributes, filters and calls.

    `shared` are the macros of the shared file, which a kind's own file may call.
    """
    try:
        tree = grammar().parse(path.read_text(encoding="utf-8"))
    except TemplateSyntaxError as fault:
        yield f"line {fault.lineno}: {fault.message}: mend the template."
        return
    allowed = MERGE_FIELDS | (FRAME_FIELDS if path.name == FRAME else shared)
    for name in sorted(find_undeclared_variables(tree) - allowed):
        yield f"{name!r} is not a merge field: use one of {', '.join(sorted(allowed))}."
    yield from _grammar_faults(tree)
    if path.name == FRAME and BODY not in path.read_text(encoding="utf-8"):
        yield f"{BODY} is missing: the large-print letter is made from it."


def _grammar_faults(tree: nodes.Template) -> Iterator[str]:
    """Yield what reaches beyond the facts: other attributes, filters, calls and statements."""
    attributes = ((used, used.attr, ATTRIBUTES) for used in tree.find_all(nodes.Getattr))
    filters = ((used, used.name, FILTERS) for used in tree.find_all(nodes.Filter))
    for used, name, allowed in chain[tuple[nodes.Node, str, frozenset[str]]](attributes, filters):
        if name not in allowed:
            yield f"line {used.lineno}: {name!r} is not allowed: use one of {sorted(allowed)}."
    for call in tree.find_all(nodes.Call):
        if not isinstance(call.node, nodes.Name):
            yield f"line {call.lineno}: only a macro may be called."
    for refused in tree.find_all(REFUSED):
        yield f"line {refused.lineno}: {type(refused).__name__} may not be used in a letter."


def grammar() -> Environment:
    """Return an environment that parses letters, for checking alone; it renders nothing."""
    environment = Environment(autoescape=True)  # escapes although it only parses
    environment.globals.clear()
    for name in FILTERS:
        environment.filters.setdefault(name, str)
    return environment
