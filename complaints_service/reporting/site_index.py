"""What the public site says about itself: its index, time series, catalogue and description."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from complaints_service.content.places import find
from complaints_service.content.reports import FIGURES, load_report
from complaints_service.domain.london import london_date
from complaints_service.domain.periods import period_of
from complaints_service.reporting.feed import FIGURE_COLUMNS, csv_bytes, json_bytes
from complaints_service.reporting.html import render
from complaints_service.reporting.learning import LearningList, learning_files
from complaints_service.reporting.site import (
    HTML,
    JSON,
    ROOT,
    START,
    PublicEdition,
    Site,
    latest,
    place_editions,
    place_friendly,
)
from complaints_service.reporting.wording import instant

LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
SERIES_COLUMNS = ("organisation", "period", "edition", "as_of", "released_at", *FIGURE_COLUMNS)
WITHDRAWN_MARKER = "withdrawn"
LEARNING_REPORT = "learning-and-improvements"


def compose_site(
    editions: Sequence[PublicEdition], organisations: Mapping[str, str]
) -> Site:
    """The whole public site. `organisations` maps key to name, the installation's own first."""
    site = Site()
    place_editions(site, editions)
    place_friendly(site, editions, list(organisations))
    changed = max((one.changed_at for one in editions), default=START)
    name = next(iter(organisations.values()), "The council")
    current = [one for one in latest(editions) if one.kind == FIGURES]
    current.sort(key=lambda one: (one.period or "", one.organisation))
    _place_empty_learning(site, organisations, changed)
    site.put("/performance/", HTML, _performance_page(current, name), changed)
    site.put(f"{ROOT}performance/timeseries.csv", "text/csv; charset=utf-8",
             csv_bytes(SERIES_COLUMNS, _series(current)), changed)
    site.put(f"{ROOT}performance/timeseries.csv-metadata.json", "application/csvm+json",
             json_bytes(_series_metadata(name)), changed)
    site.put(f"{ROOT}widget.js", "text/javascript; charset=utf-8",
             find("reports", "widget.js").read_bytes(), changed)
    site.put(f"{ROOT}openapi.json", JSON, json_bytes(_openapi(name)), changed)
    site.put(f"{ROOT}catalog.jsonld", "application/ld+json",
             json_bytes(_catalogue(current, name, changed)), changed)
    site.put(f"{ROOT}index.json", JSON, json_bytes(_index(site, editions, changed)), changed)
    return site


def _place_empty_learning(
    site: Site, organisations: Mapping[str, str], changed: datetime
) -> None:
    """Before anything was published the feeds exist and are empty."""
    if f"{ROOT}learning.json" in site.resources:
        return
    key, name = next(iter(organisations.items()), ("council", "The council"))
    definition = load_report(LEARNING_REPORT, (), ())
    empty = LearningList(definition, key, name, "", changed, london_date(changed), ())
    files = learning_files(empty)
    for address, path in (
        (f"{ROOT}learning.json", "learning.json"),
        (f"{ROOT}learning.atom", "learning.atom"),
        (f"{ROOT}fragments/learning.html", "fragment.html"),
        ("/learning/", "learning.html"),
    ):
        site.put(address, files[path][0], files[path][1], changed)


def _performance_page(current: Sequence[PublicEdition], name: str) -> bytes:
    return render(
        "performance.html",
        title="How we deal with complaints",
        organisation=name,
        editions=[
            {
                "period": one.period,
                "label": period_of(str(one.period)).label,
                "organisation": one.organisation_name,
                "withdrawn": one.withdrawn_reason,
            }
            for one in reversed(current)
        ],
    )


def _series(current: Sequence[PublicEdition]) -> list[list[object]]:
    """Every figure of every period in one table; a withdrawn edition's are gone and say so."""
    rows: list[list[object]] = []
    for one in current:
        common = [one.organisation, one.period, one.id, instant(one.as_of),
                  instant(one.released_at)]
        for figure in one.facts["performance"]["measures"]:
            shown = dict(figure)
            if one.withdrawn_at:
                shown |= {"numerator": None, "denominator": None, "value": None,
                          "marker": WITHDRAWN_MARKER}
            rows.append([*common, *(shown[column] for column in FIGURE_COLUMNS)])
    return rows


def _series_metadata(name: str) -> dict[str, Any]:
    numbers = {"numerator": "integer", "denominator": "integer", "value": "decimal"}
    instants = {"as_of": "dateTime", "released_at": "dateTime"}
    kinds = numbers | instants
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": "timeseries.csv",
        "dc:title": f"Complaints to {name}: figures by period",
        "dc:license": {"@id": LICENCE},
        "tableSchema": {
            "columns": [
                {"name": column, "titles": column, "datatype": kinds.get(column, "string")}
                for column in SERIES_COLUMNS
            ]
        },
    }


