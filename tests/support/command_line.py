"""Runs the console command as an operator does: a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Ended:
    """How a run of the console command ended."""

    status: int
    out: str
    err: str

    @property
    def answer(self) -> Any:
        """The one JSON object on stdout."""
        return json.loads(self.out)


def complaints(*arguments: str, env: Mapping[str, str] | None = None, stdin: str = "") -> Ended:
    """Run `complaints` with `arguments`, the present environment and what `env` adds to it."""
    ended = subprocess.run(
        [sys.executable, "-m", "complaints_service", *arguments],
        env={**os.environ, **(env or {})},
        input=stdin, capture_output=True, text=True, check=False, timeout=100,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)
