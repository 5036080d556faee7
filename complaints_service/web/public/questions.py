"""The questions of a complaint: in which order, to whom each is put, and what an answer must be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from complaints_service.domain.commands.fields import LONG_TEXT, SHORT_TEXT
from complaints_service.services.command_fields import EMAIL_FORM, LONGEST_EMAIL
from complaints_service.web.public.answers import (
    MANY,
    NOBODY,
    OTHER,
    SELF,
    UNSURE,
    Answers,
    issue_on,
)
from complaints_service.web.public.choices import Choices

LONGEST_ADDRESS, LONGEST_PHONE, LONGEST_POSTCODE, LONGEST_WHY = 1_000, 60, 20, 2_000
EMAIL, POST, PHONE, NO_REPLY = "email", "post", "phone", "none"
WAYS = (EMAIL, POST, PHONE, NO_REPLY)
NEEDED = {EMAIL: "email", POST: "address", PHONE: "phone"}
NAMED = {EMAIL: "email address", POST: "address", PHONE: "telephone number"}


class Problem(NamedTuple):
    """What is wrong with a field, in one sentence for the person."""

    field: str
    text: str


@dataclass(frozen=True)
class Question:
    """One page: the fields that it asks for, to whom it is put, and what is wrong with them."""

    id: str
    fields: tuple[str, ...]
    problems: Callable[[Answers, Choices], Iterable[Problem]]
    put_to: Callable[[Answers, Choices], bool] = lambda answers, choices: True


def _council(answers: Answers, choices: Choices) -> Iterable[Problem]:
    if answers["organisation"] not in {one.key for one in choices.councils}:
        yield Problem("organisation", "Choose the council that it is about")


def _service(answers: Answers, choices: Choices) -> Iterable[Problem]:
    if answers["service"] not in {UNSURE, *(one.key for one in choices.services)}:
        yield Problem("service", "Choose what it is about, or “I do not know”")


def _description(answers: Answers, choices: Choices) -> Iterable[Problem]:
    if not answers["description"]:
        yield Problem("description", "Tell us what happened, in your own words")
    yield from _not_longer(answers, "description", "What happened", LONG_TEXT)


def _when(answers: Answers, choices: Choices) -> Iterable[Problem]:
    try:
        on = issue_on(answers)
    except ValueError:
        yield Problem("issue_day", "The date must be a real one, such as 27 3 2026; leave all "
                      "three boxes empty if you do not know it")
        return
    if on is not None and on > choices.today:
        yield Problem("issue_day", "The date must be today or in the past")
    if on is not None and on.year < 1900:
        yield Problem("issue_day", "The year must have four figures, such as 2026")


def _wanted(answers: Answers, choices: Choices) -> Iterable[Problem]:
    yield from _not_longer(answers, "outcomes_sought", "What you want to happen", LONG_TEXT)


def _who(answers: Answers, choices: Choices) -> Iterable[Problem]:
    if answers["who"] not in (SELF, OTHER, NOBODY):
        yield Problem("who", "Choose who you are complaining for, or that you do not want to say "
                      "who you are")


def _representative(answers: Answers, choices: Choices) -> Iterable[Problem]:
    if not answers["rep_name"]:
        yield Problem("rep_name", "Enter your name")
    if answers["rep_kind"] not in {"", *(one.key for one in choices.kinds)}:
        yield Problem("rep_kind", "Choose what you are to them")
    if not (answers["rep_email"] or answers["rep_phone"]):
        yield Problem("rep_email", "Enter an email address or a telephone number, so that we can "
                      "reach you")
    yield from _email(answers, "rep_email")
    yield from _not_longer(answers, "rep_name", "Your name", SHORT_TEXT)
    yield from _not_longer(answers, "rep_phone", "The telephone number", LONGEST_PHONE)
    yield from _not_longer(answers, "rep_why", "What you say here", LONGEST_WHY)


def _name(answers: Answers, choices: Choices) -> Iterable[Problem]:
    if not answers["name"]:
        yield Problem("name", "Enter the name of the person you are complaining for"
                      if answers.for_somebody else "Enter your name")
    yield from _not_longer(answers, "name", "The name", SHORT_TEXT)


def _contact(answers: Answers, choices: Choices) -> Iterable[Problem]:
    way = answers["reply_by"]
    if not answers.for_somebody and way not in WAYS:
        yield Problem("reply_by", "Choose how we should answer you")
    if way in NEEDED and not answers[NEEDED[way]]:
        whose = "their" if answers.for_somebody else "your"
        yield Problem(NEEDED[way], f"Enter {whose} {NAMED[way]}, or choose another way to answer")
    yield from _email(answers, "email")
    yield from _not_longer(answers, "phone", "The telephone number", LONGEST_PHONE)
    yield from _not_longer(answers, "address", "The address", LONGEST_ADDRESS)
    yield from _not_longer(answers, "postcode", "The postcode", LONGEST_POSTCODE)


def _home(answers: Answers, choices: Choices) -> Iterable[Problem]:
    if answers["tenure"] not in {"", *(one.key for one in choices.tenures)}:
        yield Problem("tenure", "Choose one of the answers, or none")


def _adjustments(answers: Answers, choices: Choices) -> Iterable[Problem]:
    known = {one.key: one for one in choices.adjustments}
    if not set(answers.adjustments) <= known.keys():
        yield Problem(MANY, "Choose from the list, or tell us in your own words")
    elif not ways_left(answers, choices):
        yield Problem(MANY, "Together these leave us no way to write to you; choose one of them "
                      "and tell us the rest in your own words")
    yield from _not_longer(answers, "adjustments_detail", "What you need", LONGEST_WHY)


def ways_left(answers: Answers, choices: Choices) -> bool:
    """Say whether the adjustments chosen leave any way to send a letter."""
    barred = {way for one in choices.adjustments if one.key in answers.adjustments
              for way in one.extras.get("not_by", ())}
    return not barred >= {"email", "post"}


def _email(answers: Answers, field: str) -> Iterable[Problem]:
    given = answers[field]
    if given and not (EMAIL_FORM.fullmatch(given) and len(given) <= LONGEST_EMAIL):
        yield Problem(field, "Enter an email address like name@example.org, or leave it empty")


def _not_longer(answers: Answers, field: str, called: str, most: int) -> Iterable[Problem]:
    has = len(answers[field])
    if has > most:
        yield Problem(field, f"{called} must be {most:,} characters or fewer; it has {has:,}")


QUESTIONS = (
    Question("council", ("organisation",), _council, lambda a, c: len(c.councils) > 1),
    Question("service", ("service",), _service),
    Question("what-happened", ("description",), _description),
    Question("when", ("issue_day", "issue_month", "issue_year"), _when),
    Question("what-you-want", ("outcomes_sought",), _wanted),
    Question("who", ("who",), _who),
    Question("representative", ("rep_name", "rep_kind", "rep_email", "rep_phone", "rep_why"),
             _representative, lambda a, c: a.for_somebody),
    Question("name", ("name",), _name, lambda a, c: not a.anonymous),
    Question("contact", ("email", "phone", "address", "postcode", "reply_by"), _contact,
             lambda a, c: not a.anonymous),
    Question("home", ("tenure",), _home,
             lambda a, c: not a.anonymous and c.is_landlord(a["service"])),
    Question("adjustments", (MANY, "adjustments_detail"), _adjustments,
             lambda a, c: not a.anonymous),
)
CHECK = Question("check", (), lambda a, c: ())
BY_ID = {one.id: one for one in (*QUESTIONS, CHECK)}


def put_to(answers: Answers, choices: Choices) -> list[Question]:
    """Return the questions that these answers lead to, in their order."""
    return [one for one in QUESTIONS if one.put_to(answers, choices)]


def following(question: Question, answers: Answers, choices: Choices) -> Question:
    """Return the page after a question that was answered; back to the check where it came from."""
    if answers.then == "check":
        return unanswered(answers, choices) or CHECK
    places = list(QUESTIONS)
    later = places[places.index(question) + 1:]
    return next((one for one in later if one.put_to(answers, choices)), CHECK)


def preceding(question: Question, answers: Answers, choices: Choices) -> Question | None:
    """Return the page before a question; None for the first."""
    before = [one for one in put_to(answers, choices) if one is not question]
    if question is not CHECK:
        place = QUESTIONS.index(question)
        before = [one for one in before if QUESTIONS.index(one) < place]
    return before[-1] if before else None


def unanswered(answers: Answers, choices: Choices) -> Question | None:
    """Return the first question whose answer will not do; None when all do."""
    return next(
        (one for one in put_to(answers, choices) if any(one.problems(answers, choices))), None
    )
