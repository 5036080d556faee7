"""Makes random complaints by real commands, each up to a letter of the kind that is wanted."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from complaints_service.content.letters import load_letter_rules
from complaints_service.domain.commands.parts import (
    AdjustmentGiven,
    ComplainantGiven,
    PointAnswer,
    PointGiven,
    RemedyGiven,
    RepresentativeGiven,
)
from complaints_service.domain.events import NewEvent
from complaints_service.domain.fold import fold
from complaints_service.domain.letter_facts import LetterFacts, LetterKind
from complaints_service.domain.refusals import Refusal
from complaints_service.letters.compose import FrozenLetter, compose
from complaints_service.services.letter_facts import letter_facts
from complaints_service.services.letter_parts import Sheet

from .casebook import Casebook
from .letter_voices import Voice
from .letters import COUNCIL

OFFICER = "Hesper Quillfeather"
FINDINGS = ("upheld", "partly_upheld", "not_upheld", "unable_to_decide")
# By these the letter would go another way than a random one might ask for.
WAYS_BARRED = frozenset({"email_only", "post_only"})


@dataclass(frozen=True)
class Case:
    """A letter, the facts it was made of, and the officer whom findings must not name."""

    facts: LetterFacts
    letter: FrozenLetter
    officer: str = OFFICER


class RandomLife(Casebook):
    """A complaint whose people, points and words are random; the facts of its letters are kept."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.voice = rng, Voice(rng)
        super().__init__(str(date(2026, 1, 5) + timedelta(days=rng.randrange(300))))
        self.told: list[LetterFacts] = []
        self.points = rng.choice((1, 1, 2, 3, 5, 20))

    def _record(self, ref: str, events: tuple[NewEvent, ...], by: str, role: str) -> None:
        for new in events:
            before = fold(self.events[ref]) if self.events.get(ref) else None
            super()._record(ref, (new,), by, role)
            if new.letter is not None:
                event = self.events[ref][-1]
                # The officer's name is offered to every letter; only two kinds may print it.
                self.told.append(letter_facts(Sheet(
                    before, self.of(ref), event, new.letter, self.rules, self.reveal, COUNCIL,
                    (OFFICER, "hesper@alderbourne.example.org"))))

    # ---- what may be given ----------------------------------------------------------------------

    def some(self, chance: float) -> bool:
        """Whether to give something that may be left out."""
        return self.rng.random() < chance

    def key(self, vocabulary: str, *but: str) -> str:
        """A key of a vocabulary."""
        terms = self.rules.vocabularies[vocabulary].on(self.today)
        return self.rng.choice([one.key for one in terms if one.key not in but])

    def person(self) -> ComplainantGiven:
        """Somebody who complains."""
        return ComplainantGiven(
            name=self.voice.name(), email="ann@home.example" if self.some(0.6) else None,
            address=self.voice.street() if self.some(0.7) else None,
            postcode="ZZ99 4GH" if self.some(0.5) else None,
            tenure=self.key("tenures") if self.some(0.5) else None,
            preferred_channel=self.rng.choice(("portal", "post", "hand", None)),
        )

    def later(self, least: int = 1, most: int = 60) -> date:
        """A day to come."""
        return self.today + timedelta(days=self.rng.randint(least, most))

    def wait(self, days: int) -> None:
        """Let days pass."""
        self.now += timedelta(days=days)

    def hal(self, name: str, **data: Any) -> None:
        """The handler gives a command."""
        self.do(name, by="hal", role="handler", **data)

    def remedy(self) -> RemedyGiven:
        """Something that will be done, with money or without."""
        return RemedyGiven(
            kind=self.key("remedy_kinds"), description=self.voice.text(4_000),
            due_on=self.later(), points=(self.rng.randint(1, self.points),) if self.some(0.5)
            else (), amount=Decimal(self.rng.randrange(1, 999_999)) / 100
            if self.some(0.4) else None,
        )

    # ---- the steps of a life ------------------------------------------------------------------

    def began(self) -> RandomLife:
        """A contact came, with people and adjustments."""
        spoken_for = self.some(0.2)
        self.received(
            self.key("services"), channel=self.key("channels"),
            description=self.voice.text(20_000),
            outcomes_sought=self.voice.text() if self.some(0.5) else None,
            complainants=tuple(self.person() for _ in range(self.rng.choice((1, 1, 1, 3)))),
            representative=RepresentativeGiven(
                name=self.voice.name(), authority="Signed form", address=self.voice.street(),
            ) if spoken_for else None,
        )
        if self.some(0.3):
            kinds = {self.key("adjustments", *WAYS_BARRED) for _ in range(2)}
            self.do("set_adjustments", adjustments=tuple(
                AdjustmentGiven(kind=one, detail=self.voice.sentence()) for one in sorted(kinds)))
        return self

    def taken_on(self) -> RandomLife:
        """Accepted, with one to twenty points for one Ombudsman or both."""
        self.began().accepted(*(
            PointGiven(text=self.voice.text(10_000), service=self.key("services"),
                       ombudsman=self.rng.choice(("lgsco", "housing", None)))
            for _ in range(self.points)))
        return self

    def under_way(self) -> RandomLife:
        """Acknowledged, with what is not ours and what is not clear."""
        self.taken_on().wait(self.rng.randint(0, 3))
        not_ours: list[int | str] = [n for n in range(1, self.points + 1) if self.some(0.1)]
        if self.some(0.3):
            not_ours.append(self.voice.sentence())
        known = self.some(0.8)
        self.hal("acknowledge", definition=self.voice.text(20_000),
                 outcomes_sought=self.voice.text() if known else None,
                 outcomes_not_stated=not known, not_ours=tuple(not_ours),
                 clarification=self.voice.text() if self.some(0.3) else None)
        return self

    def answer(self) -> dict[str, Any]:
        """Findings, reasons and what will be put right."""
        answers = tuple(
            PointAnswer(n=one.n, finding=self.rng.choice(FINDINGS), reasons=self.voice.text(20_000),
                        sources=tuple(self.voice.sentence() for _ in range(self.rng.randint(0, 2))))
            for one in self.complaint.points)
        return {
            "points": answers,
            "remedies": tuple(self.remedy() for _ in range(self.rng.randint(0, 4))),
            "no_remedy_because": self.voice.text(4_000),
            "outstanding": self.voice.text(4_000) if self.some(0.4) else None,
            "apology": self.voice.text(4_000) if self.some(0.4) else None,
            "changes": self.voice.text(4_000) if self.some(0.4) else None,
        }

    def answered(self, **more: Any) -> RandomLife:
        """Stage 1 was answered."""
        self.under_way().wait(self.rng.randint(0, 9))
        self.hal("respond_stage_1", resolved_early=self.some(0.2), **self.answer() | more)
        return self

    def asked_again(self) -> RandomLife:
        """Stage 2 was asked for, for some points or all."""
        self.answered().wait(self.rng.randint(0, 20))
        some = (self.rng.randint(1, self.points),) if self.some(0.3) else ()
        self.do("request_stage_2", points=some, reason=self.voice.text() or None)
        self.do("assign_reviewer", reviewer="rhona@example.org")
        return self

    def looked_at_again(self) -> RandomLife:
        """The reviewer acknowledged."""
        self.asked_again().wait(self.rng.randint(0, 4))
        self.do("acknowledge_stage_2", by="rhona", role="reviewer",
                definition=self.voice.text(20_000) if self.some(0.5) else None,
                outcomes_sought=self.voice.text() if self.some(0.5) else None)
        return self


