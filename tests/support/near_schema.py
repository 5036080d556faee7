"""Values near a JSON Schema: mostly what it asks for, now and then something odd."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.just([]), st.just({}), st.just(""), st.text(),
    st.integers(-2, 300_000_000).map(lambda pence: pence / 100), st.just(1e300), st.just(2.0),
    st.sampled_from(["2026-02-29", "2024-02-29", "1899-01-01", "2026-1-1", "a@b", "a@b.c", " ",
                     "\u200b", "\x1c", "\x85", "\ufeff", "a\0", "a\n", "é" * 61, "x@y.z\n"]),
)
_STORED = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)))
ANYTHING = st.dictionaries(_STORED, st.one_of(_STORED, st.integers(-9, 9), st.lists(_STORED)))
"""An object of any members, without what no database stores."""


def values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Give values near the schema: mostly what it asks for, now and then something odd."""
    return st.one_of(near(schema), near(schema), near(schema), ODD)


def near(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "anyOf" in schema:
        return st.one_of([values(one) for one in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema["type"][0] if isinstance(schema["type"], list) else schema["type"]
    if kind == "object" and "properties" not in schema:
        return ANYTHING
    if kind == "object":
        required = {key: values(schema["properties"][key]) for key in schema.get("required", ())}
        optional = {
            key: values(one) for key, one in schema["properties"].items() if key not in required
        }
        return st.fixed_dictionaries(required, optional=optional)
    if kind == "array":
        return st.lists(values(schema["items"]), max_size=3)
    return {
        "string": st.one_of(st.text(), st.dates().map(str), st.emails()),
        "integer": st.integers(-1, 500),
        "number": st.integers(-100, 2_000_000_000).map(lambda pence: pence / 100),
        "boolean": st.booleans(),
        "null": st.none(),
    }[kind]
