"""Files and forms that mean harm, made from a seed: what attackers and broken programs send."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from complaints_service.services.document_types import BY_ENDING

BOUNDARY = "----7d1c3f"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
Part = tuple[str, str | None, bytes]
"""A field's name, a file's name (None: no file) and what it holds."""

SCRIPT = b"<script>alert(document.domain)</script>"


@dataclass(frozen=True)
class Hostile:
    """A form to send: what it is about, its body and its headers."""

    about: str
    body: bytes
    headers: dict[str, str]
    content: bytes | None = None
    """The file's own bytes, where the form holds one whole file."""


def multipart(parts: Sequence[Part], boundary: str = BOUNDARY) -> bytes:
    """The body of a form, written as a browser does; names go in as they are."""
    made = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'.encode()
        + (b"" if called is None else b'; filename="' + called.encode("utf-8", "surrogatepass")
           + b'"\r\nContent-Type: application/octet-stream')
        + b"\r\n\r\n" + content + b"\r\n"
        for name, called, content in parts
    ]
    return b"".join([*made, f"--{boundary}--\r\n".encode()])


# ---- Contents -------------------------------------------------------------------------------


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(
        ">I", zlib.crc32(kind + data))


def png(width: int, height: int, more: bytes = b"") -> bytes:
    """A PNG that says it has this size; its pixels are packed zeros."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + more
            + _chunk(b"IDAT", zlib.compress(b"\0" * 20_000, 9)) + _chunk(b"IEND", b""))


@cache
def zip_bomb(levels: int = 3) -> bytes:
    """Archives in an archive; the innermost unpacks to sixteen megabytes each."""
    content = b"\0" * (16 * 1024 * 1024)
    for level in range(levels):
        into = io.BytesIO()
        with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for number in range(1 if level == 0 else 6):
                archive.writestr(f"{level}-{number}.zip", content)
        content = into.getvalue()
    return content


@cache
def office_bomb(kind: str) -> bytes:
    """An Office file by its names, whose parts are entity bombs."""
    laughs = b'<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>'
    outside = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", laughs)
        archive.writestr({"docx": "word/document.xml", "xlsx": "xl/workbook.xml",
                          "pptx": "ppt/presentation.xml"}[kind], outside)
        archive.writestr("../../../../tmp/escaped", b"out")
        archive.writestr("media/big.bin", b"\0" * 1_000_000)
    return into.getvalue()


SVG = (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">'
       + SCRIPT + b'<image href="http://127.0.0.1:9/x"/></svg>')
PDF_JS = (b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert\\(1\\);"
          b"this.submitForm\\('http://127.0.0.1:9/'\\))>>/Pages 2 0 R>>endobj\n"
          b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF")
PDF_BOMB = (b"%PDF-1.5\n1 0 obj<</Length 60/Filter[/FlateDecode/FlateDecode]>>stream\n"
            + zlib.compress(zlib.compress(b"\0" * 1_000_000)) + b"\nendstream endobj\n%%EOF")
MHT = b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + SCRIPT
CONTENTS: dict[str, Callable[[random.Random], bytes]] = {
    "nothing": lambda rng: b"",
    "noise": lambda rng: rng.randbytes(rng.randint(1, 3000)),
    "words": lambda rng: b"The bin was missed again. " * rng.randint(1, 50),
    "markup": lambda rng: b"<!DOCTYPE html><html>" + SCRIPT,
    "markup after blanks": lambda rng: b" \r\n\t" * rng.randint(1, 40) + b"<html>" + SCRIPT,
    "markup in UTF-16": lambda rng: ("\ufeff<html>" + SCRIPT.decode()).encode("utf-16-le"),
    "markup in UTF-7": lambda rng: b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "drawing with a script": lambda rng: SVG,
    "saved page": lambda rng: MHT,
    "script": lambda rng: b"#!/bin/sh\nrm -rf /\n",
    "program": lambda rng: b"MZ\x90\0" + rng.randbytes(200),
    "ELF program": lambda rng: b"\x7fELF" + rng.randbytes(200),
    "PDF with a script": lambda rng: PDF_JS,
    "PDF bomb": lambda rng: PDF_BOMB,
    "PDF and page": lambda rng: b"%PDF-1.4\n" + SCRIPT + b"\n%%EOF",
    "page and PDF": lambda rng: SCRIPT + b"\n%PDF-1.4\n%%EOF",
    "PDF and archive": lambda rng: b"%PDF-1.4\n%%EOF\n" + zip_bomb(1)[:5000],
    "PNG and page": lambda rng: png(1, 1, _chunk(b"tEXt", b"c\0" + SCRIPT)),
    "PNG bomb": lambda rng: png(50_000, 50_000),
    "PNG of no size": lambda rng: b"\x89PNG\r\n\x1a\n",
    "GIF and script": lambda rng: b"GIF89a/*" + rng.randbytes(20) + b"*/=1;alert(1)",
    "GIF and page": lambda rng: b"GIF87a" + SCRIPT,
    "JPEG and page": lambda rng: b"\xff\xd8\xff\xfe\x00\x40" + SCRIPT + b"\xff\xd9",
    "JPEG cut off": lambda rng: b"\xff\xd8\xff",
    "WebP and page": lambda rng: b"RIFF\x20\0\0\0WEBPVP8 " + SCRIPT,
    "HEIC": lambda rng: b"\0\0\0\x18ftypheic" + rng.randbytes(300),
    "zip bomb": lambda rng: zip_bomb(),
    "Word with entities": lambda rng: office_bomb("docx"),
    "Excel with entities": lambda rng: office_bomb("xlsx"),
    "PowerPoint with entities": lambda rng: office_bomb("pptx"),
    "macros": lambda rng: office_bomb("docx") + b"word/vbaProject.bin",
    "old Office": lambda rng: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + rng.randbytes(500),
    "open document": lambda rng: (b"PK\x03\x04" + b"\0" * 26
                                  + b"mimetypeapplication/vnd.oasis.opendocument.text" + SCRIPT),
    "packed page": lambda rng: gzip.compress(SCRIPT * 5000),
    "message": lambda rng: b"From: a@b.example\r\nSubject: x\r\n\r\n" + SCRIPT,
    "message bomb": lambda rng: b"From: a\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
    "one long line": lambda rng: b"a" * 100_000 + b"!",
    "table of formulas": lambda rng: b'=HYPERLINK("http://127.0.0.1:9"),@SUM(1)\n' * 50,
    "null bytes": lambda rng: b"words\0words",
    "sound": lambda rng: b"ID3\x04" + rng.randbytes(200),
    "test virus": lambda rng: (b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-"
                               b"ANTIVIRUS-TEST-FILE!$H+H*"),
}

ENDINGS = (
    "pdf", "png", "jpg", "jpeg", "gif", "webp", "heic", "tiff", "bmp", "docx", "xlsx", "pptx",
    "odt", "doc", "msg", "eml", "rtf", "txt", "csv", "mp3", "mp4", "wav",
    "svg", "html", "htm", "xhtml", "xml", "mht", "js", "exe", "bat", "lnk", "zip", "7z", "jar",
    "docm", "php", "swf", "url", "",
)
STEMS: tuple[Callable[[random.Random], str], ...] = (
    lambda rng: "letter",
    lambda rng: "../" * rng.randint(1, 12) + "etc/passwd",
    lambda rng: "..\\" * rng.randint(1, 12) + "windows\\win",
    lambda rng: "/etc/cron.d/x",
    lambda rng: "C:\\autoexec",
    lambda rng: "file://127.0.0.1/share",
    lambda rng: "x" * rng.choice((250, 300, 4096, 20_000)),
    lambda rng: "文" * rng.choice((90, 400)),
    lambda rng: rng.choice(("con", "PRN", "aux", "NUL", "com1", "LPT9", "CONIN$")),
    lambda rng: "\u202e" + "fdp.exe"[::-1],
    lambda rng: "a\u200b\u2066\ufeff\u00adb",
    lambda rng: "a\0.txt",
    lambda rng: "letter.pdf.exe",
    lambda rng: "." * rng.randint(1, 30),
    lambda rng: " " * rng.randint(1, 30),
    lambda rng: "<img src=x onerror=alert(1)>",
    lambda rng: "'; DROP TABLE document; --",
    lambda rng: "$(touch /tmp/escaped)`id`|x;y",
    lambda rng: "%2e%2e%2f%00",
    lambda rng: "\ud800half",
    lambda rng: "a\r\nSet-Cookie: x=1\r\n\r\n",
    lambda rng: 'a"; filename="b',
    lambda rng: "{{7*7}}{%raw%}",
    lambda rng: "=cmd|' /C calc'!A0",
    lambda rng: "".join(chr(rng.randrange(1, 0x3000)) for _ in range(rng.randint(1, 60))),
)


# ---- Forms ----------------------------------------------------------------------------------


def _whole(rng: random.Random) -> Hostile:
    """One whole file under a name."""
    kind = rng.choice(tuple(CONTENTS))
    content = CONTENTS[kind](rng)
    fitting = [one for one, known in BY_ENDING.items() if content and known.fits(content)]
    ending = rng.choice(fitting if fitting and rng.random() < 0.4 else ENDINGS)
    called = rng.choice(STEMS)(rng) + (f".{ending}" if ending else "")
    body = multipart([("file", called, content)])
    return Hostile(f"{kind} as {called[:60]!r}", body, {"Content-Type": MULTIPART}, content)


def _cut(rng: random.Random) -> Hostile:
    whole = _whole(rng)
    return Hostile(f"cut off: {whole.about}", whole.body[: rng.randrange(len(whole.body))],
                   whole.headers)


def _scrambled(rng: random.Random) -> Hostile:
    body = bytearray(_whole(rng).body)
    for _ in range(rng.randint(1, 40)):
        body[rng.randrange(len(body))] = rng.randrange(256)
    return Hostile("scrambled", bytes(body), {"Content-Type": MULTIPART})


def _many_parts(rng: random.Random) -> Hostile:
    parts: list[Part] = [(f"f{number}", rng.choice((None, "a.txt")), b"x")
                         for number in range(rng.choice((50, 500, 5000)))]
    return Hostile(f"{len(parts)} parts", multipart(parts), {"Content-Type": MULTIPART})


def _many_files(rng: random.Random) -> Hostile:
    parts: list[Part] = [("file", f"{number}.txt", b"words") for number in range(rng.randint(2, 9))]
    return Hostile("several files", multipart(parts), {"Content-Type": MULTIPART})


def _large_field(rng: random.Random) -> Hostile:
    parts: list[Part] = [("description", None, b"x" * rng.choice((3_000, 2_000_000))),
                         ("file", "a.txt", b"words")]
    return Hostile("a large field", multipart(parts), {"Content-Type": MULTIPART})


def _other_type(rng: random.Random) -> Hostile:
    kind = rng.choice(("application/json", "text/plain", "application/x-www-form-urlencoded", "",
                       "multipart/mixed; boundary=x", "multipart/form-data", "image/png",
                       "multipart/form-data; boundary=",
                       "multipart/form-data; boundary=" + "x" * 500,
                       f"multipart/form-data; boundary={BOUNDARY}; charset=utf-7"))
    return Hostile(f"as {kind[:60]!r}", _whole(rng).body, {"Content-Type": kind})


def _packed(rng: random.Random) -> Hostile:
    headers = {"Content-Type": MULTIPART, "Content-Encoding": rng.choice(("gzip", "deflate", "br"))}
    return Hostile("packed as a whole", gzip.compress(_whole(rng).body), headers)


def _part_headers(rng: random.Random) -> Hostile:
    lie = rng.choice((
        "Content-Type: image/svg+xml; x", "Content-Length: 99999999999", "Content-Length: -1",
        "Content-Transfer-Encoding: base64", "Content-Type: text/html; charset=utf-7",
        "Content-Disposition: form-data; name=\"file\"; filename=\"b.exe\"", "X: " + "y" * 9_000,
        "Content-Type: text/plain\x00; x", ": no name", "Content-Encoding: gzip",
    ))
    body = (f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
            f"{lie}\r\n\r\n").encode() + b"words\r\n" + f"--{BOUNDARY}--\r\n".encode()
    return Hostile(f"a part with {lie[:40]!r}", body, {"Content-Type": MULTIPART})


def _encoded_name(rng: random.Random) -> Hostile:
    """The other ways in which a form can give a name."""
    way = rng.choice((
        "filename*=UTF-8''..%2F..%2Fx.txt", "filename*=UTF-7''x.txt", "filename=a.txt",
        "filename*=utf-8''%ff%fe.txt", 'filename="=?utf-8?B?Li4vLi4veA==?=.txt"',
        'filename="a.txt"; filename*=UTF-8\'\'b.html', 'filename=""',
        "filename*0=a; filename*1=.txt",
        "filename*=UTF-8''a%0D%0AX%3A1.txt", "filename=\"\\\"\\\\.txt\"",
    ))
    body = (f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; {way}\r\n\r\nwords\r\n'
            f"--{BOUNDARY}--\r\n").encode()
    return Hostile(f"named by {way}", body, {"Content-Type": MULTIPART})


def _length(rng: random.Random) -> Hostile:
    headers = {"Content-Type": MULTIPART, "Content-Length": rng.choice((
        "99999999999999999999", "30000000", "-1", "0x10", "1e3", "12 34", ""))}
    return Hostile(f"length {headers['Content-Length']!r}", _whole(rng).body, headers)


_FORMS: tuple[tuple[Callable[[random.Random], Hostile], int], ...] = (
    (_whole, 60), (_cut, 6), (_scrambled, 8), (_many_parts, 2), (_many_files, 2),
    (_large_field, 1), (_other_type, 5), (_packed, 2), (_part_headers, 5), (_encoded_name, 5),
    (_length, 4),
)


def hostile_forms(seed: str, count: int) -> Iterator[Hostile]:
    """`count` forms, the same for the same seed."""
    rng = random.Random(seed)
    makers, weights = zip(*_FORMS, strict=True)
    for _ in range(count):
        yield rng.choices(makers, weights)[0](rng)
