"""Makes good data for every command, as JSON, from the declarations of the commands themselves."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, is_dataclass
from dataclasses import fields as fields_of
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from complaints_service.domain.clocks import intake_window_ends
from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.contributing import waiting as questions
from complaints_service.domain.evolve.stages import disputed_points
from complaints_service.domain.facts import UNSETTLED, current_stage
from complaints_service.domain.london import london_date
from complaints_service.domain.rules import Rules
from complaints_service.domain.stage_view import extension_view, limits_of
from complaints_service.domain.stages import State
from support import good_ombudsman
from support.good_drafts import (
    document_on_file,
    note_draft,
    others_draft,
    own_draft,
    own_upload,
)
from support.good_hazards import hazard, hazard_heir, hazard_step
from support.good_quality import quality_check

Data = dict[str, Any]

WORDS = (
    "The bin was missed again.", "Nobody rang back although it was promised twice.",
    "Rain comes through the ceiling of the back bedroom.", "The letter gave the wrong date.",
    "Mae'r bin heb ei gasglu ers tair wythnos.", "We have read the file and spoken to the team.",
    "It took from March until June.", "<b>Not</b> markup & never was.",
)
NAMES = ("Ada Brook", "Bryn ap Rhys", "Zoë O’Hara", "Mr J. Smith", "Søren Ng", "Li Wei")


@dataclass(frozen=True)
class Colleague:
    """Somebody with an account."""

    id: str
    email: str
    roles: frozenset[str]


@dataclass
class Near:
    """What good data depends on, apart from the complaint itself.

    `barred` are the ways of sending that an adjustment of this complaint rules out; `others` are
    the complaints that the actor may name.
    """

    rng: random.Random
    now: datetime
    rules: Rules
    staff: Sequence[Colleague] = ()
    others: Sequence[Complaint] = ()
    barred: frozenset[str] = frozenset()
    plain: bool = False
    """Leave out whatever may be left out."""
    by_post: bool = False
    """Send every letter by post."""
    asker: str = ""
    """The account that gives the command, where it matters whose a thing is."""
    upload: Callable[[str], str] = lambda account: ""
    """Makes an upload of an account, which may then be put on a complaint."""

    @property
    def today(self) -> date:
        """The London date of now."""
        return london_date(self.now)

    def some(self, chance: float = 0.5) -> bool:
        """Whether to give something that may be left out."""
        return not self.plain and self.rng.random() < chance

    def words(self) -> str:
        """A sentence or two."""
        return " ".join(self.rng.sample(WORDS, self.rng.randint(1, 2)))

    def name(self) -> str:
        """Somebody's name."""
        return self.rng.choice(NAMES)

    def day(self, at_most: int = 60) -> date:
        """A day from today on."""
        return self.today + timedelta(days=self.rng.randint(0, at_most))


class NoGoodData(Exception):
    """The command is possible in this state, but the world lacks what it would name."""


def good_data(command: str, complaint: Complaint | None, near: Near) -> Data:
    """Data with which `command` succeeds on `complaint`; NoGoodData where there can be none."""
    made = filled(COMMANDS[command].data, near)
    special = SPECIAL.get(command)
    if special is not None:
        made |= special(complaint, near)
    if "send_by" in made:
        made["send_by"] = _way(complaint, near)
        if FORM in near.barred:
            made["despite_adjustment"] = near.words()
    return {key: value for key, value in made.items() if value is not ABSENT}


def good_moment(command: str, complaint: Complaint | None, near: Near) -> datetime | None:
    """When it happened: now, or some hours before for what may be dated back."""
    if not COMMANDS[command].dated or command == "record_dispatch" or not near.some(0.3):
        return None
    return past_moment(complaint, near)


def past_moment(complaint: Complaint | None, near: Near) -> datetime:
    """A moment since the complaint's latest record, and at most four days ago."""
    earliest = near.now - timedelta(days=4)
    if complaint is not None and complaint.last_recorded_at is not None:
        earliest = max(earliest, complaint.last_recorded_at)
    return min(near.now, earliest + (near.now - earliest) * near.rng.random())


ABSENT: Any = object()
FORM = "this form"
"""Stands among the ways barred where an adjustment asks for letters that are made elsewhere."""
# Said with what was found; only some complaints may be answered by telephone.
LEFT_TO_THE_ANSWER = ("apology", "changes", "answered_by_phone")


