"""`complaints publish`: writes the whole public site as static files."""

from __future__ import annotations

from pathlib import Path

import click

from complaints_service.cli import installation
from complaints_service.cli.database_context import database_context
from complaints_service.cli.output import json_option, say
from complaints_service.persistence.database import db
from complaints_service.persistence.published import PublishedFolder
from complaints_service.services.release_folder import fill, write_static


@click.command("publish")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), required=True,
              help="The folder to write to; files in it are replaced.")
@json_option
def command(folder: Path, as_json: bool) -> None:
    """Write everything that is published, at the paths of its addresses."""
    published = PublishedFolder(installation.settings().data_dir / "published")
    with database_context():
        fill(db.session(), published)
    written = write_static(published, folder)
    say({"to": str(folder), "files": written}, f"{written} files are written to {folder}.",
        as_json=as_json)
