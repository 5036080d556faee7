"""Composes a letter from facts and freezes it as HTML and text, once nothing is missing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from jinja2 import Template
from jinja2.runtime import Macro
from markupsafe import Markup

from complaints_service.content.letter_templates import (
    FRAME,
    SHARED,
    letter_folders,
    wording_version,
)
from complaints_service.domain.letter_blocks import can_fill, signposts
from complaints_service.domain.letter_facts import LetterFacts, LetterKind
from complaints_service.domain.letters import (
    Block,
    BlockRule,
    LetterRules,
    RequiredBlock,
    circumstances_of,
    provision_text,
)
from complaints_service.domain.refusals import Refusal
from complaints_service.letters.environment import style_sheet, templates
from complaints_service.letters.plain_text import plain_text
from complaints_service.letters.wording import readable_facts

PLACE = "\x04"
"""Stands for a section while the rest is read; no letter contains it."""
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class MissingBlock(Refusal):
    """A letter lacks a block that a Code, or the council's own standard, requires."""

    def __init__(self, kind: LetterKind, missing: RequiredBlock) -> None:
        """Say which block of which letter is absent."""
        self.block = missing.key
        super().__init__(
            missing.rule,
            f"The {kind.replace('_', ' ')} letter has nothing to say under "
            f"{missing.key.replace('_', ' ')!r}: fill it in before sending.",
            provision=missing.provision,
        )


@dataclass(frozen=True, slots=True)
class Section:
    """One block as it stands in the letter."""

    key: str
    html: Markup
    text: str


@dataclass(frozen=True, slots=True)
class FrozenLetter:
    """A letter as it leaves: never rendered again, so a later change of wording cannot touch it.

    `sha256` is of the UTF-8 bytes of `html`, in hex; `template_version` is of all its wording.
    """

    kind: LetterKind
    html: str
    text: str
    sha256: str
    template: str
    template_version: str
    blocks: tuple[Block, ...]


def compose(
    facts: LetterFacts, rules: LetterRules, folders: Sequence[Path] | None = None
) -> FrozenLetter:
    """Return the frozen letter; the same facts and wording always give the same bytes.

    Raises `MissingBlock` for the first required block that the facts cannot fill or the wording
    leaves out. `folders` hold the wording, the council's own first (default: this installation's).
    """
    shown = readable_facts(facts)
    if shown.ombudsmen:
        shown = replace(shown, ombudsmen=signposts(shown))
    places = letter_folders() if folders is None else tuple(folders)
    wording = Wording(shown, places)
    applicable = rules.applicable(shown.kind, shown.stage, circumstances_of(shown))
    sections = _sections(wording, shown, applicable)
    blocks = _blocks(sections, shown, applicable)
    _refuse_missing(shown, rules, blocks)
    html = wording.document(sections)
    return FrozenLetter(
        kind=shown.kind,
        html=html,
        text=_text(html, sections) + "\n",
        sha256=hashlib.sha256(html.encode("utf-8")).hexdigest(),
        template=f"letters/{shown.kind}.html",
        template_version=wording_version(shown.kind, places),
        blocks=blocks,
    )


class Wording:
    """The wording of one letter: each piece is taken from the first file that has it."""

    def __init__(self, facts: LetterFacts, folders: Sequence[Path]) -> None:
        """Find the pieces for the facts' kind of letter in the folders, in their order."""
        self.fields = {field.name: getattr(facts, field.name) for field in fields(facts)}
        self.folders = tuple(folders)
        self.pieces = self._pieces(f"{facts.kind}.html")

    def piece(self, name: str) -> Markup:
        """Return one piece of wording, or nothing where no file has it."""
        macro = self.pieces.get(name)
        return Markup(macro().strip()) if macro else Markup("")  # noqa: S704 (a macro escapes)

    def document(self, sections: Sequence[Section]) -> str:
        """Return the whole letter as one HTML document with its style inside it."""
        frame = self._first(FRAME)
        if frame is None:
            raise FileNotFoundError(f"templates/letters/{FRAME} is missing: put it back.")
        return frame.render(
            self.fields,
            title=self.piece("title"),
            opening=self.piece("opening"),
            closing=self.piece("closing"),
            style=self._style(),
            sections=sections,
        )

    def _pieces(self, kind: str) -> Mapping[str, Macro]:
        """Return every macro by name: the kind's own before the shared ones, which it may call."""
        shared = _macros(self._all(SHARED), self.fields)
        return {**shared, **_macros(self._all(kind), {**self.fields, **shared})}

    def _all(self, name: str) -> tuple[Template, ...]:
        return templates(self.folders, name)

    def _first(self, name: str) -> Template | None:
        return next(iter(self._all(name)), None)

    def _style(self) -> Markup:
        """Return the council's style sheet with its colour, unable to end its own element."""
        sheet = style_sheet(self.folders)
        colour = self.fields["organisation"].colour
        if not COLOUR.fullmatch(colour):
            raise ValueError(f"colour is {colour!r}: give it as #rrggbb, such as #1d3557.")
        return Markup(f"body {{ --brand: {colour}; }}\n{sheet}".replace("<", ""))  # noqa: S704 (no "<" is left)


def _macros(files: Sequence[Template], context: Mapping[str, object]) -> dict[str, Macro]:
    """Return the macros of several files; a name in an earlier file hides it in a later one."""
    found: dict[str, Macro] = {}
    for template in reversed(files):
        module = vars(template.make_module(dict(context)))
        found.update((name, value) for name, value in module.items() if isinstance(value, Macro))
    return found


def _sections(
    wording: Wording, facts: LetterFacts, rules: Sequence[BlockRule]
) -> tuple[Section, ...]:
    fillable = (rule.key for rule in rules if can_fill(rule.key, facts))
    pieces = ((key, wording.piece(f"block_{key}")) for key in fillable)
    made = (Section(key, html, plain_text(html)) for key, html in pieces)
    return tuple(section for section in made if section.text)


def _text(html: str, sections: Sequence[Section]) -> str:
    """Return the words of the whole letter; those of its sections were read before."""
    shell = html
    for section in sections:
        shell = shell.replace(section.html, f"<section>{PLACE}</section>", 1)
    around = plain_text(shell).split(PLACE)
    if len(around) != len(sections) + 1:
        # A frame of the council's own that leaves sections out or repeats them.
        return plain_text(html)
    words = [around[0]]
    for section, after in zip(sections, around[1:], strict=True):
        words += [section.text, after]
    return "".join(words)


def _blocks(
    sections: Sequence[Section], facts: LetterFacts, rules: Sequence[BlockRule]
) -> tuple[Block, ...]:
    provisions = {
        rule.key: provision_text(rule, facts.codes, circumstances_of(facts)) for rule in rules
    }
    return tuple(
        Block(section.key, section.text, provisions[section.key])
        for section in sections
    )


def _refuse_missing(facts: LetterFacts, rules: LetterRules, blocks: Sequence[Block]) -> None:
    missing = rules.missing_blocks(
        facts.kind,
        facts.codes,
        blocks,
        stage=facts.stage,
        circumstances=circumstances_of(facts),
    )
    if missing:
        raise MissingBlock(facts.kind, missing[0])