def filled(kind: type, near: Near) -> Data:
    """Well-formed data for a command's dataclass, whatever stands on file."""
    hints = get_type_hints(kind)
    made: Data = {}
    for one in fields_of(kind):
        if one.name in LEFT_TO_THE_ANSWER:
            continue
        needed = one.default is MISSING or one.metadata.get("blank")
        if needed or one.name in ("send_by", "ground") or near.some(0.3):
            value = _value(hints[one.name], one.metadata, near)
            if value is not ABSENT:
                made[one.name] = value
    for never in ("despite_adjustment", "documents", "sent_outside", "organisation", "improvement"):
        made.pop(never, None)
    return made


def _value(hint: Any, limits: Mapping[str, Any], near: Near) -> Any:
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        count = max(limits.get("fewest", 0), 0 if near.plain else near.rng.randint(0, 2))
        return [_value(item, limits, near) for _ in range(count)]
    if get_origin(hint) in (Union, UnionType):
        hint = next(one for one in get_args(hint) if one is not NoneType)
    if is_dataclass(hint):
        return filled(hint, near)  # type: ignore[arg-type]
    return _plain(hint, limits, near)


def _plain(hint: Any, limits: Mapping[str, Any], near: Near) -> Any:
    rng = near.rng
    if "vocabulary" in limits:
        terms = near.rules.vocabularies[limits["vocabulary"]].on(near.today)
        return rng.choice(terms).key
    if "choice" in limits:
        return rng.choice(limits["choice"])
    if limits.get("kind") == "email":
        return f"resident{rng.randint(1, 999)}@home.example"
    if hint is str:
        return near.words()[: limits.get("longest", 1000)]
    if hint is date:
        return near.day().isoformat()
    if hint is bool:
        return rng.random() < 0.5
    least, most = limits.get("least", 1), min(limits.get("most", 40), 40)
    if hint is Decimal:
        return rng.randint(0, 50_000) / 100
    return rng.randint(least, most)


def _way(complaint: Complaint | None, near: Near) -> str | None:
    ways = [way for way in ("portal", "post", "hand") if way not in near.barred]
    if near.by_post:
        return "post"
    lead = next((one for one in complaint.complainants if one.lead), None) if complaint else None
    spoken_for = complaint is not None and complaint.representative is not None
    if lead and not spoken_for and "email" in lead.reachable_by and "email" not in near.barred:
        ways.append("email")
    return None if near.plain or near.rng.random() < 0.5 else near.rng.choice(ways)


# ---- People ---------------------------------------------------------------------------------


def person(near: Near, **more: Any) -> Data:
    """A complainant who can be reached in some way, and likes a way that works."""
    rng = near.rng
    made: Data = {"name": near.name()}
    liked = ["portal", "phone"]
    if rng.random() < 0.7:
        made["email"] = f"resident{rng.randint(1, 999)}@home.example"
        liked.append("email")
    if rng.random() < 0.7:
        made |= {"address": f"{rng.randint(1, 99)} Mill Lane\nAlderbourne", "postcode": "AL1 2BC"}
        liked.append("post")
    if near.some():
        made["preferred_channel"] = rng.choice(liked)
    if near.some():
        made["tenure"] = rng.choice(near.rules.vocabularies["tenures"].on(near.today)).key
    return made | more


def _people(near: Near) -> list[Data]:
    count = 1 if near.plain else near.rng.choice((1, 1, 1, 2, 3))
    people = [person(near) for _ in range(count)]
    if count > 1 and near.some():
        near.rng.choice(people)["lead"] = True
    return people


def _speaker(near: Near) -> Data:
    made = person(near)
    for key in ("preferred_channel", "tenure"):
        made.pop(key, None)
    return made | {"authority": near.words()}


def _receive(complaint: Complaint | None, near: Near) -> Data:
    issue = near.today - timedelta(days=near.rng.choice((3, 30, 300, 600)))
    return {
        "complainants": _people(near),
        "anonymous": False,
        "representative": _speaker(near) if near.some(0.2) else ABSENT,
        "issue_on": issue.isoformat() if near.some() else ABSENT,
        "aware_on": near.today.isoformat() if near.some(0.2) else ABSENT,
        **(_adjustments(complaint, near) if near.some(0.3) else {"adjustments": ABSENT}),
    }


# ---- Points, triage -------------------------------------------------------------------------


def _points(near: Near) -> list[Data]:
    return [_point(near) for _ in range(1 if near.plain else near.rng.randint(1, 3))]


def _point(near: Near) -> Data:
    made: Data = {"text": near.words()}
    if near.some():
        made["service"] = near.rng.choice(near.rules.vocabularies["services"].on(near.today)).key
    if near.some(0.2):
        made["ombudsman"] = near.rng.choice(("lgsco", "housing"))
    return made


def _given_points(complaint: Complaint | None, near: Near) -> Data:
    return {"points": _points(near)}


