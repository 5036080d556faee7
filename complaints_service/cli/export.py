"""`complaints export`: writes what is held in an open format."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import click

from complaints_service.cli import exit_status
from complaints_service.cli.database_context import database_context
from complaints_service.cli.output import json_option, say
from complaints_service.persistence.complaints import load
from complaints_service.persistence.database import db
from complaints_service.services.case_export import canonical, case_document, stored_case

LONGEST_REF = 60


@click.group("export")
def command() -> None:
    """Write one complaint as canonical JSON."""


@command.command("case")
@click.argument("ref")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="A file to write.")
@json_option
def case(ref: str, out: Path | None, as_json: bool) -> None:
    """Write everything about one complaint, private words revealed, documents by their digest.

    The same complaint is written as the same bytes (RFC 8785); instants are UTC. Without --out it
    goes to standard output.
    """
    with database_context():
        plausible = len(ref) <= LONGEST_REF and ref.isascii() and ref.isprintable()
        found = load(db.session(), ref.upper()) if plausible else None
        if found is None:
            raise exit_status.CheckFailed(
                f"REF is {ref[:LONGEST_REF]!r}, which is no complaint here; check the reference.")
        written = canonical(case_document(stored_case(found)))
    if out is None:
        sys.stdout.buffer.write(written + b"\n")
        return
    _keep(out, written)
    digest = hashlib.sha256(written).hexdigest()
    say({"ref": found.ref, "file": str(out), "bytes": len(written), "sha256": digest},
        f"{found.ref} is written to {out}: {len(written)} bytes, SHA-256 {digest}.",
        as_json=as_json)


def _keep(out: Path, written: bytes) -> None:
    try:
        out.write_bytes(written)
        out.chmod(0o600)
    except OSError as error:
        raise exit_status.CheckFailed(
            f"--out is {str(out)!r}, which cannot be written ({error.strerror}); name a file in a "
            "folder that you may write to.") from None
