"""`complaints openapi`: prints the API's description."""

from __future__ import annotations

import json

import click

from complaints_service.cli.output import json_option
from complaints_service.web.api.application import openapi_document


@click.command("openapi")
@json_option
def command(as_json: bool) -> None:
    """Print the OpenAPI document; it needs neither settings nor database."""
    click.echo(json.dumps(openapi_document(), indent=None if as_json else 2, ensure_ascii=False))
