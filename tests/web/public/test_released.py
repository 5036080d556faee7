"""What is published is served from a folder: with or without a database, until it is withdrawn."""

from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import io
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from support.figures import COUNCIL
from support.publishing import (
    APPROVER,
    NOW,
    OFFICER,
    PUBLISHER,
    REPORT,
    application,
    with_figures,
)

from complaints_service.persistence.database import db
from complaints_service.persistence.published import PublishedFolder
from complaints_service.services import publications, release_folder
from complaints_service.services.edition_writing import Edition
from complaints_service.web.public import released
from complaints_service.web.public.released import create_public_app, serve_released

PERIOD = "2026-27-q2"
ORIGIN = "https://www.alderbourne.example"


class Borough:
    """A council that has published one quarter, and the folder it is served from."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app = app
        self.folder = folder
        self.published = PublishedFolder(folder)
        with_figures(number=200)
        self.edition = self.publish()

    def publish(self) -> Edition:
        with time_machine.travel(NOW, tick=False):
            edition = publications.build(REPORT, COUNCIL, PERIOD, by=OFFICER)
            publications.approve(edition.id, by=APPROVER)
            edition = publications.publish(edition.id, by=PUBLISHER)
        self.fill()
        return edition

    def fill(self) -> bool:
        return release_folder.fill(db.session(), self.published)

    def client(self) -> FlaskClient:
        """A reader's, against a process that knows of no database."""
        return create_public_app(self.folder, [ORIGIN]).test_client()


@pytest.fixture(scope="module")
def borough(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Borough]:
    with application(shared_database_url) as app:
        yield Borough(app, tmp_path_factory.mktemp("instance") / "published")


def addresses(client: FlaskClient) -> list[str]:
    found: list[str] = client.get("/public/v1/index.json").json["addresses"]
    return found


def test_every_address_that_the_index_names_is_there(borough: Borough) -> None:
    client = borough.client()
    named = addresses(client)
    assert {
        "/public/v1/index.json", f"/public/v1/performance/{PERIOD}.json",
        f"/public/v1/performance/{PERIOD}.csv", f"/public/v1/performance/{PERIOD}.html",
        "/public/v1/performance/timeseries.csv",
        "/public/v1/performance/timeseries.csv-metadata.json", "/public/v1/learning.json",
        "/public/v1/learning.atom", f"/public/v1/reports/{REPORT}-{PERIOD}/",
        f"/public/v1/reports/{REPORT}-{PERIOD}/report.pdf",
        f"/public/v1/fragments/performance-{PERIOD}.html", "/public/v1/widget.js",
        "/public/v1/catalog.jsonld", "/public/v1/openapi.json", "/performance/",
        f"/performance/{PERIOD}/", "/learning/",
    } <= set(named)
    for address in named:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Cache-Control"].startswith("public"), address
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["ETag"]
        assert answer.headers["Last-Modified"]
        assert len(answer.data) < 300_000, address


def test_an_edition_is_served_under_its_hash_for_ever(borough: Borough) -> None:
    client = borough.client()
    told = next(one for one in client.get("/public/v1/index.json").json["editions"]
                if one["id"] == borough.edition.id)
    for file in told["files"]:
        content = client.get(told["address"] + file["path"]).data
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
    latest = client.get(f"/public/v1/performance/{PERIOD}.json").data
    assert latest == client.get(told["address"] + "performance.json").data


def test_a_reader_who_has_it_is_told_so(borough: Borough) -> None:
    client = borough.client()
    address = f"/public/v1/performance/{PERIOD}.json"
    first = client.get(address)
    for header in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-None-Match": f'"other", W/{first.headers["ETag"]}'},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = client.get(address, headers=header)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"]
    other = client.get(address, headers={"If-None-Match": '"other"',
                                         "If-Modified-Since": first.headers["Last-Modified"]})
    assert other.status_code == 200
    assert client.get(address, headers={"If-Modified-Since": "nonsense"}).status_code == 200


def test_it_is_pressed_for_those_who_can_unpress(borough: Borough) -> None:
    client = borough.client()
    address = f"/public/v1/performance/{PERIOD}.json"
    plain = client.get(address)
    pressed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert pressed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(pressed.data) == plain.data
    assert pressed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in pressed.headers["Vary"]


