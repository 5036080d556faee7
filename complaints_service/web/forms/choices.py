"""What there is to choose from in the forms of one complaint: people, points, letters, remedies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.domain.facts import UNSETTLED
from complaints_service.services import organisations, reading
from complaints_service.services.actors import ROLES, Actor
from complaints_service.services.colleagues import colleagues
from complaints_service.services.documents import documents_on, visible_to
from complaints_service.services.permissions import STAFF
from complaints_service.services.rules_in_use import rules
from complaints_service.web.forms.candidates import suggested
from complaints_service.web.forms.model import Choices, Option
from complaints_service.web.shown import date_words, first_words, moment, pounds, term, words

View = Mapping[str, Any]
Options = dict[str, tuple[Option, ...]]

OWNERS = ("handler", "officer", "manager", "reviewer")
NOT_ON_FILE = Option("not on file", "Another one, which is not on file")
NUMBERED = ("points", "not_ours", "remedies.points", "findings.points")
LEGENDS = frozenset({"respond_stage_1", "respond_stage_2", "record_quality_check"})
"""Commands with a list whose entries are fixed, each under its own name."""


def choices_for(command: str, complaint_view: View | None, actor: Actor | None) -> Choices:
    """Return the choices of one command's form, for the actor, today.

    `complaint_view` is what `reading.complaint_view` gives; None for a new contact, and the actor
    None for the public.
    """
    in_use = rules()
    options = _of_nothing(actor) if complaint_view is None else _of(command, complaint_view, actor)
    points = complaint_view["points"] if complaint_view else ()
    legends = {"points": {str(one["n"]): _point(one) for one in points},
               "scores": {one.key: one.label for one in in_use.vocabularies["quality_items"]}}
    return Choices(reading.today(), in_use.vocabularies, options,
                   legends if command in LEGENDS else {},
                   actor.roles if actor else frozenset(),
                   adjusted=bool(complaint_view and complaint_view["adjustments"]))


def _of_nothing(actor: Actor | None) -> Options:
    today = reading.today()
    held = (one for one in organisations.organisations()
            if (one.from_on is None or one.from_on <= today)
            and (one.to_on is None or today <= one.to_on))
    mine = [one for one in held if actor is None or actor.organisation in (None, one.key)]
    return {"organisation": tuple(Option(one.key, one.name) for one in mine)}


def _of(command: str, view: View, actor: Actor | None) -> Options:
    taken = [one for one in view["points"] if not one["declined"]]
    numbers = tuple(Option(str(one["n"]), _point(one)) for one in taken)
    made: Options = dict.fromkeys(NUMBERED, numbers)
    made |= _sent_outside(command, view, actor)
    special = _SPECIAL.get(command)
    return made | (special(command, view, actor) if special else {})


def _point(one: View) -> str:
    return f"Point {one['n']}: {first_words(one['text'])}"


def _people(view: View, *roles: str, without: Iterable[str | None] = ()) -> tuple[Option, ...]:
    """Colleagues by name, with the address where two have the same."""
    found = [one for one in colleagues(view["organisation"], *roles) if one.email not in without]
    names = Counter(one.name for one in found)
    return tuple(
        Option(one.email, one.name if names[one.name] == 1 else f"{one.name}, {one.email}")
        for one in found
    )


def _handlers(command: str, view: View, actor: Actor | None) -> Options:
    return {"handler": suggested(view["ref"], 1, actor)}


def _reviewers(command: str, view: View, actor: Actor | None) -> Options:
    return {"reviewer": suggested(view["ref"], 2, actor)}


def _owners(command: str, view: View, actor: Actor | None) -> Options:
    people = _people(view, *OWNERS)
    return {"owner": people, "remedies.owner": people}


def _passed_on(command: str, view: View, actor: Actor | None) -> Options:
    """Whom thanks may be for: those who work with the service."""
    return {"passed_to": _people(view, *OWNERS)}


def _everybody(command: str, view: View, actor: Actor | None) -> Options:
    return {"people": _people(view, *ROLES)}


def _remedies(command: str, view: View, actor: Actor | None) -> Options:
    wanted = {"offered"} if command == "record_remedy_reply" else UNSETTLED
    return {"n": tuple(
        Option(str(one["n"]), _remedy(one)) for one in view["remedies"] if one["status"] in wanted
    )}


def _remedies_and_people(command: str, view: View, actor: Actor | None) -> Options:
    return {**_remedies(command, view, actor), "owner": _people(view, *OWNERS)}


def _remedy(one: View) -> str:
    kind = term(one["kind"], "remedy_kinds")
    amount = f" of {pounds(one['amount'])}" if one["amount"] is not None else ""
    due = f", by {date_words(one['due_on'])}" if one["due_on"] else ""
    return f"{kind}{amount}: {first_words(one['description'])}{due}"


def _decision(command: str, view: View, actor: Actor | None) -> Options:
    """Who may see an order carried out; the rest is of the case (`ombudsman_choices`)."""
    return {"obligations.owner": _people(view, *OWNERS)}


def _asked(command: str, view: View, actor: Actor | None) -> Options:
    """Everybody who may be asked, but for those whom the complaint is about."""
    return {"to": _people(view, "contributor", *STAFF, without=view["complained_of"])}


def _questions(command: str, view: View, actor: Actor | None) -> Options:
    """The questions that are open; a colleague's own where there are any."""
    found = [one for one in view["contributions"] if one["state"] == "open"]
    own = [one for one in found if actor is not None and one["to"] == actor.email]
    wanted = own if command == "contribute" and own else found
    on_file = _documents(command, view, actor).get("document", ())
    return {"documents": on_file, "n": tuple(
        Option(str(one["n"]), f"{one['n']}. {one['name'] or one['to'] or 'erased'}: "
               f"{first_words(one['question'] or '')}")
        for one in wanted
    )}


