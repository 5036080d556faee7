"""Every command has a complete form for people, and gives back exactly what it was filled with."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from dataclasses import fields as fields_of
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.forms import KINDS, NUMBERED, TODAY, Draw, numbered, sent, some_choices, words_for
from support.good_data import Near, filled

from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.services.command_data import parse
from complaints_service.services.errors import InvalidCommand
from complaints_service.services.rules_in_use import rules
from complaints_service.web.forms.build import build, refused
from complaints_service.web.forms.model import Form, FormField, Option
from complaints_service.web.forms.read import read

KEYISH = re.compile(r"\b[a-z]+_[a-z_]+\b")
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def fields(form: Form) -> Iterator[FormField]:
    return (one for one, _ in form.walk() if one.widget != "hidden")


# A form is a page like any other, empty, filled and refused.
@pytest.mark.parametrize("name", KINDS)
def test_is_valid_html_with_every_control_labelled(name: str, draw: Draw) -> None:
    form = build(KINDS[name], words_for(name), numbered())
    sent(draw(form))
    data = read(KINDS[name], words_for(name), sent(draw(form))).data
    try:
        parse(KINDS[name], data, today=TODAY)
    except InvalidCommand as error:
        sent(draw(refused(form, error)))


# People read words: no key of ours, and a heading, a sentence and a button of its own.
@pytest.mark.parametrize("name", KINDS)
def test_speaks_in_words(name: str) -> None:
    words = words_for(name)
    form = build(KINDS[name], words, numbered())
    told = [words.title, words.lead, words.submit]
    # What is said after an improvement is said by its own page.
    told += [] if name.startswith("improvement ") else [words.done]
    assert all(told), f"{name} lacks a title, lead, submit or done"
    for one in fields(form):
        told += [one.label, one.hint, one.add, one.missing, one.blank]
        told += [option.text for option in one.options]
    assert not [one for one in told if KEYISH.search(one)]


# What the dataclass declares is what a label must replace: a declaration is no question.
@pytest.mark.parametrize("name", KINDS)
def test_every_field_has_words_of_its_own(name: str) -> None:
    words = words_for(name)
    missing = [one.name for one in words.in_order(KINDS[name])
               if not words.of(KINDS[name], one).label and words.of(KINDS[name], one).widget
               != "hidden"]
    assert missing == []


# Seven are few enough to see at once; more go into a list.
@pytest.mark.parametrize("name", KINDS)
def test_radios_are_seven_at_most(name: str) -> None:
    for one in fields(build(KINDS[name], words_for(name), numbered())):
        assert one.widget != "radios" or len(one.options) <= 7, one.name


# A summary's link leads to a control that is there.
@pytest.mark.parametrize("name", KINDS)
def test_every_error_leads_to_a_control(name: str, draw: Draw) -> None:
    form = build(KINDS[name], words_for(name), numbered())
    with pytest.raises(InvalidCommand) as refusal:
        parse(KINDS[name], {one.name: ["x", {}] for one in fields_of(KINDS[name])} | {"zz": 1},
              today=TODAY)
    shown = refused(form, refusal.value)
    ids = set(re.findall(r' id="([^"]+)"', draw(shown)))
    assert shown.errors
    for error in shown.errors:
        assert not error["href"] or error["href"][1:] in ids
        assert error["text"].endswith((".", ")."))


# ---- There and back ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Nothing:
    """What stands for an empty answer, so that left out, None, False and [] are alike."""


def alike(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        held = {one.name: alike(getattr(value, one.name)) for one in fields_of(value)}
        return held if any(one != Nothing() for one in held.values()) else Nothing()
    if isinstance(value, tuple):
        # Numbers are ticked in their own order, before words.
        items = [alike(one) for one in value]
        return sorted(items, key=str) if items else Nothing()
    value = value.strip() if isinstance(value, str) else value
    return Nothing() if value in (None, False, "") else value


@given(name=st.sampled_from(sorted(KINDS)), seed=st.integers(0, 10_000))
@settings(max_examples=150)
def test_gives_back_what_it_was_filled_with(name: str, seed: int, draw: Draw) -> None:
    kind = KINDS[name]
    near = Near(random.Random(seed), NOW, rules())
    data = filled(kind, near)
    if "n" in data and isinstance(data["n"], int):
        choices = some_choices(n=(Option(str(data["n"]), "This one"),))
    else:
        every = tuple(Option(str(n), str(n)) for n in range(1, 41))
        choices = some_choices(**dict.fromkeys(NUMBERED, every))
    html = draw(build(kind, words_for(name), choices, data))
    back = read(kind, words_for(name), sent(html)).data
    assert alike(parse(kind, back, today=TODAY)) == alike(parse(kind, data, today=TODAY))


# What was typed stands there again, however wrong: nobody types twice.
@pytest.mark.parametrize("name", KINDS)
def test_shows_again_what_was_typed(name: str, draw: Draw) -> None:
    kind, words = KINDS[name], words_for(name)
    near = Near(random.Random(7), NOW, rules())
    first = sent(draw(build(kind, words, numbered(), filled(kind, near))))
    again = sent(draw(build(kind, words, numbered(), read(kind, words, first).values)))
    assert again == first


def test_every_command_that_people_give_has_a_form() -> None:
    assert len(KINDS) >= 49
    assert set(COMMANDS) - set(KINDS) == {"save_draft"}
