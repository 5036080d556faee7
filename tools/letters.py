"""Prints the letters of thousands of random lives and lists every one that is not as it should be.

Run as `make letters`; `docs/letters.md` says what is looked at. Every fault names kind and seed.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from complaints_service.domain.letter_facts import LetterKind  # noqa: E402 - found only now

EVERY_LARGE = 4
SECONDS = 60.0


@click.command()
@click.option("--each", default=200, show_default=True, help="Letters of each kind.")
@click.option("--seed", default=0, show_default=True, help="The first seed.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice([str(k) for k in LetterKind]),
              help="Only these kinds.")
@click.option("--processes", default=2, show_default=True, help="How many print side by side.")
def main(each: int, seed: int, kinds: tuple[str, ...], processes: int) -> None:
    """Print letters of random lives; exit with 1 when any has a fault."""
    wanted = [(LetterKind(kind), seed + n) for kind in (kinds or LetterKind) for n in range(each)]
    found: list[str] = []
    pages: Counter[str] = Counter()
    with ProcessPoolExecutor(processes) as pool, Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("printing", total=len(wanted))
        for (kind, number), (count, faults) in zip(
            wanted, pool.map(looked_at, *zip(*wanted, strict=True), chunksize=5), strict=True
        ):
            pages[kind] += count
            found += [f"{kind}, seed {number}: {fault}" for fault in faults]
            bar.update(task, advance=1, description=kind.replace("_", " "))
    for line in report(wanted, pages, found):
        click.echo(line)
    sys.exit(1 if found else 0)


def looked_at(kind: LetterKind, seed: int) -> tuple[int, list[str]]:
    """Return how many pages a letter has, and its faults."""
    from support.letter_cases import random_case
    from support.letter_reading import faults
    from support.pdf_signs import sheets

    from complaints_service.letters.pdf import PdfFailed, render_pdf

    try:
        case, large = random_case(kind, seed), seed % EVERY_LARGE == 0
        pdf = render_pdf(case.letter.html, large_print=large, seconds=SECONDS)
    except (AssertionError, PdfFailed) as fault:
        return 0, [str(fault)]
    return len(sheets(pdf)[1]), list(faults(case, pdf, large_print=large))


def report(
    wanted: list[tuple[LetterKind, int]], pages: Counter[str], found: list[str]
) -> Iterator[str]:
    """Yield what was printed of each kind, then every fault."""
    for kind, count in Counter(kind for kind, _ in wanted).items():
        yield f"{kind:24} {count:5} letters {pages[kind]:6} pages"
    yield f"{len(wanted)} letters, {sum(pages.values())} pages, {len(found)} faults"
    yield from found


if __name__ == "__main__":
    main()
