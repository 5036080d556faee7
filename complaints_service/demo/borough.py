"""The invented borough: its councils, staff, wards and the shares of its work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

MAIN, NEIGHBOUR, SUCCESSOR = "alderbourne", "thornley", "vale-of-alder"

ORGANISATIONS: dict[str, dict[str, Any]] = {
    MAIN: {
        "name": "Alderbourne Borough Council",
        "settings": {
            "address": ["Civic Offices", "Station Road", "Alderbourne", "ZZ99 1AA"],
            "telephone": "01632 960000",
            "email": "complaints@alderbourne.example.org",
            "website": "www.alderbourne.example.org",
            "hours": "Monday to Friday, 9am to 5pm",
            "team": "Complaints team",
            "team_email": "complaints@alderbourne.example.org",
            "residents": 88_500,
            "homes": 2_830,
            "sampling_percent": 20,
        },
    },
    NEIGHBOUR: {
        "name": "Thornley District Council",
        "settings": {
            "address": ["Council House", "Market Square", "Thornley", "ZZ99 8AA"],
            "telephone": "01632 960500",
            "email": "complaints@thornley.example.org",
            "website": "www.thornley.example.org",
            "team_email": "complaints@thornley.example.org",
            "residents": 61_200,
        },
    },
}
SUCCESSOR_NAME = "Vale of Alder Council"
VESTING_DAY = date(2027, 4, 1)
"""The day from which one new council answers for both."""

SERVICE_WEIGHTS = {
    "refuse-recycling": 34,
    "street-cleansing": 5,
    "housing-repairs": 20,
    "housing-tenancy": 8,
    "housing-solutions": 6,
    "planning": 6,
    "planning-enforcement": 3,
    "council-tax": 6,
    "benefits": 2,
    "parking": 3,
    "environmental-health": 2,
    "green-spaces": 2,
    "customer-services": 1,
    "community-services": 1,
    "other": 1,
}
IN_TIME = {
    "refuse-recycling": 0.90,
    "street-cleansing": 0.90,
    "housing-repairs": 0.74,
    "housing-tenancy": 0.80,
    "planning": 0.72,
    "planning-enforcement": 0.72,
    "council-tax": 0.90,
    "benefits": 0.90,
}
"""Share of stage 1 answers in the original or extended time; 0.81 elsewhere."""
IN_TIME_ELSEWHERE = 0.81
ESCALATED = {
    "housing-repairs": 0.14,
    "housing-tenancy": 0.14,
    "housing-solutions": 0.14,
    "planning": 0.22,
    "planning-enforcement": 0.22,
    "refuse-recycling": 0.04,
    "street-cleansing": 0.04,
}
ESCALATED_ELSEWHERE = 0.12
CHANNEL_WEIGHTS = {
    "web": 58,
    "email": 22,
    "phone": 12,
    "letter": 3,
    "in_person": 2,
    "councillor": 2,
    "social_media": 1,
}
WARDS = (
    "Alder North",
    "Alder South",
    "Bridge",
    "Castle Hill",
    "Chantry",
    "Eastfield",
    "Lyne Park",
    "Marsh End",
    "Meadow",
    "Mill Green",
    "Newland",
    "Otterford",
    "Thorpe Lane",
    "Weirside",
)
QUARTER_WEIGHTS = (32, 24, 22, 22)
YEAR_TOTALS = (180, 296)
"""Complaints accepted in each of the two years, April to March."""


@dataclass(frozen=True)
class Member:
    """Somebody on the staff."""

    name: str
    email: str
    roles: tuple[str, ...]
    services: tuple[str, ...] = ()
    council: str = MAIN


def _member(
    name: str, *roles: str, services: tuple[str, ...] = (), council: str = MAIN
) -> Member:
    email = f"{name.lower().replace(' ', '.')}@{council}.example.org"
    return Member(name, email, roles, services, council)


TEAM = (
    _member("Olive Carter", "officer"),
    _member("Owen Baker", "officer"),
    _member("Orla Singh", "officer"),
)
INTAKE = (
    _member("Iris Dunn", "intake"),
    _member("Ivan Cole", "intake"),
    _member("Imran Shaw", "intake"),
)
REVIEWERS = tuple(
    _member(name, "reviewer")
    for name in (
        "Rhona Blake",
        "Rafael Stone",
        "Ruth Ellison",
        "Ravi Menon",
        "Rory Hughes",
        "Rachel Payne",
        "Rupert Lane",
        "Rosa Kemp",
    )
)
HANDLERS_BY_SERVICE: dict[str, tuple[str, ...]] = {
    "refuse-recycling": ("Hannah Fry", "Harvey Nunn", "Helen Marsh", "Hugo Pratt", "Hilda Ray"),
    "street-cleansing": ("Hamish Dale", "Hetty Ford"),
    "housing-repairs": ("Harriet Moss", "Henry Vale", "Hope Lister", "Hasan Malik", "Holly Birch"),
    "housing-tenancy": ("Howard Pike", "Heidi Croft", "Hal Winter"),
    "housing-solutions": ("Hazel Dean", "Huw Price"),
    "planning": ("Hector Grant", "Honor Wills", "Harold Finch"),
    "planning-enforcement": ("Hilary Peck", "Hari Patel"),
    "council-tax": ("Heather Snow", "Herbert Cross"),
    "benefits": ("Hester Bond", "Humphrey Gale"),
    "parking": ("Helga Stark",),
    "environmental-health": ("Hussein Omar", "Hana Kovac"),
    "green-spaces": ("Heath Barton",),
    "customer-services": ("Hermione Holt",),
    "community-services": ("Hattie Lowe",),
    "other": ("Hope Garland",),
}
HANDLERS = tuple(
    _member(name, "handler", services=(service,))
    for service, names in HANDLERS_BY_SERVICE.items()
    for name in names
)
MANAGERS = (
    _member(
        "Mabel Thorn",
        "manager",
        services=("refuse-recycling", "street-cleansing", "green-spaces", "parking"),
    ),
    _member(
        "Marcus Webb",
        "manager",
        services=("housing-repairs", "housing-tenancy", "housing-rents", "housing-solutions"),
    ),
    _member(
        "Maya Collins",
        "manager",
        services=("planning", "planning-enforcement", "environmental-health"),
    ),
    _member(
        "Miles Archer",
        "manager",
        services=("council-tax", "benefits", "customer-services", "community-services", "other"),
    ),
)
OTHERS = (
    _member("Anita Rowan", "approver"),
    _member("Penny Lake", "publisher"),
    _member("Morgan Tate", "member"),
    _member("Audrey Finn", "auditor"),
    _member("Adam West", "administrator"),
    _member("Connor Blythe", "contributor"),
)
BOTH_STAGES = _member("Roland Hale", "handler", "reviewer", services=("planning",))
"""A head of service who may answer either stage, though never both of one complaint."""
NEIGHBOURS_OFFICER = _member("Tess Harmer", "officer", council=NEIGHBOUR)
NEIGHBOURS_APPROVER = _member("Thea Moon", "approver", council=NEIGHBOUR)
STAFF = (*TEAM, *INTAKE, *REVIEWERS, *HANDLERS, *MANAGERS, *OTHERS, BOTH_STAGES,
         NEIGHBOURS_OFFICER, NEIGHBOURS_APPROVER)
SHOWN = (TEAM[0], INTAKE[0], HANDLERS[7], REVIEWERS[0], MANAGERS[1], *OTHERS, NEIGHBOURS_OFFICER)
"""Whom the demo lets you sign in as: one of each role, and the neighbour's officer."""
