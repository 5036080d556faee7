"""Every table, so that migrations and tests see the whole schema."""

from __future__ import annotations

from complaints_service.persistence.base import Base

from . import (
    complaint,
    documents,
    event,
    learning,
    mail,
    message,
    pages,
    people,
    register,
    staffing,
)

MODULES = (
    complaint, documents, event, learning, mail, message, pages, people, register, staffing,
)
METADATA = Base.metadata