def _hazards(command: str, view: View, actor: Actor | None) -> Options:
    """The hazards that are not done with."""
    return {"hazard": tuple(
        Option(str(one["n"]), f"{one['n']}. {term(one['kind'], 'hazard_kinds')}: "
               f"{first_words(one['what'] or '')}")
        for one in view["hazards"] if not one["over"]
    )}


def _hazards_and_people(command: str, view: View, actor: Actor | None) -> Options:
    return {**_hazards(command, view, actor), "owner": _people(view, "handler", "officer",
                                                               "manager")}


def _for_a_hazard(command: str, view: View, actor: Actor | None) -> Options:
    """Landlord services only; the points of the complaint; people who can see it dealt with."""
    services = rules().vocabularies["services"].on(reading.today())
    return {
        "service": tuple(Option(one.key, one.label) for one in services
                         if one.extras.get("landlord", False)),
        "point": tuple(Option(str(one["n"]), _point(one)) for one in view["points"]),
        "owner": _people(view, "handler", "officer", "manager"),
    }


def _drafts(command: str, view: View, actor: Actor | None) -> Options:
    """The drafts that may be sent for approval, or that wait for it."""
    own = command == "submit_for_approval"
    wanted = ("saved", "returned") if own else ("submitted",)
    return {"n": tuple(
        Option(str(one["n"]), f"{words(one['command'], 'commands')}, by {one['author']}, "
               f"{moment(one['saved_at'])}")
        for one in view["drafts"] if one["state"] in wanted
        and own == (actor is not None and one["author"] == actor.email)
    )}


def _letters(command: str, view: View, actor: Actor | None) -> Options:
    if actor is None:
        return {}
    page = reading.letters(reading.seen(view["ref"], actor), after=None, limit=200)
    return {"letter": tuple(
        Option(one["id"], f"{term(one['kind'], 'letter_kinds')}, {date_words(one['issued_at'])}")
        for one in page.items if one["dispatched_at"] is None
    )}


def _documents(command: str, view: View, actor: Actor | None) -> Options:
    """The documents on file that were not withdrawn."""
    if actor is None:
        return {}
    found = visible_to(documents_on(reading.seen(view["ref"], actor)), actor)
    return {"document": tuple(
        Option(one.id, f"{one.called}, {date_words(one.added_at)}")
        for one in found if one.withdrawn_at is None
    )}


def _sent_outside(command: str, view: View, actor: Actor | None) -> Options:
    """The documents on file, one of which may be the letter that left by other means."""
    kind = COMMANDS.get(command)
    if actor is None or kind is None or "sent_outside" not in kind.data.__annotations__:
        return {}
    found = _documents(command, view, actor).get("document", ())
    return {"sent_outside.document": (*found, NOT_ON_FILE)} if found else {}


def _stages(command: str, view: View, actor: Actor | None) -> Options:
    if command in ("reissue_response", "record_quality_check"):
        stages = [n for n in (1, 2) if view[f"stage_{n}"]["finding"] is not None]
    else:
        stages = [current_stage(view)]
    return {"stage": tuple(Option(str(n), f"Stage {n}") for n in stages)}


def current_stage(view: View) -> int:
    """Return 2 while stage 2 is under way, else 1."""
    return 2 if view["state"] in ("stage_2_requested", "stage_2_investigating") else 1


_SPECIAL: Mapping[str, Callable[[str, View, Actor | None], Options]] = {
    "treat_as_compliment": _passed_on,
    "assign": _handlers,
    "assign_reviewer": _reviewers,
    "respond_stage_1": _owners,
    "respond_stage_2": _owners,
    "offer_remedy": _owners,
    "restrict_access": _everybody,
    "record_remedy_reply": _remedies,
    "change_remedy_date": _remedies,
    "hand_over_remedy": _remedies_and_people,
    "complete_remedy": _remedies,
    "remedy_undeliverable": _remedies,
    "record_ombudsman_decision": _decision,
    "open_hazard": _for_a_hazard,
    "record_hazard_step": _hazards,
    "hand_over_hazard": _hazards_and_people,
    "record_dispatch": _letters,
    "describe_document": _documents,
    "withdraw_document": _documents,
    "request_contribution": _asked,
    "contribute": _questions,
    "withdraw_contribution": _questions,
    "submit_for_approval": _drafts,
    "approve": _drafts,
    "return_draft": _drafts,
    "record_complained_of": _everybody,
    "extend": _stages,
    "notify_delay": _stages,
    "reissue_response": _stages,
    "record_quality_check": _stages,
}
