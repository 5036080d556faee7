"""Where staff can go: the links at the head of their pages, by their roles."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.services.actors import Actor

DESK = frozenset({"intake", "officer", "auditor"})
ASKED = frozenset({"contributor", "handler", "reviewer", "manager"})
OWN_WORK = frozenset({"handler", "reviewer"})
ADMINISTRATION = frozenset({"administrator"})
LEARNING = frozenset({"manager", "approver", "publisher", "officer"})


@dataclass(frozen=True)
class Place:
    """A link in the navigation, and the roles that see it.

    It is current on its own address and on those below one of `prefixes`.
    """

    text: str
    href: str
    roles: frozenset[str]
    prefixes: tuple[str, ...] = ()

    def is_at(self, path: str) -> bool:
        """Whether a path belongs to this link."""
        return path.rstrip("/") == self.href.rstrip("/") or path.startswith(self.prefixes)


PLACES = (
    Place("Caseload", "/officer/", DESK, ("/complaints/",)),
    Place("Inbox", "/officer/inbox", DESK, ("/officer/inbox/",)),
    Place("Ombudsmen", "/officer/ombudsman", frozenset({"officer", "manager", "auditor"})),
    Place("Post", "/officer/post", DESK, ("/officer/post/",)),
    Place("Mail", "/officer/mail", DESK, ("/officer/mail/",)),
    Place("Messages", "/officer/messages", DESK, ("/officer/messages/",)),
    Place("Record a contact", "/officer/contacts/new", DESK - {"auditor"}, ("/officer/contacts/",)),
    Place("My complaints", "/handler/", OWN_WORK, ("/handler/", "/complaints/")),
    Place("Overview", "/manager/", frozenset({"manager", "approver", "publisher"})),
    Place("Workload", "/manager/workload", frozenset({"manager", "officer", "auditor"}),
          ("/manager/workload/",)),
    Place("Improvements", "/manager/improvements", LEARNING, ("/manager/improvements/",)),
    Place("Approvals", "/manager/approvals", LEARNING, ("/manager/approvals/",)),
    Place("Answers looked at", "/manager/quality", frozenset({"manager", "approver"})),
    Place("Triage", "/manager/triage", frozenset({"manager", "approver", "auditor"})),
    Place("Figures", "/manager/figures", LEARNING | {"member"}, ("/manager/figures/",)),
    Place("Accounts", "/administration/", ADMINISTRATION, ("/administration/accounts/",)),
    Place("Councils", "/administration/councils", ADMINISTRATION, ("/administration/councils/",)),
    Place("Lists of words", "/administration/vocabularies", ADMINISTRATION,
          ("/administration/vocabularies/",)),
    Place("Absences", "/absences", ADMINISTRATION),
    Place("Bank holidays", "/officer/calendar", frozenset({"officer", "administrator", "auditor"}),
          ("/officer/calendar/",)),
    Place("Questions to you", "/contributions/", ASKED, ("/contributions/",)),
)
"""Every link, in the order shown."""

HOMES = {
    "officer": "/officer/", "intake": "/officer/", "auditor": "/officer/",
    "handler": "/handler/", "reviewer": "/handler/", "manager": "/manager/",
    "approver": "/manager/", "publisher": "/manager/", "contributor": "/contributions/",
    "administrator": "/administration/", "member": "/manager/figures",
}
"""Where each role's work begins; of several roles the first here decides."""


def items_for(actor: Actor, path: str) -> list[dict[str, str | bool]]:
    """Return the links that an actor sees as `{text, href, current}`, at most one current."""
    seen = [place for place in PLACES if place.roles & actor.roles]
    at = next((place for place in seen if place.is_at(path)), None)
    return [{"text": place.text, "href": place.href, "current": place is at} for place in seen]


def home_of(actor: Actor) -> str:
    """Return the address at which an actor's work begins; the front page for who has no role."""
    return next((home for role, home in HOMES.items() if role in actor.roles), "/")
