"""Makes an evidence bundle: packed, recorded on the file by its hash, and handed over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from complaints_service.domain.complaint import Complaint
from complaints_service.services.actors import Actor
from complaints_service.services.handle import Request, handle

from .archive import Packed, Printing, packed
from .contents import Bundle, Wanted, gather


@contextmanager
def made_bundle(
    complaint: Complaint, wanted: Wanted, letters: Path, *, by: Actor, version: int, key: str,
    printing: Printing | None = None,
) -> Iterator[tuple[Bundle, Packed]]:
    """Make a bundle and record that it was made, with its hash, then hand it over.

    The same `key` records it once. Raises what `gather`, `packed` and `handle` raise; then nothing
    is recorded.
    """
    bundle = gather(complaint, wanted)
    with packed(bundle, letters, printing) as archive:
        handle(Request("record_bundle_made", record_of(bundle, archive), expected_version=version,
                       key=key, body_sha256=archive.sha256), by=by, ref=complaint.ref)
        yield bundle, archive


def record_of(bundle: Bundle, archive: Packed) -> dict[str, object]:
    """Return what is recorded of a bundle: never what is in it."""
    given = bundle.wanted.left_out
    chosen = [one for one in bundle.outside if one.key in given]
    data: dict[str, object] = {
        "sha256": archive.sha256,
        "size": archive.size,
        "left_out": [{"item": one.key, "reason": one.left_out} for one in chosen],
    }
    if bundle.wanted.ombudsman is not None:
        data["ombudsman"] = bundle.wanted.ombudsman
    if bundle.wanted.request is not None:
        data["request"] = bundle.wanted.request
    return data