def _compliment(complaint: Complaint | None, near: Near) -> Data:
    colleagues = sorted(one.email for one in near.staff)
    return {"passed_to": near.rng.choice(colleagues) if colleagues and near.some() else ABSENT}


def _hand_off(complaint: Complaint | None, near: Near) -> Data:
    assert complaint is not None
    ours = any(one.acts_for_council for one in complaint.points)
    keys = [one.key for one in near.rules.vocabularies["procedures"].on(near.today)
            if not (ours and one.key == "other_body")]
    return {"procedure": near.rng.choice(keys)}


def _decline(complaint: Complaint | None, near: Near) -> Data:
    assert complaint is not None
    months = min(one.intake_window_months for one in near.rules.codes.values())
    ends = intake_window_ends(complaint.issue_on, complaint.aware_on, months)
    grounds = [one.key for one in near.rules.vocabularies["grounds"].on(near.today)]
    if ends is not None and complaint.received_on <= ends:
        grounds.remove("over_12_months")
    open_points = [one.n for one in complaint.points if not one.declined]
    some = near.rng.sample(open_points, 1) if len(open_points) > 1 and near.some(0.4) else []
    return {"ground": near.rng.choice(grounds), "points": some,
            "discretion_considered": near.words()}


def _other(complaint: Complaint | None, near: Near) -> Data:
    return {"ref": _named(complaint, near, lambda other: True)}


def _into(complaint: Complaint | None, near: Near) -> Data:
    assert complaint is not None
    received = complaint.received_at
    return {"into": _named(complaint, near, lambda other: other.received_at <= received
                           and other.state not in (State.MERGED, State.CLOSED))}


def _named(
    complaint: Complaint | None, near: Near, fits: Callable[[Complaint], bool]
) -> str:
    own = complaint.ref if complaint else ""
    refs = [one.ref for one in near.others if one.ref != own and fits(one)]
    if not refs:
        raise NoGoodData("no other complaint fits")
    return near.rng.choice(sorted(refs))


def _somebody(
    complaint: Complaint | None, near: Near, roles: set[str], barred: Sequence[str | None]
) -> str:
    assert complaint is not None
    fitting = [one.email for one in near.staff if roles & one.roles and one.id not in barred
               and (not complaint.restricted or one.id in complaint.access)]
    if not fitting:
        raise NoGoodData("nobody fits")
    return near.rng.choice(sorted(fitting))


def _assign(complaint: Complaint | None, near: Near) -> Data:
    assert complaint is not None
    barred = [] if complaint.stage_1.answered else [complaint.stage_2.handler]
    barred += complaint.complained_of
    return {"handler": _somebody(complaint, near, {"handler", "officer"}, barred)}


def _assign_reviewer(complaint: Complaint | None, near: Near) -> Data:
    assert complaint is not None
    barred = [*complaint.considered_by, *complaint.complained_of, complaint.stage_1.handler]
    return {"reviewer": _somebody(complaint, near, {"reviewer"}, barred)}


# ---- Stages ---------------------------------------------------------------------------------


def _acknowledge(complaint: Complaint | None, near: Near) -> Data:
    assert complaint is not None
    not_ours: list[int | str] = [one.n for one in complaint.points if near.some(0.1)]
    return {"not_ours": not_ours + ([near.words()] if near.some(0.2) else []),
            "outcomes_not_stated": near.some(0.3)}


def _stage(complaint: Complaint | None, near: Near) -> Data:
    assert complaint is not None
    return {"stage": current_stage(complaint)}


def _extend(complaint: Complaint | None, near: Near) -> Data:
    assert complaint is not None
    stage = current_stage(complaint)
    cap = limits_of(complaint, near.rules, stage).extension_cap
    given = sum(one.working_days for one, valid, _ in extension_view(complaint, near.rules)
                if one.stage == stage and (valid or one.told_at is None))
    if given >= cap:
        raise NoGoodData("the cap is used up")
    reasons = near.rules.vocabularies["extension_reasons"].on(near.today)
    return {"stage": stage, "working_days": near.rng.randint(1, cap - given),
            "reason": near.rng.choice(reasons).key, "good_reason": ABSENT}


def _answers(points: Sequence[Any], near: Near) -> Data:
    findings = ("upheld", "partly_upheld", "not_upheld", "unable_to_decide")
    answers = [
        {"n": one.n, "finding": near.rng.choice(findings), "reasons": near.words(),
         "sources": [near.words()] if near.some() else []}
        for one in points
    ]
    upheld = any(one["finding"] in ("upheld", "partly_upheld") for one in answers)
    remedies = [_remedy(points, near) for _ in range(near.rng.randint(0, 2))] if upheld else []
    sorry = {"apology": WORDS[1], "changes": WORDS[2]} if remedies else {}
    return {"points": answers, "remedies": remedies, "no_remedy_because": near.words(), **sorry}


