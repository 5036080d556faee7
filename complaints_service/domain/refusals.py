"""How the domain refuses: by the rule's name and, where a Code asks it, the provision."""

from __future__ import annotations

RULES = frozenset({
    "not_allowed", "not_approved", "self_approval", "same_reviewer", "conflict_of_interest",
    "extension_over_cap", "extension_after_due", "extension_not_told", "delay_not_due",
    "signpost_missing", "point_unanswered", "remedy_incomplete", "definition_missing",
    "reason_missing", "ground_missing", "discretion_not_considered", "date_order",
    "consent_missing", "adjustment_unmet", "evidence_missing", "small_numbers", "personal_data",
    "restricted",
})


class Refusal(Exception):
    """A rule refuses a command.

    `rule` is one of `RULES`; `detail` is one sentence with field, value and mend; `provision`
    names the Code's paragraph ("HO 6.4") where a Code asks it; `field` is the data field.
    """

    def __init__(
        self, rule: str, detail: str, *, provision: str | None = None, field: str | None = None
    ) -> None:
        if rule not in RULES:
            raise ValueError(f"{rule!r} is not a rule that a refusal may name")
        super().__init__(detail)
        self.rule = rule
        self.detail = detail
        self.provision = provision
        self.field = field


class InvalidData(Exception):
    """A field names something that does not exist: not a rule broken, but bad data (422)."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field = field
        self.detail = detail
