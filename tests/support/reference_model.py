"""A second, plain account of a complaint's life: which command leads where, and when it may not.

Written from the API contract's table of commands, not from our workflow file; it knows nothing of
dates but whether a long time has passed since a clock began.
"""

from __future__ import annotations

from dataclasses import dataclass, field

STATES = ("received", "service_request", "handed_off", "declined", "merged", "stage_1_accepted",
          "stage_1_investigating", "stage_1_responded", "stage_2_requested",
          "stage_2_investigating", "stage_2_responded", "withdrawn", "closed")
BEFORE_ANSWER = {"received", "stage_1_accepted", "stage_1_investigating"}

FROM: dict[str, set[str]] = {
    "treat_as_service_request": {"received"},
    "treat_as_compliment": {"received"},
    "hand_off": {"received"},
    "raise_as_complaint": {"service_request"},
    "close_service_request": {"service_request"},
    "accept": {"received", "declined"},
    "decline": BEFORE_ANSWER,
    "merge": set(STATES) - {"merged", "closed"},
    "unmerge": {"merged"},
    "take": {"stage_1_accepted", "stage_1_investigating"},
    "set_points": BEFORE_ANSWER,
    "add_point": BEFORE_ANSWER,
    "acknowledge": {"stage_1_accepted"},
    "correct_definition": {"stage_1_investigating", "stage_2_investigating"},
    "extend": {"stage_1_investigating", "stage_2_investigating"},
    "tell_new_date": BEFORE_ANSWER | {"stage_2_requested", "stage_2_investigating"},
    "notify_delay": BEFORE_ANSWER | {"stage_2_requested", "stage_2_investigating"},
    "respond_stage_1": {"stage_1_investigating"},
    "request_stage_2": {"stage_1_responded", "closed", "stage_1_accepted",
                        "stage_1_investigating"},
    "decline_stage_2": {"stage_2_requested"},
    "acknowledge_stage_2": {"stage_2_requested"},
    "respond_stage_2": {"stage_2_investigating"},
    "save_draft": set(STATES) - {"service_request", "handed_off", "declined", "merged",
                                 "withdrawn", "closed"},
    "request_contribution": {"stage_1_accepted", "stage_1_investigating", "stage_2_requested",
                             "stage_2_investigating"},
    "contribute": {"stage_1_accepted", "stage_1_investigating", "stage_2_requested",
                   "stage_2_investigating"},
    "withdraw": BEFORE_ANSWER | {"stage_1_responded", "stage_2_requested",
                                 "stage_2_investigating"},
    "close": {"stage_1_responded", "stage_2_responded", "declined", "withdrawn", "handed_off"},
    "reopen": {"closed", "declined", "withdrawn", "handed_off"},
}
"""Whatever is not named here is possible in any state."""

LEADS_TO = {
    "treat_as_service_request": "service_request", "treat_as_compliment": "closed",
    "hand_off": "handed_off",
    "close_service_request": "closed", "accept": "stage_1_accepted", "merge": "merged",
    "acknowledge": "stage_1_investigating", "decline_stage_2": "stage_1_responded",
    "acknowledge_stage_2": "stage_2_investigating", "respond_stage_2": "stage_2_responded",
    "withdraw": "withdrawn", "close": "closed",
}
NAMED = {"accept": "stage_1_accepted", "respond_stage_1": "stage_1_investigating",
         "escalate": "stage_2_requested", "respond_stage_2": "stage_2_investigating"}
OPEN = {"enquiry", "investigating", "draft", "compliance"}