def _remedy(points: Sequence[Any], near: Near) -> Data:
    owners = [one.email for one in near.staff
              if {"handler", "officer", "manager", "reviewer"} & one.roles]
    made: Data = {
        "kind": near.rng.choice(near.rules.vocabularies["remedy_kinds"].on(near.today)).key,
        "description": near.words(), "due_on": near.day().isoformat(),
        "points": [one.n for one in points if near.some(0.3)],
    }
    if near.some(0.3):
        made["amount"] = 25.5
    if owners and near.some(0.3):
        made["owner"] = near.rng.choice(sorted(owners))
    return made


def _respond_1(complaint: Complaint | None, near: Near) -> Data:
    assert complaint is not None
    return _answers([one for one in complaint.points if not one.declined], near)


def _respond_2(complaint: Complaint | None, near: Near) -> Data:
    assert complaint is not None
    changed = near.rng.choice(("yes", "no", "partly"))
    return _answers(disputed_points(complaint), near) | {"stage_1_changed": changed}


def _some_points(complaint: Complaint | None, near: Near) -> Data:
    assert complaint is not None
    taken = [one.n for one in complaint.points if not one.declined]
    return {"points": near.rng.sample(taken, 1) if taken and near.some(0.3) else []}


def _stage_2_points(complaint: Complaint | None, near: Near) -> Data:
    assert complaint is not None
    named = complaint.stage_2.points
    return {"points": list(named[:1]) if named and near.some(0.3) else [],
            "definition": near.words()}


def _reissue(complaint: Complaint | None, near: Near) -> Data:
    assert complaint is not None
    answered = [n for n in (1, 2) if complaint.stage_record(n).answered]
    return {"stage": near.rng.choice(answered)}


def _dispatch(complaint: Complaint | None, near: Near) -> Data:
    assert complaint is not None
    letter = near.rng.choice([one for one in complaint.letters if one.awaiting_post])
    first = london_date(letter.issued_at)
    sent_on = first + timedelta(days=near.rng.randint(0, (near.today - first).days))
    return {"letter": letter.id, "sent_on": sent_on.isoformat()}


# ---- The file -------------------------------------------------------------------------------


def _adjustments(complaint: Complaint | None, near: Near) -> Data:
    kinds = near.rules.vocabularies["adjustments"].on(near.today)
    chosen = near.rng.sample(kinds, near.rng.randint(1 if near.some(0.7) else 0, 2))
    if sum("post" in one.extras.get("not_by", ()) for one in chosen):
        chosen = [one for one in chosen if "portal" not in one.extras.get("not_by", ())]
    return {"adjustments": [
        {"kind": one.key, **({"review_on": near.day().isoformat()} if near.some() else {}),
         **({"detail": near.words()} if near.some() else {})}
        for one in chosen
    ]}


def _representative(complaint: Complaint | None, near: Near) -> Data:
    return {"representative": _speaker(near) if near.some() else None}


def _complainants(complaint: Complaint | None, near: Near) -> Data:
    return {"complainants": _people(near)}


def _offer(complaint: Complaint | None, near: Near) -> Data:
    assert complaint is not None
    return {"owner": ABSENT} | _remedy(complaint.points, near)


def _one_of(complaint: Complaint | None, near: Near, statuses: frozenset[str]) -> Data:
    assert complaint is not None
    return {"n": near.rng.choice([one.n for one in complaint.remedies if one.status in statuses])}


def _offered(complaint: Complaint | None, near: Near) -> Data:
    return _one_of(complaint, near, frozenset({"offered"}))


def _unsettled(complaint: Complaint | None, near: Near) -> Data:
    return _one_of(complaint, near, UNSETTLED)


def _heir(complaint: Complaint | None, near: Near) -> Data:
    keepers = {"handler", "officer", "manager", "reviewer"}
    return {**_unsettled(complaint, near), "owner": _somebody(complaint, near, keepers, [])}


def _restrict(complaint: Complaint | None, near: Near) -> Data:
    assert complaint is not None
    if complaint.restricted and near.some(0.7):
        return {"people": []}
    names = sorted(one.email for one in near.staff)
    return {"people": near.rng.sample(names, min(3, len(names)))}