def test_only_reading_is_possible(borough: Borough) -> None:
    client = borough.client()
    address = f"/public/v1/performance/{PERIOD}.json"
    for method in ("post", "put", "patch", "delete", "options"):
        answer = getattr(client, method)(address)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    head = client.head(address)
    assert (head.status_code, head.data) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(client.get(address).data)


def test_only_listed_origins_read_by_script(borough: Borough) -> None:
    client = borough.client()
    allowed = client.get("/public/v1/learning.json", headers={"Origin": ORIGIN})
    assert allowed.headers["Access-Control-Allow-Origin"] == ORIGIN
    other = client.get("/public/v1/learning.json", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in other.headers
    assert "Origin" in other.headers["Vary"]
    assert ORIGIN in client.get("/learning/").headers["Content-Security-Policy"]


def test_what_was_never_published_is_not_there(borough: Borough) -> None:
    client = borough.client()
    assert client.get("/public/v1/performance/2031-32.json").status_code == 404
    assert client.get("/public/v1/../../etc/passwd").status_code == 404
    assert client.get("/performance").status_code == 308
    assert client.get(f"/performance/{PERIOD}").headers["Location"].endswith(f"{PERIOD}/")


def test_the_pages_are_valid_and_can_be_used_by_everybody(borough: Borough) -> None:
    client = borough.client()
    for address in (f"/performance/{PERIOD}/", "/performance/", "/learning/"):
        content = client.get(address).data
        page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(content)
        assert page.get("lang") == "en-GB"
        assert page.find("body").get("data-page")
        assert len(page.findall(".//h1")) == 1
        assert len(page.findall(".//main")) == 1
        assert not page.findall(".//script")
        assert not [one for one in page.iter() if one.get("style")]
        for table in page.findall(".//table"):
            assert table.find("caption").text
            assert all(one.get("scope") for one in table.iter("th"))
        for drawing in page.findall(".//svg"):
            assert page.find(f".//*[@id='{drawing.get('aria-labelledby')}']").text
        ids = [one.get("id") for one in page.iter() if one.get("id")]
        assert len(ids) == len(set(ids))
        for part in page.findall(".//section"):
            assert part.get("aria-labelledby") in ids


def test_a_page_prints_few_as_three_of_seven_and_hidden_as_c(borough: Borough) -> None:
    file = json.loads(borough.client().get(f"/public/v1/performance/{PERIOD}.json").data)
    page = borough.client().get(f"/performance/{PERIOD}/").text
    few = [one for one in file["measures"] if one["unit"] == "percent"
           and one["breakdown"] == "all" and 0 < one["denominator"] < 10]
    for one in few:
        assert f"<td>{one['numerator']} of {one['denominator']}</td>" in page
    assert "<td>c</td>" in page


def test_the_csv_says_what_the_json_says(borough: Borough) -> None:
    client = borough.client()
    file = client.get(f"/public/v1/performance/{PERIOD}.json").json
    rows = list(csv.DictReader(io.StringIO(
        client.get(f"/public/v1/performance/{PERIOD}.csv").data.decode()
    )))
    assert len(rows) == len(file["measures"])
    for row, one in zip(rows, file["measures"], strict=True):
        assert row["id"] == one["id"]
        assert row["numerator"] == ("" if one["numerator"] is None else str(one["numerator"]))
        assert row["marker"] == (one["marker"] or "")


def test_the_feeds_are_feeds_before_anything_was_learnt(borough: Borough) -> None:
    client = borough.client()
    feed = client.get("/public/v1/learning.json").json
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["items"] == []
    written = client.get("/public/v1/learning.atom").data
    atom = ElementTree.fromstring(written)  # noqa: S314 - our own feed
    assert atom.tag == "{http://www.w3.org/2005/Atom}feed"


def test_the_same_bytes_are_served_while_the_database_cannot_be_reached(
    borough: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = borough.client()
    named = addresses(client)
    before = {address: client.get(address).data for address in named}
    unreachable = Flask("unreachable", static_folder=None)
    from complaints_service.persistence import database

    database.bind(unreachable, "postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    stop = release_folder.keep_filled(unreachable, borough.folder, every=0.05)
    serve_released(unreachable, borough.folder)
    time.sleep(0.2)
    stop.set()
    reader = unreachable.test_client()
    assert {address: reader.get(address).data for address in named} == before


@pytest.mark.parametrize("address", [
    # Whatever is answered, the browser is told what it may do.
    "/healthz",
    # What is not there, inside and outside the published addresses.
    "/nowhere",
    "/public/v1/nowhere.json",
    # What is moved.
    "/performance",
    # A folder that nothing was copied to.
    "/public/v1/index.json",
])
def test_without_a_database_every_answer_carries_the_headers(tmp_path: Path, address: str) -> None:
    client = create_public_app(tmp_path / "published", secure=True).test_client()
    headers = client.get(address).headers
    for name in ("Content-Security-Policy", "Referrer-Policy", "Strict-Transport-Security"):
        assert name in headers, name
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe-inline" not in headers["Content-Security-Policy"]


def test_an_empty_folder_says_that_it_is_not_ready(tmp_path: Path) -> None:
    client = create_public_app(tmp_path / "published").test_client()
    assert client.get("/public/v1/index.json").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_filling_twice_changes_nothing(borough: Borough) -> None:
    before = borough.published.stamp()
    assert borough.fill() is False
    assert borough.published.stamp() == before


def test_the_static_copy_has_every_page(borough: Borough, tmp_path: Path) -> None:
    release_folder.write_static(borough.published, tmp_path)
    client = borough.client()
    assert (tmp_path / "performance" / "index.html").read_bytes() == client.get(
        "/performance/"
    ).data
    for address in addresses(client):
        path = address.lstrip("/") + ("index.html" if address.endswith("/") else "")
        assert (tmp_path / path).read_bytes() == client.get(address).data


def test_a_withdrawn_edition_is_gone_within_five_seconds_in_every_process(
    database_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "published"
    with application(database_url) as app:
        borough = Borough(app, folder)
        readers = [borough.client() for _ in range(2)]
        address = f"/public/v1/performance/{PERIOD}.json"
        own = f"/public/v1/editions/{borough.edition.sha256}/performance.json"
        assert {reader.get(address).status_code for reader in readers} == {200}
        stop = release_folder.keep_filled(app, folder)
        publications.withdraw(borough.edition.id, "A service was counted twice.", by=PUBLISHER)
        withdrawn_at = time.monotonic()
        while {reader.get(address).status_code for reader in readers} != {410}:
            assert time.monotonic() - withdrawn_at < 5
            time.sleep(0.1)
        stop.set()
        for reader in readers:
            assert reader.get(own).status_code == 410
            gone = reader.get(address)
            assert gone.json["reason"] == "A service was counted twice."
            assert b'"numerator"' not in gone.data
            page = reader.get(f"/performance/{PERIOD}/")
            assert page.status_code == 410
            assert "counted twice" in page.text
        reader = readers[0]
        index = reader.get("/public/v1/index.json").json
        assert address not in index["addresses"]
        assert index["editions"][0]["state"] == "withdrawn"
        series = list(csv.DictReader(io.StringIO(
            reader.get("/public/v1/performance/timeseries.csv").data.decode()
        )))
        assert {(row["marker"], row["numerator"], row["value"]) for row in series} == {
            ("withdrawn", "", "")
        }
        # Nothing of it is left on the disk, and the edition keeps its bytes in the database.
        assert not any(
            b"edition " + borough.edition.id.encode() + b"." in blob.read_bytes()
            and b"<table>" in blob.read_bytes()
            for blob in (folder / "blobs").iterdir()
        )


def test_modified_times_are_those_of_the_release(borough: Borough) -> None:
    answer = borough.client().get(f"/public/v1/performance/{PERIOD}.json")
    assert answer.headers["Last-Modified"] == "Mon, 23 Nov 2026 09:00:00 GMT"
    assert released.LOOK_EVERY + release_folder.SECONDS < 5
    assert datetime(2026, 11, 23, 9, tzinfo=UTC) == NOW


def test_an_old_page_keeps_the_style_it_was_released_with(
    borough: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The policy allows the style inside the page, not the one that we would write today."""
    monkeypatch.setattr("complaints_service.reporting.html.style", lambda: "body { color: red }")
    answer = borough.client().get(f"/performance/{PERIOD}/")
    inside = answer.data.partition(b"<style>")[2].partition(b"</style>")[0]
    digest = base64.b64encode(hashlib.sha256(inside).digest()).decode()
    assert b"color: red" not in inside
    assert f"style-src 'sha256-{digest}'" in answer.headers["Content-Security-Policy"]
