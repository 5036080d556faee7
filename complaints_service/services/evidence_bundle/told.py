"""What is told of an evidence bundle before it is made."""

from __future__ import annotations

from complaints_service.services.reveal import day
from complaints_service.services.view_parts import Json

from .contents import Bundle


def bundle_json(bundle: Bundle) -> Json:
    """Return its items, what is missing on the file, and whose data a person should look at."""
    return {
        "ref": bundle.ref,
        "ombudsman": bundle.wanted.ombudsman,
        "request": bundle.wanted.request,
        "items": [
            {"key": one.key, "kind": one.kind, "title": one.title, "on": day(one.on),
             "file": one.file or None, "left_out": one.left_out or None,
             "marks": [{"kind": mark.kind, "words": mark.words} for mark in one.marks]}
            for one in bundle.items
        ],
        "gaps": [{"kind": one.kind, "text": one.text, "on": day(one.on)} for one in bundle.gaps],
    }
