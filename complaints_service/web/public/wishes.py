"""What a complainant may ask for without an account, each with its words and its few fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from complaints_service.domain.commands.fields import LONG_TEXT

LONGEST_REASON = 4_000
ON_THE_PAGE = "The complainant withdrew the complaint on the tracking page, with a one-time code."


@dataclass(frozen=True)
class WishField:
    """A field: `options` makes it a choice, `starts_as` names what the complaint says now."""

    name: str
    label: str
    hint: str = ""
    rows: int = 5
    needed: str = ""
    starts_as: str = ""
    most: int = LONGEST_REASON
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Wish:
    """One command with its words: the link, the heading, what it means, and what was done."""

    command: str
    title: str
    lead: str
    submit: str
    done: str
    fields: tuple[WishField, ...] = ()
    warns: bool = False
    shape: Callable[[Mapping[str, str]], dict[str, str]] = dict

    def problems(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return what is wrong, one sentence by field."""
        wrong = {}
        for field in self.fields:
            given = values[field.name]
            offered = {key for key, _ in field.options}
            if (field.needed and not given) or (offered and given not in offered):
                wrong[field.name] = field.needed
            elif len(given) > field.most:
                wrong[field.name] = (f"This must be {field.most:,} characters or fewer; it has "
                                     f"{len(given):,}")
        return wrong

    def data(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return the data of the command; what was left empty is left out."""
        return {name: value for name, value in self.shape(values).items() if value}


def _withdrawn(values: Mapping[str, str]) -> dict[str, str]:
    said = values["evidence"]
    return {"evidence": f"{ON_THE_PAGE} They wrote: {said}" if said else ON_THE_PAGE}


_ALL = (
    Wish(
        "request_stage_2", "Ask for stage 2",
        "Somebody who did not deal with your complaint before looks at it again, and at our "
        "answer.\n\nYou need not give a reason. It costs nothing.",
        "Ask for stage 2", "You have asked for stage 2. We have told the complaints team.",
        (WishField("reason", "What should we look at again? (optional)",
                   "Tell us what you still disagree with, or what we left out"),),
    ),
    Wish(
        "correct_definition", "Tell us that we have misunderstood",
        "Change our understanding of your complaint below until it is right. What we wrote before "
        "stays on the file beside it.",
        "Send the correction", "We have noted your correction.",
        (
            WishField("definition", "Your complaint, as we should understand it",
                      rows=10, needed="Write what we should understand", starts_as="definition",
                      most=LONG_TEXT),
            WishField("reason", "What did we get wrong?", rows=3,
                      needed="Tell us what was wrong, in a few words"),
        ),
    ),
    Wish(
        "raise_as_complaint", "Make it a complaint",
        "We have been treating what you told us as a request for a service. You can make it a "
        "complaint; we go on with the request besides.",
        "Make it a complaint",
        "It is now a complaint, with a reference of its own. You see it below.",
        (WishField("why", "Why do you want it to be a complaint?",
                   needed="Choose one of the two",
                   options=(("misclassified", "I was already unhappy when I first told you"),
                            ("dissatisfied", "I am unhappy with what has been done since"))),),
    ),
    Wish(
        "withdraw", "Withdraw your complaint",
        "We then stop looking into it, and write to you to say so. Anything that we have promised "
        "you stays promised.\n\nYou do not have to withdraw because something has been put right: "
        "you may still want an answer.",
        "Withdraw my complaint", "You have withdrawn your complaint. We are writing to you.",
        (WishField("evidence", "Would you like to tell us why? (optional)", rows=3,
                   most=LONGEST_REASON - len(ON_THE_PAGE) - 20),),
        warns=True, shape=_withdrawn,
    ),
)
WISHES = {one.command: one for one in _ALL}
