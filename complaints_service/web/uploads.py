"""Takes files in forms: only where a view says so, never larger or in more parts than is taken."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeVar, cast

from flask import Flask, Request, current_app, g, request
from werkzeug.datastructures import FileStorage

from complaints_service.persistence.document_files import document_files, keeping
from complaints_service.services.document_refusals import FileRefused, Why, megabytes
from complaints_service.services.document_types import ENDINGS
from complaints_service.web.csrf import API

View = TypeVar("View", bound=Callable[..., Any])

ROOM_AROUND = 256 * 1024
"""What a form may hold besides its files, in bytes."""
MOST_PARTS = 40
IN_MEMORY = 256 * 1024
_MARK = "_takes_files"
_OPEN = "_files_that_came"


def takes_files(view: View) -> View:
    """Declare that a view takes files as large as documents may be."""
    setattr(view, _MARK, True)
    return view


class FormRequest(Request):
    """A request whose files, where a view takes any, wait on the disk beside the documents."""

    def _get_file_stream(
        self, total_content_length: int | None, content_type: str | None,
        filename: str | None = None, content_length: int | None = None,
    ) -> IO[bytes]:
        if not _wanted():
            return BytesIO()
        waiting = document_files().arrivals()
        # Closed with the request, whether or not the form could be read to its end.
        made = cast(IO[bytes], SpooledTemporaryFile(IN_MEMORY, dir=str(waiting)))  # noqa: SIM115
        g.setdefault(_OPEN, []).append(made)
        return made


def register(app: Flask) -> None:
    """Widen the limits of a request for the views that take files, before its body is read."""
    app.request_class = FormRequest
    app.before_request(_make_room)
    app.teardown_request(_close)


def _wanted() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, _MARK, False)) and request.method == "POST"


def _close(error: BaseException | None) -> None:
    """Close every file that came, also those of a form that was cut off."""
    for one in g.pop(_OPEN, []):
        one.close()


def _make_room() -> None:
    if not _wanted():
        return
    request.max_content_length = keeping().largest + ROOM_AROUND
    request.max_form_parts = MOST_PARTS
    if request.path.startswith(API):
        return  # it is told after 401 and 404, when the view reads the form
    if (request.content_length or 0) > request.max_content_length:
        raise too_large()


def too_large() -> FileRefused:
    """The refusal of a form whose file is larger than is taken."""
    return FileRefused(Why.TOO_LARGE, f"The file is larger than {megabytes(keeping().largest)}; "
                       "go back and choose a smaller copy, or send it in several parts.")


def chosen(name: str) -> tuple[FileStorage, ...]:
    """The files chosen in a field; a browser sends an empty one without a name for none."""
    return tuple(one for one in request.files.getlist(name) if one.filename)


def largest_words() -> str:
    """The largest size of a file, in words."""
    return megabytes(keeping().largest)


def accepted() -> str:
    """What a browser's file chooser offers first; others may be chosen and are then refused."""
    return ",".join(f".{ending}" for ending in ENDINGS)
