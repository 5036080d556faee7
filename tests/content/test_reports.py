"""Definitions of what is published: read strictly, refused with file, key, value and mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from complaints_service.content.reports import ReportError, load_report, report_keys

MEASURES = ("V2", "V3", "T2")
DIMENSIONS = ("service", "ward")
GOOD = '''
key = "mine"
title = "Figures of {organisation}"
kind = "figures"
purpose = "To be read."
notes = ["A note."]
[[section]]
key = "volume"
heading = "How many"
measures = ["V2", "V3"]
[[breakdown]]
by = "service"
heading = "By service"
measures = ["V2"]
chart = "V2"
'''


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A council's own folder with one report."""
    folder = tmp_path / "reports" / "mine"
    folder.mkdir(parents=True)
    (folder / "page.html").write_text("<h1>{{ title }}</h1>")
    (folder / "report.toml").write_text(GOOD)
    monkeypatch.setenv("COMPLAINTS_HOME", str(tmp_path))
    return folder / "report.toml"


def test_a_council_adds_a_report_of_its_own(home: Path) -> None:
    assert report_keys() == (
        "complaints-by-ward", "learning-and-improvements", "mine", "quarterly-committee")
    found = load_report("mine", MEASURES, DIMENSIONS)
    assert found.measures == ("V2", "V3")
    assert found.breakdowns[0].chart == "V2"


# (what is wrong, what stands instead, the sentence)
@pytest.mark.parametrize(("old", "new", "sentence"), [
    ('"V3"]', '"V9"]', 'mine/report.toml: section[1].measures is "V9"; use one of V2, V3, T2.'),
    ('by = "service"', 'by = "moon"',
     'mine/report.toml: breakdown[1].by is "moon"; use one of service, ward.'),
    ('chart = "V2"', 'chart = "V3"',
     'mine/report.toml: breakdown[1].chart is "V3"; draw one of the table\'s own measures.'),
    ('["V2", "V3"]', '["V2", "V2"]',
     'mine/report.toml: section[1].measures is "V2"; it stands twice; keep one.'),
    ('kind = "figures"', 'kind = "news"',
     'mine/report.toml: kind is "news"; write one of figures, learning.'),
    ('kind = "figures"', 'kind = "learning"',
     'mine/report.toml: kind is "learning"; it has no figures; remove them or write "figures".'),
    ('key = "mine"', 'key = "yours"',
     'mine/report.toml: key is "yours"; the folder is mine; write "mine".'),
    ('purpose = "To be read."', "", "mine/report.toml: purpose is missing; add it."),
    ('notes = ["A note."]', 'notes = ["A note."]\ncolour = "red"',
     "mine/report.toml: colour is not a key known here; remove it or correct its spelling."),
])
def test_what_does_not_fit_is_refused(home: Path, old: str, new: str, sentence: str) -> None:
    home.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(ReportError) as refused:
        load_report("mine", MEASURES, DIMENSIONS)
    assert sentence in refused.value.problems


def test_an_unknown_report_is_refused_with_those_there_are() -> None:
    with pytest.raises(ReportError, match="quarterly-committee"):
        load_report("annual", MEASURES, DIMENSIONS)
