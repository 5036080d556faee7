"""Which files are taken, and whether the content is what the name says; nothing is ever parsed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from mmap import mmap

from .document_names import joined, safe_name, split
from .document_refusals import FileRefused, Why

Content = bytes | mmap
Test = Callable[[Content], bool]

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_HEIF = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_MARKUP = re.compile(rb"\s*(<[!?a-zA-Z]|#!)")
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:[ \t]")
_MAIL = re.compile(rb"^(from|to|date|subject|received|message-id|mime-version):", re.I | re.M)
_HEADERS_WITHIN = 64 * 1024
_BOMS = (b"\xff\xfe", b"\xfe\xff")
_UTF8_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is taken: its media type, its endings and how its content is known."""

    words: str
    type: str
    endings: tuple[str, ...]
    fits: Test
    sure: bool = True
    """The content alone tells it, whatever the name is."""


def _begins(*marks: bytes, at: int = 0) -> Test:
    return lambda content: any(content[at:at + len(mark)] == mark for mark in marks)


def _riff(form: bytes) -> Test:
    return lambda content: content[:4] == b"RIFF" and content[8:12] == form


def _film(content: Content) -> bool:
    return content[4:8] in (b"ftyp", b"moov", b"mdat", b"wide") and not _heif(content)


def _heif(content: Content) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in _HEIF


def _zipped(part: bytes) -> Test:
    """An Office file by the names in its archive, which stand there as they are. One with macros
    is none of ours."""
    return lambda content: (
        content[:4] == b"PK\x03\x04" and content.find(b"[Content_Types].xml") >= 0
        and content.find(part) >= 0 and content.find(b"vbaProject.bin") < 0
    )


def _open_document(kind: str) -> Test:
    """Its type stands uncompressed at the beginning."""
    mark = b"mimetype" + f"{_OPEN}{kind}".encode()
    return lambda content: content[:4] == b"PK\x03\x04" and content[30:30 + len(mark)] == mark


def _pdf(content: Content) -> bool:
    return content[:64].lstrip(b"\r\n\t \xef\xbb\xbf").startswith(b"%PDF-")


def _sound(content: Content) -> bool:
    frame = content[0] == 0xFF and content[1:2] >= b"\xe0" and content[1:2] != b"\xff"
    return content[:3] == b"ID3" or frame


def _text(content: Content) -> bool:
    """Words: no NUL unless in UTF-16, and no page or script that calls itself a text."""
    if content[:2] in _BOMS:
        return True
    begins = content[:1024].removeprefix(_UTF8_BOM)
    return content.find(b"\0") < 0 and not _MARKUP.match(begins)


def _mail(content: Content) -> bool:
    """Headers first, as every message begins."""
    head = content[:_HEADERS_WITHIN]
    return content.find(b"\0") < 0 and bool(_HEADER.match(head)) and bool(_MAIL.search(head))


KINDS: tuple[FileKind, ...] = (
    FileKind("a PDF", "application/pdf", ("pdf",), _pdf),
    FileKind("a JPEG picture", "image/jpeg", ("jpg", "jpeg", "jfif"), _begins(b"\xff\xd8\xff")),
    FileKind("a PNG picture", "image/png", ("png",), _begins(b"\x89PNG\r\n\x1a\n")),
    FileKind("a GIF picture", "image/gif", ("gif",), _begins(b"GIF87a", b"GIF89a")),
    FileKind("a WebP picture", "image/webp", ("webp",), _riff(b"WEBP")),
    FileKind("a HEIC picture", "image/heic", ("heic", "heif", "avif"), _heif),
    FileKind("a TIFF picture", "image/tiff", ("tif", "tiff"), _begins(b"II*\0", b"MM\0*")),
    FileKind("a bitmap picture", "image/bmp", ("bmp",), _begins(b"BM"), sure=False),
    FileKind("a Word document", f"{_OFFICE}wordprocessingml.document", ("docx",),
             _zipped(b"word/document.xml")),
    FileKind("an Excel workbook", f"{_OFFICE}spreadsheetml.sheet", ("xlsx",),
             _zipped(b"xl/workbook.xml")),
    FileKind("a PowerPoint file", f"{_OFFICE}presentationml.presentation", ("pptx",),
             _zipped(b"ppt/presentation.xml")),
    FileKind("an OpenDocument text", f"{_OPEN}text", ("odt",), _open_document("text")),
    FileKind("an OpenDocument sheet", f"{_OPEN}spreadsheet", ("ods",),
             _open_document("spreadsheet")),
    FileKind("an OpenDocument presentation", f"{_OPEN}presentation", ("odp",),
             _open_document("presentation")),
    FileKind("an older Office file or Outlook message", "application/x-ole-storage",
             ("doc", "xls", "ppt", "msg"), _begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    FileKind("a rich text document", "application/rtf", ("rtf",), _begins(b"{\\rtf")),
    FileKind("a saved email", "message/rfc822", ("eml",), _mail, sure=False),
    FileKind("a table", "text/csv", ("csv",), _text, sure=False),
    FileKind("a plain text", "text/plain", ("txt",), _text, sure=False),
    FileKind("a sound recording", "audio/wav", ("wav",), _riff(b"WAVE")),
    FileKind("a sound recording", "audio/ogg", ("ogg", "oga", "opus"), _begins(b"OggS")),
    FileKind("a sound recording", "audio/mpeg", ("mp3",), _sound, sure=False),
    FileKind("a film or recording", "video/mp4", ("mp4", "m4a", "m4v", "mov", "3gp"), _film),
)
BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}
ENDINGS = tuple(sorted(BY_ENDING))
"""What a browser's file chooser may offer."""
MOSTLY = "PDF, photographs, Word, Excel, OpenDocument, text and email files"


@dataclass(frozen=True)
class Judged:
    """What a file is: a safe name with the right ending, and its media type."""

    name: str
    type: str


def judged(given_name: str | None, content: Content) -> Judged:
    """Say what a file is, from its content and its name; `content` may be empty.

    What the client says of the type does not count. Raises FileRefused for a kind that is not
    taken, for an empty file, and where the content is not what the name says.
    """
    name = safe_name(given_name)
    stem, ending = split(name)
    kind = BY_ENDING.get(ending)
    if ending and kind is None:
        raise FileRefused(Why.TYPE, f"'{name}' ends in .{ending}, a kind of file that is not "
                          f"taken; send it as a PDF or a picture ({MOSTLY} are taken)")
    if not len(content):
        raise FileRefused(Why.CONTENT, f"'{name}' is empty; choose the file again")
    found = _recognised(content)
    if kind is None:
        kind = next((one for one in found if one.sure), None)
        if kind is None:
            raise FileRefused(Why.TYPE, f"'{name}' has no ending that says what it is; save it "
                              f"with one, such as .pdf or .txt ({MOSTLY} are taken)")
        name = joined(stem, kind.endings[0])
    if not kind.fits(content):
        raise FileRefused(Why.CONTENT, _contradiction(name, kind, found))
    return Judged(name, kind.type)


def _recognised(content: Content) -> Sequence[FileKind]:
    return [one for one in KINDS if one.sure and one.fits(content)]


def _contradiction(name: str, kind: FileKind, found: Sequence[FileKind]) -> str:
    if found:
        really = found[0]
        return (f"'{name}' says that it is {kind.words}, but it is {really.words}; save it with "
                f"the ending .{really.endings[0]}")
    return (f"'{name}' says that it is {kind.words}, but its content is not; open it and save it "
            "again, or send a PDF of it")