def _index(
    site: Site, editions: Sequence[PublicEdition], changed: datetime
) -> dict[str, Any]:
    return {
        "licence": LICENCE,
        "language": "en-GB",
        "changed_at": instant(changed),
        "addresses": sorted(
            [address for address, one in site.resources.items() if one.status == 200]
            + [f"{ROOT}index.json"]
        ),
        "editions": [_edition(one) for one in editions],
    }


def _edition(one: PublicEdition) -> dict[str, Any]:
    return {
        "id": one.id,
        "report": one.report,
        "organisation": one.organisation,
        "period": one.period,
        "number": one.number,
        "revises": one.revises,
        "state": "withdrawn" if one.withdrawn_at else "released",
        "as_of": instant(one.as_of),
        "released_at": instant(one.released_at),
        "withdrawn_at": instant(one.withdrawn_at) if one.withdrawn_at else None,
        "withdrawn_reason": one.withdrawn_reason,
        "sha256": one.sha256,
        "address": f"{ROOT}editions/{one.sha256}/",
        "files": [{"path": path, "sha256": sha256} for path, (_, sha256) in one.files.items()],
    }


def _catalogue(
    current: Sequence[PublicEdition], name: str, changed: datetime
) -> dict[str, Any]:
    def distribution(address: str, media_type: str) -> dict[str, str]:
        return {"@type": "dcat:Distribution", "dcat:downloadURL": address,
                "dcat:mediaType": media_type}

    datasets = [
        {
            "@type": "dcat:Dataset",
            "dct:identifier": one.id,
            "dct:title": f"Complaints to {one.organisation_name}, {one.period}",
            "dct:issued": instant(one.released_at),
            "dct:license": LICENCE,
            "dcat:distribution": [
                distribution(f"performance/{one.period}.json", JSON),
                distribution(f"performance/{one.period}.csv", "text/csv"),
            ],
        }
        for one in current
        if one.withdrawn_at is None
    ]
    return {
        "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
        "@type": "dcat:Catalog",
        "dct:title": f"Complaints to {name}",
        "dct:language": "en-GB",
        "dct:modified": instant(changed),
        "dct:license": LICENCE,
        "dcat:dataset": [
            *datasets,
            {
                "@type": "dcat:Dataset",
                "dct:title": "What people told us and what we changed",
                "dcat:distribution": [distribution("learning.json", "application/feed+json"),
                                      distribution("learning.atom", "application/atom+xml")],
            },
        ],
    }


_READS = {
    "index.json": ("Every edition and every current address", JSON),
    "performance/{period}.json": ("Figures of a period", JSON),
    "performance/{period}.csv": ("Figures of a period", "text/csv"),
    "performance/{period}.html": ("Figures of a period, for people", "text/html"),
    "performance/timeseries.csv": ("Figures of all periods", "text/csv"),
    "performance/timeseries.csv-metadata.json": ("What its columns mean", "application/csvm+json"),
    "learning.json": ("What was changed after complaints", "application/feed+json"),
    "learning.atom": ("What was changed after complaints", "application/atom+xml"),
    "learning/{id}.json": ("One improvement", JSON),
    "learning/{id}.html": ("One improvement, for people", "text/html"),
    "reports/{slug}/": ("A report, for people", "text/html"),
    "fragments/{name}.html": ("A piece of HTML to include", "text/html"),
    "editions/{sha256}/{path}": ("One edition's files, which never change", "*/*"),
    "catalog.jsonld": ("The catalogue (DCAT)", "application/ld+json"),
    "widget.js": ("A web component that shows a fragment", "text/javascript"),
}


def _openapi(name: str) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Published complaint figures of {name}", "version": "1",
                 "license": {"name": "Open Government Licence v3.0", "url": LICENCE}},
        "servers": [{"url": ROOT.rstrip("/")}],
        "paths": {f"/{path}": _read(path, *about) for path, about in _READS.items()},
    }


def _read(path: str, summary: str, media_type: str) -> dict[str, Any]:
    names = [part.strip("{}") for part in path.replace(".", "/").split("/") if "{" in part]
    return {
        "get": {
            "summary": summary,
            "parameters": [
                {"name": one, "in": "path", "required": True, "schema": {"type": "string"}}
                for one in names
            ],
            "responses": {
                "200": {"description": summary, "content": {media_type: {}}},
                "304": {"description": "Not changed since the ETag or date given"},
                "404": {"description": "Nothing was ever published there"},
                "410": {"description": "Withdrawn; the answer says when and why"},
            },
        }
    }
