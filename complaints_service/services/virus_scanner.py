"""Asks clamd whether a file is infected, by its own protocol over a socket."""

from __future__ import annotations

import socket
import struct
from contextlib import closing
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

CLEAN, NOT_SCANNED, WAITING, INFECTED = "clean", "not_scanned", "waiting", "infected"
CONNECT_SECONDS = 5
ANSWER_SECONDS = 60
_CHUNK = 256 * 1024
_LONGEST_ANSWER = 4096
_LONGEST_THREAT = 120


@dataclass(frozen=True)
class Verdict:
    """What became of a scan: `clean`, `not_scanned`, `waiting` or `infected` by a `threat`."""

    scan: str
    threat: str | None = None


def scanned(content: BinaryIO, scanner: str | None) -> Verdict:
    """Let clamd at `scanner` (`tcp://host:port` or `unix:/path`) read a file from where it stands.

    Without a scanner nothing is scanned. One that cannot be reached, or does not answer as it
    should, never lets anything pass: the file has to wait.
    """
    if scanner is None:
        return Verdict(NOT_SCANNED)
    try:
        return _verdict(_ask(content, scanner))
    except OSError:
        return Verdict(WAITING)


def _ask(content: BinaryIO, scanner: str) -> str:
    with closing(_connected(scanner)) as line:
        line.sendall(b"zINSTREAM\0")
        while chunk := content.read(_CHUNK):
            line.sendall(struct.pack("!I", len(chunk)) + chunk)
        line.sendall(struct.pack("!I", 0))
        line.settimeout(ANSWER_SECONDS)
        answer = b""
        while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
            more = line.recv(_LONGEST_ANSWER)
            if not more:
                break
            answer += more
    return answer.partition(b"\0")[0].decode("utf-8", "replace")


def _connected(scanner: str) -> socket.socket:
    place = urlsplit(scanner)
    if place.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(CONNECT_SECONDS)
        try:
            line.connect(place.path)
        except OSError:
            line.close()
            raise
    else:
        where = (place.hostname or "", place.port or 3310)
        line = socket.create_connection(where, timeout=CONNECT_SECONDS)
    line.settimeout(ANSWER_SECONDS)
    return line


def _verdict(answer: str) -> Verdict:
    said = answer.strip()
    if said.endswith(" OK"):
        return Verdict(CLEAN)
    if said.endswith(" FOUND"):
        threat = said.removesuffix(" FOUND").partition(":")[2].strip()
        return Verdict(INFECTED, threat[:_LONGEST_THREAT] or "unnamed")
    return Verdict(WAITING)
