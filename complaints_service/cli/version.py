"""`complaints version`: what is installed."""

from __future__ import annotations

import platform
import re
from importlib import metadata

import click

from complaints_service.cli.output import json_option, say

CONTRACT = 1
DISTRIBUTION = "complaints-service"

_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)")


@click.command("version")
@json_option
def command(as_json: bool) -> None:
    """Print the versions in use."""
    answer = {
        "contract": CONTRACT,
        "version": metadata.version(DISTRIBUTION),
        "python": platform.python_version(),
        "dependencies": dependencies(),
    }
    say(answer, lambda: _words(answer), as_json=as_json)


def dependencies() -> dict[str, str]:
    """Return the installed version of everything the program itself asks for, by name."""
    wanted = metadata.requires(DISTRIBUTION) or []
    found = (_REQUIREMENT.match(line) for line in wanted if "extra ==" not in line)
    names = sorted(match.group(1).lower() for match in found if match)
    return {name: metadata.version(name) for name in names}


def _words(answer: dict[str, object]) -> str:
    return (
        f"complaints-service {answer['version']} on Python {answer['python']}, "
        f"contract {answer['contract']}"
    )
