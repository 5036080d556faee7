"""Checks every rules file, or those named, and gathers every fault as a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from complaints_service.content.closures import (
    ClosuresFile,
    FurtherClosuresFile,
    check_closures,
)
from complaints_service.content.codes import load_code
from complaints_service.content.hazards import load_hazard_rules
from complaints_service.content.letters import (
    LetterRulesError,
    load_letter_rules,
    read_letter_rules,
)
from complaints_service.content.places import overlays
from complaints_service.content.problems import WorkflowError
from complaints_service.content.register.aliases import read_aliases
from complaints_service.content.remedy_guidance import read_remedy_guidance
from complaints_service.content.reminders import read_reminders
from complaints_service.content.rules import known_codes, known_conditions, load_rules
from complaints_service.content.tomlfiles import read_toml
from complaints_service.content.triage import (
    PROMPTS,
    THRESHOLDS,
    WORDINGS,
    read_prompts,
    read_thresholds,
    read_wordings,
)
from complaints_service.content.vocabularies import load_vocabulary
from complaints_service.content.workflows import load_workflow

_BY_NAME: dict[str, Callable[[Path], object]] = {
    "aliases.toml": read_aliases,
    "letters.toml": read_letter_rules,
    "reminders.toml": read_reminders,
    "remedy_guidance.toml": read_remedy_guidance,
    THRESHOLDS: read_thresholds,
    PROMPTS: read_prompts,
    WORDINGS: read_wordings,
}


def rules_files() -> tuple[Path, ...]:
    """Return every rules file of this installation, the council's own before the shipped ones."""
    return tuple(
        file for folder in overlays("workflows") for file in sorted(folder.rglob("*.toml"))
    )


def check_all() -> list[str]:
    """Return every fault of the files of this installation, each alone and then all together."""
    problems = check_files(rules_files())
    if not problems:
        problems += _faults(load_rules) + _faults(load_letter_rules)
    return problems


def check_files(files: Iterable[Path]) -> list[str]:
    """Return every fault of the files named, each file by itself."""
    return [fault for file in files for fault in _faults(partial(_check, file))]


def _faults(check: Callable[[], object]) -> list[str]:
    try:
        check()
    except WorkflowError as error:
        return error.problems
    except LetterRulesError as error:
        return str(error).splitlines()
    return []


def _check(file: Path) -> None:
    """Read the file as what its name or its keys say it is."""
    if file.name in _BY_NAME:
        _BY_NAME[file.name](file)
        return
    tables = read_toml(file)
    if "provision" in tables or "limits" in tables:
        load_code(file)
    elif "nation" in tables:
        schema = ClosuresFile if "first_year" in tables else FurtherClosuresFile
        check_closures(file, schema)
    elif "clock" in tables:
        load_hazard_rules(file)
    elif "item" in tables:
        load_vocabulary(file)
    else:
        load_workflow(file, known_conditions(), known_codes())