def _delay(life: RandomLife) -> None:
    stage = life.rng.choice((1, 2))
    begun = life.under_way() if stage == 1 else life.looked_at_again()
    begun.wait(60)
    life.do("notify_delay", stage=stage, reason_text=life.voice.text(4_000),
            expected_on=life.later(), update_every_days=life.rng.randint(1, 20))


def _extension(life: RandomLife) -> None:
    stage = life.rng.choice((1, 2))
    begun = life.under_way() if stage == 1 else life.looked_at_again()
    begun.do("extend", stage=stage, working_days=life.rng.randint(1, 10),
             reason=life.key("extension_reasons"), reason_text=life.voice.text(4_000),
             update_every_days=life.rng.choice((None, 1, 5)))


def _not_accepted(life: RandomLife) -> None:
    some = life.taken_on().points > 1 and life.some(0.5)
    life.do("decline", ground=life.key("grounds"), explanation=life.voice.text(20_000),
            policy_paragraph=life.voice.sentence(), discretion_considered=life.voice.text(4_000),
            points=(life.rng.randint(1, life.points),) if some else ())


def _final(life: RandomLife) -> None:
    life.looked_at_again().wait(life.rng.randint(0, 15))
    life.do("respond_stage_2", by="rhona", role="reviewer", **life.answer(),
            stage_1_changed=life.rng.choice(("yes", "no", "partly")))


