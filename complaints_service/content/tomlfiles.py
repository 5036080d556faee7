"""Reads one TOML file strictly and turns every fault into a sentence."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError

from complaints_service.content.problems import WorkflowError, problem
from complaints_service.content.toml_fields import MISSING

_PLACE = re.compile(r"^(?P<what>.*?) \(at line (?P<line>\d+), column \d+\)$")
_TWICE = ("Cannot overwrite a value", "Cannot declare", "Cannot mutate immutable")


def read_toml(file: Path) -> dict[str, Any]:
    """Return the file's tables. Raises WorkflowError when it is absent or not TOML."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise WorkflowError([f"{file}: cannot be read ({error.strerror}); check it."]) from error
    except UnicodeDecodeError as error:
        raise WorkflowError([f"{file.name}: is not UTF-8; save it as UTF-8."]) from error
    except tomllib.TOMLDecodeError as error:
        raise WorkflowError([_not_toml(file, str(error))]) from error


def load_toml(file: Path, schema: type[Schema]) -> dict[str, Any]:
    """Return the file's tables as `schema` takes them. Raises WorkflowError with every fault."""
    raw = read_toml(file)
    try:
        loaded: dict[str, Any] = schema().load(raw)
    except ValidationError as error:
        raise WorkflowError(sentences(file, raw, error)) from error
    return loaded


def sentences(file: Path, raw: Mapping[str, Any], error: ValidationError) -> list[str]:
    """Word each fault that marshmallow found, with its key and what stands there."""
    messages = error.messages
    if not isinstance(messages, dict):
        return [f"{file.name}: {message}." for message in messages]
    return [_sentence(file, raw, path, mend) for path, mend in _flat(messages, ())]


def _flat(messages: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from _flat(inner, path if key == "_schema" else (*path, key))
    else:
        for message in messages:
            yield path, str(message).rstrip(".")


def _sentence(file: Path, raw: Any, path: tuple[Any, ...], mend: str) -> str:
    key = _key(path)
    if mend == MISSING:
        return f"{file.name}: {key} {mend}."
    value = raw
    for part in path:
        value = value[part]
    if mend.startswith("is "):
        return f"{file.name}: {key} {mend}."
    return problem(file, key, value, mend)


def _key(path: tuple[Any, ...]) -> str:
    words = ""
    for part in path:
        # People count list entries from one.
        words += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return words.lstrip(".") or "the file"


def _not_toml(file: Path, message: str) -> str:
    found = _PLACE.match(message)
    if found is None:
        return f"{file.name}: is not TOML ({message}); correct it."
    line = int(found["line"])
    text = file.read_text(encoding="utf-8").splitlines()[line - 1].strip()
    if found["what"].startswith(_TWICE):
        key = text.split("=")[0].strip()
        return f"{file.name}: line {line}: {key} stands twice; keep one of the two."
    return f'{file.name}: line {line}: "{text}" is not TOML ({found["what"]}); correct it.'
