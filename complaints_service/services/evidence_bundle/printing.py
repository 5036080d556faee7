"""Prints an evidence bundle as one tagged PDF, in a process of its own beside that of letters."""

from __future__ import annotations

import atexit
from typing import Any

from complaints_service.letters.pdf import LONGEST_HTML, PdfFailed, Renderer
from complaints_service.reporting.bundle_page import bundle_page
from complaints_service.services.organisations import organisation

from .contents import Bundle
from .items import as_of

SECONDS = 90.0
"""The most that printing one bundle may take."""
BODIES = {"lgsco": "Local Government and Social Care Ombudsman",
          "housing": "Housing Ombudsman Service"}
PARTS = (
    ("gaps", "What is missing or late"), ("complaint", "The complaint"),
    ("points", "Points, findings and reasons"), ("dates", "Dates"), ("chronology", "Chronology"),
    ("letters", "Letters as they were sent"),
    ("people", "Adjustments, vulnerability and people who speak for others"),
    ("remedies", "Remedies, hazards and what the Ombudsmen asked"), ("rules", "Rules in force"),
    ("redactions", "Other people’s data in this bundle"),
)
TOO_LONG = "This letter is too long for this document; it stands whole in its own file."
_renderer = Renderer()
atexit.register(_renderer.stop)


def printed_bundle(bundle: Bundle) -> bytes:
    """Return the bundle as PDF/UA. Raises `PdfFailed` where it cannot be printed."""
    return _renderer.render(page_of(bundle).encode("utf-8"), SECONDS)


def page_of(bundle: Bundle) -> str:
    """Return the bundle's HTML; letters that would make it too long are told by name alone."""
    html = bundle_page(_values(bundle, whole=True))
    if len(html) > LONGEST_HTML:
        html = bundle_page(_values(bundle, whole=False))
    if len(html) > LONGEST_HTML:
        raise PdfFailed(f"The bundle has {len(html)} characters and {LONGEST_HTML} are the most: "
                        "leave out what is not needed.")
    return html


def _values(bundle: Bundle, *, whole: bool) -> dict[str, Any]:
    case = bundle.case
    items = [
        {"key": one.key, "kind": one.kind, "title": one.title, "on": one.on, "file": one.file,
         "left_out": one.left_out, "marks": one.marks,
         "text": one.text if whole else TOO_LONG,
         "kinds": sorted({mark.kind for mark in one.marks})}
        for one in bundle.items
    ]
    return {
        "ref": bundle.ref,
        "council": organisation(case.complaint.organisation).name,
        "made_for": made_for(bundle),
        "as_of": as_of(case),
        "version": case.rows[-1].seq,
        "parts": PARTS,
        "items": items,
        "letters": [one for one in items if one["kind"] == "letter"],
        "gaps": bundle.gaps,
        "view": bundle.view,
        "deadlines": bundle.deadlines,
        "chronology": bundle.chronology,
        "law": bundle.law,
        "labels": {"service": bundle.service, "bodies": BODIES},
    }


def made_for(bundle: Bundle) -> dict[str, Any] | None:
    """Return which Ombudsman's case and request it is made for, in words."""
    wanted = bundle.wanted
    case = next((one for one in bundle.view["ombudsman"] if one["id"] == wanted.ombudsman), None)
    if case is None:
        return None
    asked = next((one for one in case["requests"] if one["n"] == wanted.request), None)
    return {"body": BODIES[case["body"]], "reference": case["reference"],
            "what": asked["what"] if asked else None, "due_on": asked["due_on"] if asked else None}
