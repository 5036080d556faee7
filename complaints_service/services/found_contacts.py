"""What a search found, as the API shows it."""

from __future__ import annotations

from . import worklist
from .actors import Actor
from .reading import contacts_by_ref
from .view_parts import Json


def found(words: str, by: Actor, page: int) -> Json:
    """Return one page of the contacts whose files have all the words, for who may see them.

    A whole reference, ours or an old one, stands for its contact alone.
    """
    plain = " ".join(words.split())
    named = worklist.named(plain, by) if plain else None
    if named:
        return {"items": contacts_by_ref([named]), "total": 1, "more": False, "page": 1, "pages": 1}
    terms = worklist.searched_words(words)
    if not terms:
        return {"items": [], "total": 0, "more": False, "page": 1, "pages": 1}
    listed = worklist.searched(terms, by, page=page)
    return {
        "items": contacts_by_ref([one.ref for one in listed.lines]), "total": listed.total,
        "more": listed.more, "page": listed.page, "pages": listed.pages,
    }
