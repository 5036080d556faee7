"""What an answer still lacks, all at once: the rules at the door tell only the first of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from complaints_service.domain.decide.answers import UPHELD
from complaints_service.domain.decide.wording import blank, provisions
from complaints_service.domain.refusals import Refusal

_REMEDY = {
    "kind": "choose what kind of thing will be done",
    "description": "say what will happen",
    "due_on": "give the last day by which it will be done",
}


def gaps_of(
    data: Mapping[str, Any], wanted: Sequence[int], codes: tuple[str, ...], stage: int
) -> list[Refusal]:
    """Return every refusal that a Code asks for of this data of an answer, in the form's order.

    `wanted` are the numbers of the points to answer. `field` is the path of the field, such as
    `points.0.reasons`; a point that is not in the data at all has `points`. Where this is empty
    the rules of points, remedies and `stage_1_changed` are kept; others may still refuse.
    """
    gaps = [*_points(data, wanted, provisions(codes, "6.7" if stage == 1 else "6.18", "6.7"))]
    gaps += _remedies(data, codes)
    if stage == 2 and blank(data.get("stage_1_changed")):
        gaps.append(Refusal(
            "reason_missing", "say whether the decision of stage 1 changes",
            provision=provisions(codes, "6.19", "6.18"), field="stage_1_changed"))
    return gaps


def _points(data: Mapping[str, Any], wanted: Sequence[int], asked: str) -> Iterator[Refusal]:
    given: Sequence[Mapping[str, Any]] = data.get("points") or ()
    placed = {one.get("n"): place for place, one in enumerate(given)}
    for n in wanted:
        place = placed.get(n)
        if place is None:
            yield Refusal("point_unanswered", f"point {n} is not answered", provision=asked,
                          field="points")
            continue
        answer = given[place]
        if blank(answer.get("finding")):
            yield Refusal("point_unanswered", "choose what you found", provision=asked,
                          field=f"points.{place}.finding")
        if blank(answer.get("reasons")):
            yield Refusal("point_unanswered", "say why, in plain words", provision=asked,
                          field=f"points.{place}.reasons")


def _remedies(data: Mapping[str, Any], codes: tuple[str, ...]) -> Iterator[Refusal]:
    given = data.get("remedies") or ()
    upheld = any(one.get("finding") in UPHELD for one in data.get("points") or ())
    if upheld and not given and blank(data.get("no_remedy_because")):
        yield Refusal(
            "remedy_incomplete", "something is upheld: say what will put it right, or why "
            "nothing is offered", provision=provisions(codes, "7.1", "7.1"), field="remedies")
    for place, one in enumerate(given):
        for name, mend in _REMEDY.items():
            if blank(one.get(name)):
                yield Refusal("remedy_incomplete", mend,
                              provision=provisions(codes, "7.3", "7.3"),
                              field=f"remedies.{place}.{name}")
