"""Writes docs/clauses.md: how each provision of both Codes is kept, for a council to rely on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.evidence import codes, partly, proofs, waiting  # noqa: E402

from complaints_service.content.letters import load_letter_rules  # noqa: E402
from complaints_service.domain.handling_code import HandlingCode, Provision  # noqa: E402

PAGE = ROOT / "docs" / "clauses.md"
DUTY = {"must": "must", "should": "should", "may": "may", "mixed": "must and should",
        "context": "explains"}
SEEN = {
    "text": "wording seen",
    "partial": "seen in part",
    "unverified": "**from memory: check the original before relying on it**",
}
HOW = {"explanatory": "Nothing is asked.", "attested": "Attested by the council.",
       "coming": "Coming, not kept yet."}
REST = {rest: one.rest for one in partly() for rest in one.provisions}
LISTED = {citation: one for one in waiting() for citation in one.provisions}

INTRODUCTION = """# How each provision of the two Codes is kept

This page is for the person who leads on complaints and has to say, in the yearly self-assessment,
whether the council keeps the Complaint Handling Codes of the Housing Ombudsman and of the Local
Government and Social Care Ombudsman. It has one row for each numbered paragraph. It is written by
a program from the rules that the service runs on and from the tests that it must pass, so it
cannot say more than is true of this version.

**How to use it.** Copy a row's evidence into the self-assessment only after three looks:

1. *The last column first.* It says how much of the original wording was read when the rules were
   written. "Wording seen" means that the paragraph itself was read. "Seen in part" means that part
   of it was, or that another source confirmed what it asks. "From memory" means neither: check the
   original before relying on it. What is asked stands here in our words, never as a quotation: the
   Codes themselves are the authority.
2. *Then how it is kept.* **Tested**: each sentence is the name of a test that runs before every
   release, and fails if the service stops doing what the sentence says; follow the link to read it.
   **Tested in part**: the sentence after it says what no test can see and you must answer for.
   **Attested by the council**: only a person can answer. **Coming**: the service does not keep this
   record yet, so keep it yourself until it does.
3. *Then your own practice.* A test shows that the service refuses a refusal without reasons. It
   cannot show that the reasons given were good ones.

"Must" and "should" are the Codes' own words for how strictly a paragraph binds. A paragraph of
which nobody has seen that it exists is left out.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *_summary(), *(line for code in codes()
                                                   for line in _code(code))]) + "\n"


def _summary() -> Iterator[str]:
    yield "| Code | Tested | Tested in part | Attested | Coming | Nothing asked | In all |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for code in codes():
        held = list(_confirmed(code))
        counts = [sum(_status(one.id) == status for one in held)
                  for status in ("tested", "partly", "attested", "coming", "explanatory")]
        yield f"| {code.title} | {' | '.join(map(str, counts))} | {len(held)} |"
    yield ""


def _status(citation: str) -> str:
    if citation in LISTED:
        return LISTED[citation].how
    return "partly" if citation in REST else "tested"


def _confirmed(code: HandlingCode) -> Iterator[Provision]:
    return (one for one in code.provisions.values() if one.confirmed)


def _code(code: HandlingCode) -> Iterator[str]:
    yield f"## {code.title}\n"
    section = ""
    for one in _confirmed(code):
        if one.section != section:
            section = one.section
            yield f"\n### {code.prefix} {section}\n"
            yield "| Paragraph | Duty | What it asks, in our words | How it is kept | Checked |"
            yield "| --- | --- | --- | --- | --- |"
        yield _row(one)
    yield ""


def _row(one: Provision) -> str:
    asked = one.paraphrase + (f"<br>*Note: {one.correction}*" if one.correction else "")
    cells = (f"**{one.id}**<br>{one.title}", DUTY[one.duty], asked, _kept(one.id),
             SEEN[one.verified])
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _kept(citation: str) -> str:
    """Either why no test proves it and what will, or the tests, and what they cannot see."""
    if citation in LISTED:
        listed = LISTED[citation]
        return f"**{HOW[listed.how]}** {listed.reason}<br>{listed.proof}"
    rest = REST.get(citation)
    lines = [f"**Tested in part.** {rest}" if rest else "**Tested.**"]
    lines += [f"· [{one.words}](../{one.path})" for one in proofs()[citation]]
    letters = _letters(citation)
    if letters:
        lines.append(f"Not sent without it: {'; '.join(letters)}.")
    return "<br>".join(lines)


def _letters(citation: str) -> list[str]:
    """The parts of letters that this paragraph requires."""
    found = []
    for kind, rows in load_letter_rules().blocks.items():
        parts = [row.key.replace("_", " ") for row in rows
                 if any(need.required and need.provision == citation
                        for need in row.needs.values())]
        if parts:
            found.append(f"{kind.replace('_', ' ')} ({', '.join(dict.fromkeys(parts))})")
    return found


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} is written.")
