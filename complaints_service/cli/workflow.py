"""`complaints workflow`: checks the rules files and draws a workflow."""

from __future__ import annotations

from pathlib import Path

import click

from complaints_service.cli.exit_status import CHECK_FAILED
from complaints_service.cli.output import json_option, say
from complaints_service.content.problems import WorkflowError
from complaints_service.content.rules import load_rules
from complaints_service.content.rules_check import check_all, check_files, rules_files
from complaints_service.domain.lifecycle_diagram import mermaid
from complaints_service.web.forms.words import faults_of_words, word_files


@click.group("workflow")
def command() -> None:
    """Check the rules' data files, or draw a workflow."""


@command.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@json_option
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Check FILES, or every rules file of this installation and the words of its forms; exit
    status 1 for any fault."""
    checked = files or (*rules_files(), *word_files())
    problems = check_files(files) if files else [*check_all(), *faults_of_words()]
    answer = {
        "ok": not problems,
        "checked": [str(file) for file in checked],
        "problems": problems,
    }
    say(answer, "\n".join(problems) or f"{len(checked)} files checked, no fault.", as_json=as_json)
    if problems:
        raise click.exceptions.Exit(CHECK_FAILED)


@command.command("diagram")
@click.argument("name")
@json_option
def diagram(name: str, as_json: bool) -> None:
    """Print the workflow NAME (complaint or ombudsman) as a Mermaid state diagram."""
    try:
        rules = load_rules()
    except WorkflowError as error:
        raise click.UsageError(str(error)) from error
    lifecycles = {one.key: one for one in (rules.lifecycle, rules.ombudsman_lifecycle)}
    if name not in lifecycles:
        known = " or ".join(lifecycles)
        raise click.UsageError(f'NAME is "{name}", which is no workflow; write {known}.')
    drawn = mermaid(lifecycles[name])
    say({"name": name, "mermaid": drawn}, drawn.rstrip("\n"), as_json=as_json)