@dataclass
class Model:
    """What is known of one complaint; an epoch ends when a long time passes."""

    state: str = "received"
    epoch: int = 0
    back: list[str] = field(default_factory=list)
    raised: bool = False
    points: int = 0
    answered: set[int] = field(default_factory=set)
    began: dict[int, int] = field(default_factory=lambda: {1: 0})
    acknowledged: dict[int, int] = field(default_factory=dict)
    ended: set[int] = field(default_factory=set)
    waiting: bool = False
    somebodys: bool = False
    in_post: int = 0
    remedies: list[str] = field(default_factory=list)
    cases: list[dict[str, object]] = field(default_factory=list)
    pending: set[int] = field(default_factory=set)
    """The stages whose acknowledgement waits for the post."""
    told: set[int] = field(default_factory=set)
    """The stages whose acknowledgement has left, all its copies too."""
    questions: list[list[object]] = field(default_factory=list)
    """Each question's stage, and whether it was answered or taken back."""
    hazards: list[dict[str, object]] = field(default_factory=list)
    drafts: list[list[str]] = field(default_factory=list)
    """Each draft's command and state."""
    documents: int = 0
    """Those on file that were not withdrawn; never so many that there is no room."""

    # ---- What is true now ---------------------------------------------------------------

    def stage(self) -> int:
        """The stage being worked on."""
        return 2 if self.state in ("stage_2_requested", "stage_2_investigating") else 1

    def overdue(self, stage: int) -> bool:
        """A clock of the stage began in an earlier epoch and still runs."""
        runs = stage in self.began and stage not in self.answered and stage not in self.ended
        return runs and self.acknowledged.get(stage, self.began[stage]) < self.epoch

    def statuses(self) -> set[object]:
        """The statuses of the Ombudsmen's cases."""
        return {one["status"] for one in self.cases}

    def allows(self, command: str) -> bool:
        """Whether the contract allows the command now."""
        if self.state not in FROM.get(command, set(STATES)):
            return False
        conditions = {
            "raise_as_complaint": lambda: not self.raised,
            "open_linked_complaint": lambda: 1 in self.answered,
            "extend": lambda: not self.overdue(self.stage()),
            "notify_delay": lambda: self.overdue(self.stage()),
            "tell_new_date": lambda: False,
            "request_stage_2": self._may_ask_for_stage_2,
            "reissue_response": lambda: bool(self.answered),
            "record_quality_check": lambda: bool(self.answered),
            "record_dispatch": lambda: self.in_post > 0,
            "record_remedy_reply": lambda: "offered" in self.remedies,
            "take": lambda: not self.somebodys and 1 not in self.answered,
            "change_remedy_date": self._unsettled,
            "hand_over_remedy": self._unsettled,
            "complete_remedy": self._unsettled,
            "remedy_undeliverable": self._unsettled,
            "notify_ombudsman": lambda: len(self._taken()) < 2,
            "record_ombudsman_request": lambda: bool(self.statuses() & OPEN),
            "record_ombudsman_instruction": lambda: bool(self.statuses() & OPEN),
            "record_ombudsman_decision": lambda: bool(self.statuses() & OPEN - {"compliance"}),
            "answer_ombudsman_request": lambda: any(one["asked"] for one in self.cases),
            "record_obligation_accepted": lambda: any(one["sent"] for one in self.cases),
            "complete_obligation": lambda: "compliance" in self.statuses(),
            "contribute": lambda: bool(self._asked()),
            "withdraw_contribution": lambda: bool(self._asked()),
            "hand_over_hazard": lambda: any(not one["over"] for one in self.hazards),
            "record_hazard_step": lambda: any(not one["over"] for one in self.hazards),
            "describe_document": lambda: self.documents > 0,
            "withdraw_document": lambda: self.documents > 0,
            "submit_for_approval": lambda: self._has_draft("saved", "returned"),
            "approve": lambda: self._has_draft("submitted"),
            "return_draft": lambda: self._has_draft("submitted"),
        }
        return conditions.get(command, lambda: True)()

    def _may_ask_for_stage_2(self) -> bool:
        if self.state == "closed":
            return self.back[-1:] == ["stage_1_responded"]
        if self.state == "stage_1_responded":
            return True
        return (self.overdue(1) or self.overdue(2)) and not self.waiting

    def _asked(self) -> list[list[object]]:
        """The questions that wait, whose stage is neither answered nor ended."""
        over = self.answered | self.ended
        return [one for one in self.questions if not one[1] and one[0] not in over]

    def _has_draft(self, *states: str) -> bool:
        return any(state in states for _, state in self.drafts)

    def _unsettled(self) -> bool:
        return bool({"offered", "accepted", "agreed"} & set(self.remedies))

    def _taken(self) -> set[object]:
        return {one["body"] for one in self.cases if one["status"] in OPEN}

    # ---- What comes of a command --------------------------------------------------------

    def follow(self, command: str, data: dict[str, object]) -> None:
        """Go where the command leads."""
        before = self.state
        special = getattr(self, f"_after_{command}", None)
        if special is not None:
            special(data)
        for draft in self.drafts:
            if draft[0] == command and draft[1] != "replaced":
                draft[1] = "used"
        if command in LEADS_TO:
            self.state = LEADS_TO[command]
        if command in ("hand_off", "merge", "withdraw", "close", "close_service_request",
                       "treat_as_compliment"):
            self.back.append(before)
        if command in ("hand_off", "merge", "withdraw", "treat_as_service_request",
                       "treat_as_compliment"):
            self._end_stages()
        if command in ("accept", "request_stage_2", "treat_as_service_request"):
            self.back = []

    def _end_stages(self) -> None:
        self.ended |= {stage for stage in self.began if stage not in self.answered}

    def _after_raise_as_complaint(self, data: dict[str, object]) -> None:
        self.raised = True

    def _after_accept(self, data: dict[str, object]) -> None:
        self.ended.discard(1)
        self.points = len(data["points"])  # type: ignore[arg-type]

    _after_set_points = _after_accept

    def _after_assign(self, data: dict[str, object]) -> None:
        self.somebodys = True

    _after_take = _after_assign

    def _after_add_point(self, data: dict[str, object]) -> None:
        self.points += 1

    def _after_decline(self, data: dict[str, object]) -> None:
        if not data.get("points"):
            self.back.append(self.state)
            self._end_stages()
            self.state = "declined"

    def _after_acknowledge(self, data: dict[str, object]) -> None:
        self.acknowledged.setdefault(1, self.epoch)

    def _after_acknowledge_stage_2(self, data: dict[str, object]) -> None:
        self.acknowledged.setdefault(2, self.epoch)

    def _after_respond_stage_1(self, data: dict[str, object]) -> None:
        self._answer(1, data)
        self.state = "stage_2_requested" if self.waiting else "stage_1_responded"
        self.waiting = False

    def _after_respond_stage_2(self, data: dict[str, object]) -> None:
        self._answer(2, data)

    def _answer(self, stage: int, data: dict[str, object]) -> None:
        self.answered.add(stage)
        self.ended.discard(stage)
        self.remedies += ["offered"] * len(data.get("remedies", ()))  # type: ignore[arg-type]

    def _after_request_stage_2(self, data: dict[str, object]) -> None:
        self.waiting = 1 not in self.answered
        self.began[2] = self.epoch
        self.acknowledged.pop(2, None)
        self.told.discard(2)
        self.pending.discard(2)
        self.ended.discard(2)
        self.answered.discard(2)
        if not self.waiting:
            self.state = "stage_2_requested"

    def _after_decline_stage_2(self, data: dict[str, object]) -> None:
        self.ended.add(2)

    def _after_unmerge(self, data: dict[str, object]) -> None:
        self.state = self.back.pop() if self.back else "received"
        if self.state not in ("declined", "withdrawn", "handed_off"):
            self.ended.discard(1)
        if self.state in ("stage_2_requested", "stage_2_investigating"):
            self.ended.discard(2)

    _after_reopen = _after_unmerge

    def _after_offer_remedy(self, data: dict[str, object]) -> None:
        self.remedies.append("offered")

    def waits_for_the_post(self, kinds: set[str]) -> None:
        """Letters of these kinds, or copies of them, have not left: what they tell is not told."""
        for stage, kind in ((1, "acknowledgement"), (2, "stage_2_acknowledgement")):
            if stage in self.told:
                continue
            if kind in kinds:
                self.acknowledged.pop(stage, None)
                self.pending.add(stage)
            elif stage in self.pending or stage in self.acknowledged:
                self.acknowledged.setdefault(stage, self.epoch)
                self.pending.discard(stage)
                self.told.add(stage)

    def _after_record_remedy_reply(self, data: dict[str, object]) -> None:
        self.remedies[int(str(data["n"])) - 1] = str(data["reply"])

    def _after_complete_remedy(self, data: dict[str, object]) -> None:
        self.remedies[int(str(data["n"])) - 1] = "done"

    def _after_remedy_undeliverable(self, data: dict[str, object]) -> None:
        self.remedies[int(str(data["n"])) - 1] = "undeliverable"

    def _after_request_contribution(self, data: dict[str, object]) -> None:
        self.questions.append([self.stage(), False])

    def _after_contribute(self, data: dict[str, object]) -> None:
        self.questions[int(str(data["n"])) - 1][1] = True

    _after_withdraw_contribution = _after_contribute

    def _after_save_draft(self, data: dict[str, object]) -> None:
        for draft in self.drafts:
            if draft[0] == data["command"] and draft[1] != "used":
                draft[1] = "replaced"
        self.drafts.append([str(data["command"]), "saved"])

    def _after_submit_for_approval(self, data: dict[str, object]) -> None:
        self._draft_is("submitted", data)

    def _after_approve(self, data: dict[str, object]) -> None:
        self._draft_is("approved", data)

    def _after_return_draft(self, data: dict[str, object]) -> None:
        self._draft_is("returned", data)

    def _draft_is(self, state: str, data: dict[str, object]) -> None:
        self.drafts[int(str(data["n"])) - 1][1] = state

    def _after_add_document(self, data: dict[str, object]) -> None:
        self.documents += 1

    def _after_withdraw_document(self, data: dict[str, object]) -> None:
        self.documents -= 1

    def _after_notify_ombudsman(self, data: dict[str, object]) -> None:
        number = len(self.cases) + 1
        self.cases.append({"id": f"{data['body']}-{number}", "body": data["body"],
                           "status": "enquiry", "left": 0, "asked": 0, "sent": 0})

    def _after_open_hazard(self, data: dict[str, object]) -> None:
        self.hazards.append({"over": False, "found": None, "told": False})

    def _after_record_hazard_step(self, data: dict[str, object]) -> None:
        hazard = self.hazards[int(str(data["hazard"])) - 1]
        if data["step"] == "investigated":
            hazard["found"] = data["found"]
        hazard["told"] = hazard["told"] or data["step"] == "summary_sent"
        gone = hazard["found"] == "none" and hazard["told"]
        hazard["over"] = bool(hazard["over"] or data["step"] == "works_completed" or gone)

    def _case(self, data: dict[str, object]) -> dict[str, object]:
        return next(one for one in self.cases if one["id"] == data["ombudsman"])

    def _after_record_ombudsman_request(self, data: dict[str, object]) -> None:
        case = self._case(data)
        case["asked"] = int(str(case["asked"])) + 1
        if case["status"] in ("enquiry", "investigating"):
            case["status"] = "investigating"

    def _after_answer_ombudsman_request(self, data: dict[str, object]) -> None:
        case = self._case(data)
        case["asked"] = int(str(case["asked"])) - 1

    def _after_record_obligation_accepted(self, data: dict[str, object]) -> None:
        case = self._case(data)
        case["sent"] = int(str(case["sent"])) - 1

    def _after_record_ombudsman_instruction(self, data: dict[str, object]) -> None:
        case = self._case(data)
        if case["status"] in ("enquiry", "investigating"):
            case["status"], case["asked"] = "returned_premature", 0
        again = "stage_2_investigating" if 2 in self.began else "stage_1_investigating"
        self.state = NAMED.get(str(data["instruction"]), again)
        self.ended.discard(1)
        if self.state.startswith("stage_2"):
            self.began.setdefault(2, self.epoch)
            self.ended.discard(2)
        self.points = self.points or 1
        self.waiting, self.back = False, []

    def _after_record_ombudsman_decision(self, data: dict[str, object]) -> None:
        case = self._case(data)
        asked = len(data.get("obligations", ()))  # type: ignore[arg-type]
        final = data["stage"] == "final"
        case["status"] = ("compliance" if asked else "decided") if final else "draft"
        case["left"] = asked
        if final:
            case["asked"] = 0

    def _after_complete_obligation(self, data: dict[str, object]) -> None:
        case = self._case(data)
        case["left"] = int(str(case["left"])) - 1
        case["sent"] = int(str(case["sent"])) + 1
        if not case["left"]:
            case["status"] = "closed"
