"""Who you are, the words to choose from, accounts, messages, editions and the chain."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response
from flask_smorest import Blueprint

from complaints_service.services import listings
from complaints_service.services.vocabularies_shown import vocabulary
from complaints_service.web.access import actor, for_role, open_to
from complaints_service.web.api.answers import listed, listed_from_memory, told
from complaints_service.web.api.described import gives, lists
from complaints_service.web.api.filters import (
    PAGING,
    USUAL_ITEMS,
    Filter,
    one_of,
    read_cursor,
    read_query,
    text,
    truth,
)
from complaints_service.web.api.operations import operation

blueprint = Blueprint("records", __name__, description="Accounts, words, messages, the chain")

MESSAGES: Mapping[str, Filter] = {
    "state": one_of(["queued", "retrying", "sent", "needs_attention"], "The state"),
    "kind": text("The kind, such as letter, reminder, digest, alarm or copy", longest=40),
    "ref": text("The reference of the complaint", longest=60),
    "settled": truth("Whether somebody saw to a message that could not be delivered"),
}
EVERY_READER = ("intake", "handler", "officer", "reviewer", "manager", "approver", "publisher",
                "member", "auditor")


@operation(blueprint, "/me", "getMe", gives("Me"))
@open_to("signed_in")
def me() -> Response:
    """Tell whose token this is."""
    read_query({})
    by = actor()
    return told({
        "id": by.id, "email": by.email, "name": by.name, "organisation": by.organisation,
        "roles": sorted(by.roles), "services": sorted(by.services),
    })


@operation(blueprint, "/vocabularies/<name>", "listTerms", lists("Term", 404))
@open_to("signed_in")
def terms(name: str) -> Response:
    """List the words of a vocabulary, retired ones included."""
    found = vocabulary(name)
    return listed_from_memory(found, read_query(PAGING))


@operation(blueprint, "/users", "listUsers", lists("Account", 403))
@for_role("administrator")
def users() -> Response:
    """List the accounts of your organisation."""
    query = read_query(PAGING)
    page = listings.accounts(actor(), after=read_cursor(query.get("cursor"), (str,)),
                             limit=query.get("limit", USUAL_ITEMS))
    return listed(page.items, page.after)


@operation(blueprint, "/outbox", "listMessages", lists("Message", 403, filters=MESSAGES))
@for_role("officer", "manager", "auditor", "administrator")
def outbox() -> Response:
    """List the messages of the outbox, newest first."""
    query = read_query({**PAGING, **MESSAGES})
    narrowed = {name: query[name] for name in MESSAGES if name in query}
    page = listings.outbox(narrowed, actor(), after=read_cursor(query.get("cursor"), (int,)),
                           limit=query.get("limit", USUAL_ITEMS))
    return listed(page.items, page.after)


@operation(blueprint, "/reports", "listEditions", lists("Edition", 403))
@for_role(*EVERY_READER)
def reports() -> Response:
    """List the editions of published reports; those not yet released for who works on them."""
    query = read_query(PAGING)
    page = listings.editions(actor(), after=read_cursor(query.get("cursor"), (str,)),
                             limit=query.get("limit", USUAL_ITEMS))
    return listed(page.items, page.after)


@operation(blueprint, "/audit/entries", "listChainEntries", lists("ChainEntry", 403))
@for_role("auditor", "officer")
def entries() -> Response:
    """List the installation's chain: one entry a commit, digests only."""
    query = read_query(PAGING)
    page = listings.chain(after=read_cursor(query.get("cursor"), (int,)),
                          limit=query.get("limit", USUAL_ITEMS))
    return listed(page.items, page.after)