def _update(life: RandomLife) -> None:
    if life.some(0.5):
        life.began().do("hand_off", procedure=life.key("procedures"),
                        explanation=life.voice.text(20_000))
        return
    life.answered(remedies=(life.remedy(),)).do(
        "change_remedy_date", n=1, due_on=life.later(61, 90), reason=life.voice.text(4_000))


def _undeliverable(life: RandomLife) -> None:
    life.answered(remedies=(life.remedy(),)).do(
        "remedy_undeliverable", n=1, reason=life.voice.text(4_000),
        alternative=life.voice.text(4_000))


def _apology(life: RandomLife) -> None:
    """No command sends an apology by itself: it is made of what the answer knew."""
    life.answered(apology=life.voice.text(4_000))
    life.told.append(replace(life.told[-1], kind=LetterKind.APOLOGY))


def _command(name: str, begin: Callable[[RandomLife], Any],
             **texts: int) -> Callable[[RandomLife], None]:
    """A life that ends with one command whose fields are texts of at most so many characters."""
    def lead(life: RandomLife) -> None:
        begin(life)
        life.do(name, **{key: life.voice.text(longest) for key, longest in texts.items()})
    return lead


LIVES: Mapping[LetterKind, Callable[[RandomLife], object]] = {
    LetterKind.RECEIPT: RandomLife.began,
    LetterKind.SERVICE_REQUEST_DECISION: _command(
        "treat_as_service_request", RandomLife.began, reason=2_000, explanation=20_000),
    LetterKind.ACKNOWLEDGEMENT: RandomLife.under_way,
    LetterKind.EXTENSION: _extension,
    LetterKind.DELAY: _delay,
    LetterKind.STAGE_1_RESPONSE: RandomLife.answered,
    LetterKind.NOT_ACCEPTED: _not_accepted,
    LetterKind.STAGE_2_ACKNOWLEDGEMENT: RandomLife.looked_at_again,
    LetterKind.STAGE_2_RESPONSE: _final,
    LetterKind.ESCALATION_NOT_ACCEPTED: lambda life: life.asked_again().do(
        "decline_stage_2", ground=life.key("escalation_grounds"),
        explanation=life.voice.text(20_000), policy_paragraph=life.voice.sentence()),
    LetterKind.WITHDRAWAL: _command("withdraw", RandomLife.taken_on, evidence=4_000),
    LetterKind.REMEDY_UNDELIVERABLE: _undeliverable,
    LetterKind.UPDATE: _update,
    LetterKind.APOLOGY: _apology,
}


def random_case(kind: LetterKind, seed: int) -> Case:
    """Return the letter of a random life; the same kind and seed always give the same one."""
    rng = random.Random(f"{kind}-{seed}")
    for _ in range(20):
        life = RandomLife(rng)
        try:
            LIVES[kind](life)
        except Refusal:
            # Chance asked for what a rule forbids, such as a text that is blank once mended.
            continue
        facts = life.told[-1]
        assert facts.kind is kind
        return Case(facts, compose(facts, load_letter_rules()))
    raise AssertionError(f"no {kind} could be made of seed {seed} in twenty lives")
