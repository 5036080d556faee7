"""What the invented residents say, and what the invented council answers."""

from __future__ import annotations

SAID: dict[str, tuple[str, ...]] = {
    "refuse-recycling": (
        "Our bin was not emptied on Tuesday for the second time this month.",
        "The assisted collection for my mother was missed again and nobody rang back.",
        "Food waste was left all over the pavement after the round.",
        "I paid for garden waste and the bin never came.",
        "The crew left our recycling because of one bag, without saying why.",
    ),
    "street-cleansing": (
        "Fly-tipping in the alley was reported three weeks ago and is still there.",
        "The street has not been swept since leaves began to fall.",
    ),
    "housing-repairs": (
        "The damp in the bedroom came back two months after it was treated.",
        "I took a day off for a repair visit and nobody came.",
        "The boiler has failed four times since October.",
        "The roof leak was patched and now drips onto the landing again.",
        "A new front door was promised in spring and has still not been fitted.",
    ),
    "housing-tenancy": (
        "I reported noise from next door eleven times and was told to keep a diary.",
        "My transfer form was lost and I had to start again.",
        "The stairwell light has been out since August and people have fallen.",
    ),
    "housing-solutions": (
        "My housing application was closed because of a letter that I never got.",
        "Nobody told me that my band had changed.",
    ),
    "planning": (
        "The site notice was not put up, so we lost our chance to comment.",
        "My objection was not on the website when the decision was made.",
        "I asked for reasons for the delay and was given none.",
    ),
    "planning-enforcement": (
        "The workshop behind us still runs at night after a year of reports.",
        "I was told the case was closed but the fence is still two metres too high.",
    ),
    "council-tax": (
        "A refund was promised in June and has still not come.",
        "I was sent a summons although I had paid.",
        "The discount was taken away without any explanation.",
    ),
    "benefits": (
        "The overpayment letter does not say how the sum was worked out.",
        "My change of address was not recorded and my claim stopped.",
    ),
    "parking": (
        "The machine took my money and I was still given a ticket.",
        "The attendant was rude when I asked where to park with a blue badge.",
    ),
    "environmental-health": ("The noise report was closed without a visit.",),
    "green-spaces": ("The footpath by the brook has been overgrown since May.",),
    "customer-services": ("I was cut off three times and then told to use the website.",),
    "community-services": ("The meal was cold and an hour late on three days.",),
    "other": ("Nobody could tell me which team deals with my problem.",),
}
SOUGHT = (
    "I want it put right and to be told when.",
    "I would like an apology and an explanation.",
    "I want this not to happen to anyone else.",
    "I want the money back.",
)
WHY_UPHELD = (
    "Our records show that the visit was booked and not kept, and nobody told you.",
    "We did not do what our own standard promises within the time it gives.",
    "The message you left was not passed on, so no one could act on it.",
    "The work was done, but not well enough to last.",
)
WHY_PARTLY = (
    "The first visit was on time, but we did not tell you that a second one was needed.",
    "The decision was right; the letter did not give the reasons for it.",
)
WHY_NOT = (
    "The records show that the service was given as our published standard says.",
    "The decision followed the policy, and the reasons were given in the letter of that day.",
    "We know that you hoped for another answer; we found no fault in how it was made.",
)
WILL_DO: dict[str, tuple[str, ...]] = {
    "apology": ("We say sorry for what happened and for the time it took.",),
    "explanation": ("We explain what went wrong and who you can ring if it happens again.",),
    "action_on_delay": ("We will finish the work and check it with you.",),
    "financial_remedy": ("We offer a payment for your time and trouble.",),
    "policy_changed": ("We will change the instruction that led to this.",),
}
LESSONS = (
    "A second visit must be booked before the first one ends.",
    "The crew sheet did not show the assisted collection.",
    "The letter used words that people outside the council do not know.",
    "Calls that promise a ring back were not written down.",
)
IMPROVEMENTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "refuse-recycling": (
        (
            "Assisted collections on the crew's tablet",
            "Assisted collections were missed because the paper sheet left them out.",
            "Crew tablets now show assisted collections before the round starts.",
        ),
        (
            "Known delays first on the missed bin form",
            "People reported bins that were late for a reason that we knew.",
            "The missed bin form tells you about known delays before you fill it in.",
        ),
        (
            "The garden waste letter says when collections begin",
            "People misread the day on which garden waste collections begin.",
            "The renewal letter gives the first day in its first line.",
        ),
    ),
    "housing-repairs": (
        (
            "Damp visits booked with a second date",
            "Damp was treated once and nobody came back to check.",
            "Every damp visit is booked with the date of a second visit.",
        ),
        (
            "Texts that name the contractor",
            "Tenants did not know who was coming, or when.",
            "Repair texts name the contractor and the next date.",
        ),
        (
            "Heating checked before keys are given",
            "New tenants moved into homes whose heating did not work.",
            "The heating is checked on the day before the keys are given.",
        ),
    ),
    "housing-tenancy": (
        (
            "A named officer for noise",
            "People who reported noise spoke to somebody else each time.",
            "Each report of noise has one named officer until it ends.",
        ),
    ),
    "planning": (
        (
            "A photo of each site notice",
            "We could not show that a notice had been put up.",
            "A photo of each site notice is kept on the file.",
        ),
        (
            "Objections online within two days",
            "Objections were not on the website when the decision was made.",
            "Objections are online within two working days, and before any decision.",
        ),
    ),
    "council-tax": (
        (
            "Refund letters in words",
            "Refund letters gave a code and no reason.",
            "Refund letters give the reason in plain words.",
        ),
    ),
    "parking": (
        (
            "Machines that say when they fail",
            "A machine took money and gave no ticket.",
            "Machines now stop taking money as soon as they cannot print.",
        ),
    ),
}
FIRST_NAMES = (
    "Amina",
    "Bryn",
    "Carys",
    "Dafydd",
    "Elsie",
    "Farid",
    "Gwen",
    "Hywel",
    "Ines",
    "Jonah",
    "Kezia",
    "Leon",
    "Mair",
    "Noor",
    "Oisín",
    "Priya",
    "Quentin",
    "Rhiannon",
    "Siân",
    "Tomasz",
    "Uma",
    "Viktor",
    "Wanda",
    "Xavier",
    "Yusuf",
    "Zoë",
)
LAST_NAMES = (
    "Ashdown",
    "Birch",
    "Castle",
    "Dray",
    "Elms",
    "Fenn",
    "Grove",
    "Hurst",
    "Ings",
    "Jessop",
    "Kestle",
    "Lyle",
    "Marsh",
    "Norcott",
    "O'Dell",
    "Pell",
    "Quill",
    "Rowe",
    "Stone",
    "Thorne",
    "Upton",
    "Vale",
    "Wharf",
    "Yarrow",
)
STREETS = ("Alder Lane", "Bridge Street", "Chantry Close", "Mill Road", "Otter Way", "Weir Walk")
