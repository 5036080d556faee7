"""Why a file is not taken: one sentence for whoever sent it."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """The sorts of refusal."""

    TOO_LARGE = "too_large"
    TYPE = "unsupported_media_type"
    CONTENT = "bad_content"
    INFECTED = "infected"


class FileRefused(Exception):
    """A file is not taken; nothing else that was sent with it is lost by that."""

    def __init__(self, why: Why, detail: str) -> None:
        """Refuse for this reason; `detail` names the file, what is wrong and the mend."""
        super().__init__(detail)
        self.why = why
        self.detail = detail


def megabytes(size: int) -> str:
    """A number of bytes in words, such as `20 MB`; less than a tenth of a megabyte in kilobytes."""
    if size < 1024:
        return f"{size} bytes"
    if size < 100 * 1024:
        return f"{size / 1024:.0f} kB"
    told = f"{size / 1024 / 1024:.1f}".removesuffix(".0")
    return f"{told} MB"


def too_large(name: str, largest: int) -> FileRefused:
    """The refusal of a file of more than `largest` bytes."""
    return FileRefused(Why.TOO_LARGE, f"'{name}' is larger than {megabytes(largest)}; send a "
                       "smaller copy, or several parts")
