"""Forms as a browser holds them: drawn, checked as pages are, and sent back unchanged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from jinja2 import Environment, StrictUndefined
from werkzeug.datastructures import MultiDict

from complaints_service.domain.commands.improvements import IMPROVEMENT_COMMANDS
from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.services.rules_in_use import rules
from complaints_service.web import words
from complaints_service.web.forms.model import Choices, Form, Option
from complaints_service.web.forms.shapes import askable
from complaints_service.web.forms.words import FormWords, improvement_words, words_of
from support import page_checks, pages

TODAY = date(2026, 11, 23)
PAGE = """{% from "forms/form.html" import form_fields %}
{% from "components/error_summary.html" import error_summary %}
<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8">
<title>{{ "Error: " if form.errors }}Form</title></head>
<body data-page="form"><a href="#main">Skip to main content</a>
<header><p>Head</p></header><main id="main" tabindex="-1">
{% if form.errors %}{{ error_summary(form.errors) }}{% endif %}
<h1>Form</h1>
<form method="post" action="/form">
<input type="hidden" name="csrf" value="x">
{{ form_fields(form) }}
<button type="submit">Send</button>
</form></main><footer><p>Foot</p></footer></body></html>"""
KINDS: dict[str, type] = {
    **{name: one.data for name, one in COMMANDS.items() if askable(one.data)},
    **{f"improvement {name}": kind for name, kind in IMPROVEMENT_COMMANDS.items()},
}
NUMBERED = ("points", "not_ours", "remedies.points", "findings.points")
NUMBERS = tuple(Option(str(n), f"Point {n}") for n in range(1, 9))


def words_for(name: str) -> FormWords:
    """The words of the form of a command, of a complaint's or an improvement's."""
    return improvement_words(name[12:]) if name.startswith("improvement ") else words_of(name)


def some_choices(**options: tuple[Option, ...]) -> Choices:
    """What an officer may choose from today."""
    return Choices(TODAY, rules().vocabularies, options, roles=frozenset({"officer"}))


def numbered() -> Choices:
    """Choices on a complaint of eight points."""
    return some_choices(**dict.fromkeys(NUMBERED, NUMBERS))


Draw = Callable[[Form], str]


def drawing() -> Draw:
    """Return what draws a form on a page of its own."""
    environment = Environment(
        loader=words.loader(), undefined=StrictUndefined, autoescape=True, trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.from_string(PAGE)
    return lambda form: str(template.render(form=form))


def sent(html: str) -> MultiDict[str, str]:
    """What a browser sends of a drawn form that nobody touched; the page is checked first."""
    form = next(page_checks.check(html).iter("form"))
    held = MultiDict(pages._held(form))
    held.pop("csrf")
    return held