def _correct(complaint: Complaint | None, near: Near) -> Data:
    assert complaint is not None
    wrong = near.rng.choice(("received_at", "issue_on", "aware_on", "category", "channel",
                             "description", "contractor", "first_contact_at"))
    earlier = {"received_at": complaint.received_at, "first_contact_at": complaint.first_contact_at}
    if wrong in earlier:
        day = london_date(earlier[wrong]) - timedelta(days=near.rng.randint(1, 3))
        return {"field": wrong, "value": day.isoformat()}
    if wrong in ("issue_on", "aware_on"):
        return {"field": wrong, "value": (complaint.received_on - timedelta(days=9)).isoformat()}
    if wrong in ("category", "channel"):
        listed = near.rules.vocabularies["categories" if wrong == "category" else "channels"]
        return {"field": wrong, "value": near.rng.choice(listed.on(near.today)).key}
    return {"field": wrong, "value": near.words()}


# ---- What others know ------------------------------------------------------------------------


def _ask(complaint: Complaint | None, near: Near) -> Data:
    assert complaint is not None
    made: Data = {"points": [one.n for one in complaint.points if near.some(0.3)],
                  "show_complainant": near.some(0.2), "due_on": near.day(30).isoformat(),
                  "to": ABSENT, "name": ABSENT, "email": ABSENT}
    if near.some(0.3) and not complaint.restricted:
        return made | {"name": near.rng.choice(NAMES), "email": "yard@contractor.example"}
    asked = {"contributor", "handler", "officer", "reviewer", "manager", "intake"}
    return made | {"to": _somebody(complaint, near, asked, complaint.complained_of)}


def _contribute(complaint: Complaint | None, near: Near) -> Data:
    assert complaint is not None
    own = questions(complaint, near.asker) or questions(complaint)
    return {"documents": [], "n": near.rng.choice(own).n, "text": near.words()}


def _open_question(complaint: Complaint | None, near: Near) -> Data:
    assert complaint is not None
    return {"n": near.rng.choice(questions(complaint)).n}


def _complained_of(complaint: Complaint | None, near: Near) -> Data:
    assert complaint is not None
    if complaint.complained_of:
        return {"people": []}
    busy = (complaint.stage_1.handler, complaint.stage_2.handler)
    idle = sorted(one.email for one in near.staff if one.id not in busy
                  and "officer" not in one.roles)
    return {"people": near.rng.sample(idle, 1) if near.some() else []}


Special = Callable[[Complaint | None, Near], Data]

SPECIAL: Mapping[str, Special] = {
    "receive": _receive,
    "raise_as_complaint": _given_points,
    "accept": _given_points,
    "treat_as_compliment": _compliment,
    "hand_off": _hand_off,
    "decline": _decline,
    "link": _other,
    "merge": _into,
    "open_linked_complaint": _given_points,
    "assign": _assign,
    "assign_reviewer": _assign_reviewer,
    "set_points": _given_points,
    "add_point": lambda complaint, near: {"point": _point(near), "related": True},
    "acknowledge": _acknowledge,
    "extend": _extend,
    "notify_delay": _stage,
    "respond_stage_1": _respond_1,
    "request_stage_2": _some_points,
    "acknowledge_stage_2": _stage_2_points,
    "respond_stage_2": _respond_2,
    "reissue_response": _reissue,
    "record_dispatch": _dispatch,
    "request_contribution": _ask,
    "contribute": _contribute,
    "withdraw_contribution": _open_question,
    "add_document": own_upload,
    "describe_document": document_on_file,
    "withdraw_document": document_on_file,
    "set_adjustments": _adjustments,
    "set_representative": _representative,
    "set_complainants": _complainants,
    "offer_remedy": _offer,
    "record_remedy_reply": _offered,
    "change_remedy_date": _unsettled,
    "hand_over_remedy": _heir,
    "complete_remedy": _unsettled,
    "remedy_undeliverable": _unsettled,
    "notify_ombudsman": good_ombudsman.notify,
    "record_ombudsman_request": good_ombudsman.asked,
    "record_ombudsman_instruction": good_ombudsman.asked,
    "record_ombudsman_decision": good_ombudsman.decided,
    "complete_obligation": good_ombudsman.obligation,
    "record_bundle_made": good_ombudsman.bundle,
    "answer_ombudsman_request": good_ombudsman.answered,
    "record_obligation_accepted": good_ombudsman.accepted,
    "open_hazard": hazard,
    "record_quality_check": quality_check,
    "hand_over_hazard": hazard_heir,
    "record_hazard_step": hazard_step,
    "save_draft": note_draft,
    "submit_for_approval": own_draft,
    "approve": others_draft,
    "return_draft": others_draft,
    "record_complained_of": _complained_of,
    "restrict_access": _restrict,
    "correct_fact": _correct,
}
