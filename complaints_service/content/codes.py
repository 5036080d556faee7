"""Reads the editions of the Codes; a council's own copy may be stricter, never looser."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from complaints_service.content.problems import WorkflowError, problem
from complaints_service.content.toml_fields import (
    Day,
    OneOf,
    Table,
    Tables,
    Text,
    TomlSchema,
    Truth,
    Whole,
    Words,
    WordsList,
)
from complaints_service.content.tomlfiles import load_toml
from complaints_service.domain.handling_code import (
    HandlingCode,
    Ombudsman,
    Provision,
    StageLimits,
)

_LIMITS = ("acknowledge", "respond", "extension_cap")
_STAGES = ("stage_1", "stage_2")


class LimitTable(TomlSchema):
    """One limit: so many working days from an event, by a provision."""

    days = Whole(required=True)
    from_ = Words(required=True, data_key="from")
    provision = Words(required=True)


class StageTable(TomlSchema):
    """The three limits of a stage."""

    acknowledge = Table(LimitTable, required=True)
    respond = Table(LimitTable, required=True)
    extension_cap = Table(LimitTable, required=True)


class StagesTable(TomlSchema):
    """A Code has two stages, no fewer and no more."""

    stage_1 = Table(StageTable, required=True)
    stage_2 = Table(StageTable, required=True)


class IntakeTable(TomlSchema):
    """The months within which a complaint must be accepted."""

    months = Whole(required=True)
    from_ = Words(required=True, data_key="from")
    provision = Words(required=True)


class OmbudsmanTable(TomlSchema):
    """The Ombudsman's particulars."""

    key = Words(required=True)
    name = Words(required=True)
    address = Words(required=True)
    telephone = Words(required=True)
    email = Text(required=True)
    website = Words(required=True)
    hours = Text(required=True)
    note = Text(required=True)
    time_limit_text = Words(required=True)
    time_limit_months = Whole(required=True)
    time_limit_from = OneOf("final_response", "awareness", required=True)
    checked_on = Day(required=True)
    source = Words(required=True)


class ProvisionTable(TomlSchema):
    """One numbered paragraph."""

    id = Words(required=True)
    section = Words(required=True)
    title = Words(required=True)
    duty = OneOf("must", "should", "mixed", "may", "context", required=True)
    paraphrase = Words(required=True)
    evidence = Words(required=True)
    check = OneOf("auto", "data", "form", "none", required=True)
    verified = OneOf("text", "partial", "unverified", required=True)
    numbers = WordsList()
    source = Words(required=True)
    correction = Words()
    confirmed = Truth()


class CodeFile(TomlSchema):
    """One edition of a Code."""

    key = OneOf("lgsco", "housing", required=True)
    edition = Words(required=True)
    prefix = Words(required=True)
    title = Words(required=True)
    in_force_from = Day(required=True)
    in_force_to = Day()
    note = Text()
    day_1 = Words(required=True)
    limits = Table(StagesTable, required=True)
    intake = Table(IntakeTable, required=True)
    ombudsman = Table(OmbudsmanTable, required=True)
    provision = Tables(ProvisionTable, required=True)


def load_codes(shipped: Path, overlay: Path | None) -> Mapping[str, HandlingCode]:
    """Return every edition by its name, the council's own copies in place of the shipped ones.

    Raises WorkflowError with every fault, also when a copy is looser than the shipped edition.
    """
    codes = {code.edition: code for code in map(load_code, sorted(shipped.glob("*.toml")))}
    for file in sorted(overlay.glob("*.toml")) if overlay else ():
        own = load_code(file)
        if own.edition in codes:
            _never_looser(file, own, codes[own.edition])
        codes[own.edition] = own
    return MappingProxyType(codes)


def load_code(file: Path) -> HandlingCode:
    """Return the edition in `file`. Raises WorkflowError with every fault."""
    tables = load_toml(file, CodeFile)
    provisions: dict[str, Provision] = {}
    problems: list[str] = []
    for table in tables["provision"]:
        provision = Provision(**(table | {"numbers": tuple(table.get("numbers", ()))}))
        if provision.id in provisions:
            problems.append(problem(file, "id", provision.id, "it stands twice; keep one"))
        provisions[provision.id] = provision
    named = _limit_provisions(tables)
    for limit, provision_id in named.items():
        if provision_id not in provisions:
            mend = "no provision in this file has that id; correct it"
            key = f"{limit}.provision" if limit == "intake" else f"limits.{limit}.provision"
            problems.append(problem(file, key, provision_id, mend))
    if file.stem != tables["edition"]:
        mend = f'the file is named {file.name}; call it "{file.stem}" or rename the file'
        problems.append(problem(file, "edition", tables["edition"], mend))
    if problems:
        raise WorkflowError(problems)
    return _code(tables, provisions, named)


def _code(
    tables: Mapping[str, Any], provisions: Mapping[str, Provision], named: Mapping[str, str]
) -> HandlingCode:
    particulars = {key: value for key, value in tables["ombudsman"].items() if key != "source"}
    return HandlingCode(
        key=tables["key"],
        edition=tables["edition"],
        title=tables["title"],
        in_force_from=tables["in_force_from"],
        in_force_to=tables.get("in_force_to"),
        stage_1=_limits(tables["limits"]["stage_1"]),
        stage_2=_limits(tables["limits"]["stage_2"]),
        intake_window_months=tables["intake"]["months"],
        ombudsman=Ombudsman(**particulars),
        provisions=MappingProxyType(dict(provisions)),
        limit_provisions=MappingProxyType(dict(named)),
        prefix=tables["prefix"],
    )


def _limits(stage: Mapping[str, Mapping[str, int]]) -> StageLimits:
    return StageLimits(*(stage[limit]["days"] for limit in _LIMITS))


def _limit_provisions(tables: Mapping[str, Any]) -> dict[str, str]:
    limits = tables["limits"]
    named = {f"{s}.{n}": limits[s][n]["provision"] for s in _STAGES for n in _LIMITS}
    return named | {"intake": tables["intake"]["provision"]}


def _never_looser(file: Path, own: HandlingCode, shipped: HandlingCode) -> None:
    problems: list[str] = []
    for stage in _STAGES:
        for limit in _LIMITS:
            asked = getattr(getattr(own, stage), limit)
            most = getattr(getattr(shipped, stage), limit)
            if asked > most:
                mend = f"the Code allows {most} at most; write {most} or fewer"
                problems.append(problem(file, f"limits.{stage}.{limit}.days", asked, mend))
    if own.intake_window_months < shipped.intake_window_months:
        least = shipped.intake_window_months
        mend = f"the Code asks for {least} at least; write {least} or more"
        problems.append(problem(file, "intake.months", own.intake_window_months, mend))
    lost = sorted(set(shipped.provisions) - set(own.provisions))
    if lost:
        problems.append(f"{file.name}: provision {lost[0]} is missing; none may be left out.")
    if problems:
        raise WorkflowError(problems)
