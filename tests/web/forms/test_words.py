"""The words of forms: a council's own stand before ours, and what is wrong is told by its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.forms import KINDS

from complaints_service.content.places import shipped
from complaints_service.content.problems import WorkflowError
from complaints_service.web.forms.words import FOLDER, FormWords, faults_of_words, load_words

OURS = shipped("templates") / FOLDER


def with_own(folder: Path, **files: str) -> dict[str, FormWords]:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return dict(load_words([folder, OURS])["commands.toml"])


def test_takes_a_councils_own_words_key_by_key(tmp_path: Path) -> None:
    ours = load_words([OURS])["commands.toml"]["acknowledge"]
    own = with_own(tmp_path, commands="""
        [acknowledge]
        submit = "Send it off"
        [acknowledge.fields.definition]
        label = "What is it about?"
    """)["acknowledge"]
    assert (own.submit, own.lead) == ("Send it off", ours.lead)
    assert own.fields["definition"].label == "What is it about?"
    assert own.fields["definition"].hint == ours.fields["definition"].hint
    assert list(own.fields) == list(ours.fields)


def test_takes_a_councils_own_words_for_a_part(tmp_path: Path) -> None:
    own = with_own(tmp_path, parts='[PointGiven.text]\nlabel = "Matter"')
    assert own["accept"].parts["PointGiven"]["text"].label == "Matter"


@pytest.mark.parametrize(("name", "text", "told"), [
    # A command that does not exist.
    ("commands", "[acknowlege]\nlead = 'x'", "commands.toml: acknowlege is not a key known here"),
    # A field that the command has not.
    ("commands", "[acknowledge.fields.definiton]\nlabel = 'x'",
     "commands.toml: acknowledge.fields.definiton is not a key known here"),
    # A word that fields have not.
    ("commands", "[acknowledge.fields.definition]\nlable = 'x'",
     "commands.toml: acknowledge.fields.definition.lable is not a key known here"),
    # A control that there is not.
    ("commands", "[acknowledge.fields.definition]\nwidget = 'slider'", "write one of text, "),
    # Text where a number belongs.
    ("commands", "[acknowledge.fields.definition]\nrows = 'many'", "write a whole number"),
    # A part, or a field of one, that does not exist.
    ("parts", "[PointGave.text]\nlabel = 'x'", "parts.toml: PointGave is not a key known here"),
    ("parts", "[PointGiven.txt]\nlabel = 'x'", "parts.toml: PointGiven.txt is not a key known"),
    # No TOML at all.
    ("parts", "[PointGiven", "parts.toml: is not TOML"),
])
def test_refuses_what_is_no_word_of_a_form(
    tmp_path: Path, name: str, text: str, told: str
) -> None:
    with pytest.raises(WorkflowError) as refused:
        with_own(tmp_path, **{name: text})
    assert any(told in one for one in refused.value.problems), refused.value.problems


def test_the_check_of_the_rules_reads_the_words_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "templates" / FOLDER
    own.mkdir(parents=True)
    (own / "commands.toml").write_text("[nothing]\nlead = 'x'", encoding="utf-8")
    monkeypatch.setenv("COMPLAINTS_HOME", str(tmp_path))
    assert faults_of_words() == [
        "commands.toml: nothing is not a key known here; remove it or correct its spelling."
    ]


def test_words_every_form_there_is() -> None:
    loaded = load_words([OURS])
    assert sum(len(one) for one in loaded.values()) >= len(KINDS)
