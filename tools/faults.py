"""Kills web and worker, restarts PostgreSQL under load, and checks that nothing is lost or doubled.

Run `make faults`, or `make faults FAULTS="--kills 10 --restarts 2"` for a short one.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.faulty_run import maltreat  # noqa: E402 - found only now
from support.faulty_verdict import Result  # noqa: E402

REPORT = ROOT / "docs" / "faults.md"
HEADING = """# Faults

What an installation lost while it was killed and restarted under load. Made by `make faults`:
eight clients give commands over HTTP with an `Idempotency-Key` and ask again until they are told;
meanwhile the process groups of web and worker are killed (SIGKILL), PostgreSQL is stopped as by a
power cut, and processes die at named points of the code. Afterwards every acknowledged command
must stand on record exactly once, the chain must verify against heads noted during the run, all
invariants must hold, and every message must belong to one row of the outbox.

SMTP cannot promise "exactly once": a message whose acceptance was not marked before a kill is sent
again under the same Message-ID, and is counted below as sent twice.

"""


def main() -> int:
    """Run, print and, unless told otherwise, write the report; 1 when anything was lost."""
    asked = _arguments()
    seed = asked.seed if asked.seed is not None else random.SystemRandom().randrange(2**32)
    print(f"seed {seed} (repeat with --seed {seed})", flush=True)
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        result = maltreat(
            Path(folder), seed, kills=asked.kills, restarts=asked.restarts,
            crashes=asked.crashes, say=lambda words: print(words, file=sys.stderr, flush=True),
        )
    table = as_table(result)
    print(table)
    for fault in result.faults[:50]:
        print(fault)
    if not asked.no_report:
        REPORT.write_text(HEADING + table, encoding="utf-8")
    return 1 if result.faults else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="of web and worker, by turns")
    parser.add_argument("--restarts", type=int, default=20, help="of PostgreSQL")
    parser.add_argument("--crashes", type=int, default=2, help="at each named point")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--no-report", action="store_true", help="leave docs/faults.md alone")
    return parser.parse_args()


def as_table(result: Result) -> str:
    """The results as a table of Markdown."""
    median = statistics.median(result.back_up) if result.back_up else 0.0
    rows = [
        ("seed", result.seed),
        ("web killed", result.web_kills),
        ("worker killed", result.worker_kills),
        ("PostgreSQL restarted at once", result.restarts),
        *((f"died at a named point, {name}", count)
          for name, count in sorted(result.crash_points.items())),
        ("seconds", round(result.seconds)),
        ("median seconds until served again", f"{median:.1f}"),
        ("commands acknowledged", result.acknowledged),
        ("commands asked more than once", result.retried),
        ("of these, answered with the first answer", result.replayed),
        ("commands of which nobody knows", result.unknown),
        ("events on record", result.events),
        ("complaints", result.complaints),
        ("reminders", result.reminders),
        ("messages received", result.messages),
        ("of these, sent twice under one Message-ID", result.sent_twice),
        ("of these, accepted but not yet marked as sent", result.unmarked),
        ("**lost, doubled or broken**", f"**{len(result.faults)}**"),
    ]
    lines = ["| what | count |", "|---|---:|", *(f"| {name} | {value} |" for name, value in rows)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
