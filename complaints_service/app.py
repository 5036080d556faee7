"""Makes the web application: settings, database, then every audience's routes."""

from __future__ import annotations

import os

from flask import Flask

from complaints_service.content.places import place
from complaints_service.persistence import database
from complaints_service.persistence.document_files import FOLDER as DOCUMENTS
from complaints_service.persistence.document_files import Keeping, keep_documents
from complaints_service.services import release_folder
from complaints_service.services.database_address import database_url
from complaints_service.settings import Settings
from complaints_service.web import (
    absence,
    access,
    csrf,
    errors,
    forgotten,
    headers,
    health,
    metrics,
    notices,
    pages,
    request_log,
    sessions,
    showroom,
    signing_in,
    statements,
    uploads,
    words,
)
from complaints_service.web.administration import accounts as administration_accounts
from complaints_service.web.administration import council_allocation, councils, vocabularies
from complaints_service.web.api import application as api
from complaints_service.web.complaint import actions
from complaints_service.web.complaint import bundle as complaint_bundle
from complaints_service.web.complaint import documents as complaint_documents
from complaints_service.web.complaint import letters as complaint_letters
from complaints_service.web.complaint import ombudsman as complaint_ombudsman
from complaints_service.web.complaint import page as complaint_page
from complaints_service.web.complaint import triage as complaint_triage
from complaints_service.web.complaint import why as complaint_why
from complaints_service.web.contributions import link as contribution_link
from complaints_service.web.contributions import questions
from complaints_service.web.handler import answer, left, work
from complaints_service.web.handler import take as handler_take
from complaints_service.web.manager import approvals, board, drafts, figures, improvement, quality
from complaints_service.web.manager import triage as manager_triage
from complaints_service.web.manager import workload as manager_workload
from complaints_service.web.officer import calendar as officer_calendar
from complaints_service.web.officer import caseload, contacts, inbox, mail, messages, post, saved
from complaints_service.web.officer import ombudsman as officer_ombudsman
from complaints_service.web.proxies import TrustedProxies
from complaints_service.web.public import complain, compliments, front, track, tracked
from complaints_service.web.public.released import create_public_app, serve_released
from complaints_service.web.unread_bodies import ReadsToTheEnd

LARGEST_BODY = 1024 * 1024
# A form is read whole: twenty long answers in a script of many bytes a letter have to fit.
LONGEST_FORM = LARGEST_BODY
PUBLISHED = "published"

PAGES = (
    front.blueprint,
    complain.blueprint,
    compliments.blueprint,
    track.blueprint,
    tracked.blueprint,
    officer_ombudsman.blueprint,
    complaint_ombudsman.blueprint,
    complaint_bundle.blueprint,
    signing_in.blueprint,
    forgotten.blueprint,
    absence.blueprint,
    administration_accounts.blueprint,
    council_allocation.blueprint,
    councils.blueprint,
    vocabularies.blueprint,
    statements.blueprint,
    caseload.blueprint,
    officer_calendar.blueprint,
    saved.blueprint,
    inbox.blueprint,
    contacts.blueprint,
    post.blueprint,
    messages.blueprint,
    mail.blueprint,
    complaint_page.blueprint,
    complaint_triage.blueprint,
    actions.blueprint,
    complaint_why.blueprint,
    complaint_letters.blueprint,
    complaint_documents.blueprint,
    questions.blueprint,
    contribution_link.blueprint,
    work.blueprint,
    answer.blueprint,
    left.blueprint,
    handler_take.blueprint,
    manager_workload.blueprint,
    board.blueprint,
    improvement.blueprint,
    manager_triage.blueprint,
    approvals.blueprint,
    drafts.blueprint,
    quality.blueprint,
    figures.blueprint,
)
"""What people see; each audience's package adds its blueprints here."""


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application for these settings, by default those of environment and config.py.

    Starts the embedded database where none is named (demo and test only). Raises `SettingsError`
    for unusable settings and `UndeclaredRoute` when a route does not say who it is for.
    """
    settings = settings or Settings.load(os.environ, place("config.py"))
    app = Flask("complaints_service", static_folder=None, template_folder=None)
    _configure(app, settings)
    database.bind(app, database_url(settings))
    request_log.register(app)
    uploads.register(app)
    csrf.register(app)
    access.guard(app)
    sessions.register(app)
    notices.register(app)
    errors.register(app)
    headers.register(app, secure=settings.is_production)
    words.register(app)
    pages.register(app, listed=not settings.is_production)
    for blueprint in (health.blueprint, metrics.blueprint, *PAGES):
        app.register_blueprint(blueprint)
    showroom.register(app)
    api.register(app)
    access.require_declarations(app)
    serve_released(app, settings.data_dir / PUBLISHED, settings.public_origins,
                   secure=settings.is_production)
    proxied = TrustedProxies(app.wsgi_app, settings.trusted_proxies)
    # Flask's own way to put something around the application, which its types do not know.
    app.wsgi_app = ReadsToTheEnd(proxied)  # type: ignore[method-assign]
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.extensions["settings"] = settings
    app.secret_key = settings.secret_key
    keep_documents(app, Keeping(settings.data_dir / DOCUMENTS, settings.largest_document,
                                settings.clamd_url))
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LONGEST_FORM,
        MAX_FORM_PARTS=200,
        PROPAGATE_EXCEPTIONS=False,
        TRAP_HTTP_EXCEPTIONS=False,
    )
    # A redirect to the same address with a slash would name the host that the client sent.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False


def create_serving_app(settings: Settings | None = None) -> Flask:
    """Return the application for a server's process: it also keeps its folder of released editions
    filled, so that what is published or withdrawn shows there within seconds."""
    app = create_app(settings)
    folder = app.extensions["settings"].data_dir / PUBLISHED
    release_folder.keep_filled(app, folder)
    return app


def create_released_app(settings: Settings | None = None) -> Flask:
    """Return an application that serves released editions alone and knows of no database."""
    settings = settings or Settings.load(os.environ, place("config.py"), needs_database=False)
    return create_public_app(settings.data_dir / PUBLISHED, settings.public_origins,
                             secure=settings.is_production)
