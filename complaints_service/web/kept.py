"""Where the files of this installation are kept."""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from complaints_service.services.letter_print import FOLDER
from complaints_service.settings import Settings


def letters_folder() -> Path:
    """Return the folder of letters that are printed already."""
    settings: Settings = current_app.extensions["settings"]
    return settings.data_dir / FOLDER
