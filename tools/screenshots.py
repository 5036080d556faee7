"""Takes the README's pictures from a running demo: `docs/pictures/*.png`, each compact."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
WIDE, PHONE = (1180, 860), (320, 640)
MOST_EACH, MOST_IN_ALL = 150_000, 1_200_000
COLOURS = 64
LETTER_DOTS = 80
TWO_OMBUDSMEN, VESTING_DAY = 5, 22
"""Stories that the pictures show, by number."""


@dataclass(frozen=True)
class Picture:
    """One picture: its file, who looks, at which size, and how they get there."""

    name: str
    role: str | None
    show: Callable[[Page], object]
    size: tuple[int, int] = WIDE


def at(address: str) -> Callable[[Page], object]:
    """Open an address of the demo."""
    return lambda page: page.goto(address)


def story(number: int) -> Callable[[Page], object]:
    """Open the complaint of a story, as whoever sees it best."""

    def show(page: Page) -> None:
        page.goto("/demo#stories")
        page.locator(f"#story-{number} button").last.click()

    return show


def answer(number: int) -> Callable[[Page], object]:
    """Open the screen on which a story's complaint is answered."""

    def show(page: Page) -> None:
        story(number)(page)
        page.goto(f"/handler/{urlsplit(page.url).path.split('/')[2]}/answer")

    return show


TAKEN = (
    Picture("demo", None, at("/demo")),
    Picture("caseload", "officer", at("/officer/")),
    Picture("complaint", None, story(VESTING_DAY)),
    Picture("answer", None, answer(VESTING_DAY)),
    Picture("complain", None, at("/complain")),
    Picture("figures", None, at("/performance/2025-26-q3/")),
    Picture("learning", None, at("/learning/")),
    Picture("phone", None, at("/complain/what-happened"), PHONE),
)


@click.command()
@click.option("--address", help="A demo that runs already; else one is started and stopped.")
def main(address: str | None) -> None:
    """Take every picture anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with _demo(address) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        for one in TAKEN:
            _take(browser, base, one)
        _letter(browser, base)
        browser.close()
    _must_be_small()


@contextmanager
def _demo(address: str | None) -> Iterator[str]:
    if address:
        yield address
        return
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "COMPLAINTS_DATA_DIR": f"{folder}/data",
                       "COMPLAINTS_EMBEDDED_DIR": f"{folder}/db"}
        program = [sys.executable, "-m", "complaints_service", "demo", "--json", "--port",
                   str(_free_port())]
        with subprocess.Popen(program, env=environment, stdout=subprocess.PIPE,
                              text=True) as demo:
            try:
                yield str(json.loads((demo.stdout or sys.stdin).readline())["address"])
            finally:
                demo.terminate()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise click.ClickException("chromium is not found; run tools/system-deps.sh browser.")
    return found


def _take(browser: Browser, base: str, one: Picture) -> None:
    width, height = one.size
    context = browser.new_context(base_url=base, viewport={"width": width, "height": height})
    page = context.new_page()
    if one.role:
        _sign_in(page, one.role)
    one.show(page)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / f"{one.name}.png")
    context.close()
    _compact(PICTURES / f"{one.name}.png")


def _sign_in(page: Page, role: str) -> None:
    page.goto("/demo")
    page.locator("form:has(input[name=email])").filter(has_text=role).first.locator("button").click()


def _letter(browser: Browser, base: str) -> None:
    """The first page of a letter's PDF, as a printer would have it."""
    context = browser.new_context(base_url=base)
    page = context.new_page()
    story(TWO_OMBUDSMEN)(page)
    addresses = [one.get_attribute("href") or "" for one in
                 page.locator("a[href*='/letters/']").all()]
    last = next(one for one in addresses if one.endswith(".pdf"))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "letter.pdf"
        file.write_bytes(page.request.get(last).body())
        subprocess.run(["pdftoppm", "-r", str(LETTER_DOTS), "-f", "1", "-l", "1", "-singlefile",  # noqa: S607
                        "-png", str(file), str(PICTURES / "letter")], check=True)
    context.close()
    _compact(PICTURES / "letter.png")


def _compact(file: Path) -> None:
    """Few colours are enough for pages, and make a picture a quarter of its size."""
    with Image.open(file) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


def _must_be_small() -> None:
    sizes = {one.name: one.stat().st_size for one in sorted(PICTURES.glob("*.png"))}
    large = [f"{name} has {size} bytes" for name, size in sizes.items() if size > MOST_EACH]
    if large or sum(sizes.values()) > MOST_IN_ALL:
        raise click.ClickException(f"Too large for a README: {', '.join(large) or sizes}.")
    click.echo(f"{len(sizes)} pictures, {sum(sizes.values())} bytes.")


if __name__ == "__main__":
    main()
