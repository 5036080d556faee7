"""What must hold of every page that a test fetches, without a browser."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as PARSE_ERRORS

SVG = "{http://www.w3.org/2000/svg}"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CONTROLS = ("input", "select", "textarea")
UNLABELLED = frozenset({"hidden", "submit", "button", "image", "reset"})
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "headers", "list")
# A Python value or a key that was meant to be words.
_LEAKED = re.compile(
    r"\{'|\['|datetime\.|Decimal\(|Markup\(| object at 0x|<[A-Z]\w+\.|\bUndefined\b"
)
_KEY = re.compile(r"\b[a-z]+[0-9]*(?:_[a-z0-9]+)+\b")
_WORD = re.compile(r"[^\W_]{3,}")

Check = Callable[[Element], Iterator[str]]


def parse(html: str) -> Element:
    """Return the page's root element; AssertionError names the first fault of its HTML."""
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    root: Element = parser.parse(html)
    if parser.errors:
        (line, column), code, values = parser.errors[0]
        near = html.splitlines()[line - 1].strip()[:160] if html else ""
        told = PARSE_ERRORS[code] % values
        raise AssertionError(f"The HTML is not valid at line {line}, column {column}: {told} "
                             f"({near!r})")
    return root


def check(html: str) -> Element:
    """Return the page's root element; AssertionError lists every static fault of the page."""
    root = parse(html)
    faults = [fault for one in CHECKS for fault in one(root)]
    assert not faults, "This page has faults:\n- " + "\n- ".join(faults)
    return root


def words_of(element: Element) -> str:
    """Return an element's text on one line, alternatives of images included."""
    found = list(_texts(element))
    return " ".join("".join(found).split())


def _texts(element: Element) -> Iterator[str]:
    if element.tag in ("script", "style", "template"):
        return
    if element.tag == "img":
        yield element.get("alt", "")
    if element.tag in ("p", "li", "dt", "dd", "tr", "td", "th", "div", "br", *HEADINGS):
        yield " "
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _texts(child)
        yield child.tail or ""


def _with(root: Element, *tags: str) -> Iterator[Element]:
    return (one for one in root.iter() if one.tag in tags)


def _shown(element: Element) -> str:
    named = " ".join(f'{name}="{element.get(name)}"' for name in ("id", "name", "class", "href")
                     if element.get(name))
    return f"<{str(element.tag).removeprefix(SVG)}{' ' + named if named else ''}>"


def _language(root: Element) -> Iterator[str]:
    if not (root.get("lang") or "").strip():
        yield "<html> has no lang; write the language that the page is in."


def _title(root: Element) -> Iterator[str]:
    title = root.findtext("head/title") or ""
    if not title.strip():
        yield "The page has no title."
        return
    summary = [one for one in root.iter() if "govuk-error-summary" in _classes(one)]
    if bool(summary) != title.startswith("Error: "):
        yield f"The title is {title!r}; 'Error: ' begins it exactly where errors are listed."
    own = title.removeprefix("Error: ").split(" – ")[0]
    headings = [words_of(one) for one in _with(root, "h1")]
    if headings and not _alike(own, headings[0]):
        yield f"The title is {own!r} and the h1 {headings[0]!r}; both name the page."
    if "None" in title:
        yield f"The title is {title!r}; something is missing in it."


def _alike(title: str, heading: str) -> bool:
    one, other = (set(_WORD.findall(text.lower())) for text in (title, heading))
    return bool(one & other) or title.strip() == heading.strip()


def _classes(element: Element) -> list[str]:
    return (element.get("class") or "").split()


def _headings(root: Element) -> Iterator[str]:
    found = list(_with(root, *HEADINGS))
    firsts = [one for one in found if one.tag == "h1"]
    if len(firsts) != 1:
        yield f"The page has {len(firsts)} h1; it needs one."
    level = 1
    for one in found:
        if not words_of(one):
            yield f"{_shown(one)} is empty."
        this = int(str(one.tag)[1])
        if this > level + 1:
            yield f"{_shown(one)} {words_of(one)!r} follows an h{level}; no level may be left out."
        level = this


def _landmarks(root: Element) -> Iterator[str]:
    for tag in ("main", "header", "footer"):
        number = sum(1 for _ in _with(root, tag))
        if number != 1:
            yield f"The page has {number} <{tag}>; it needs one."
    main = next(_with(root, "main"), None)
    if main is not None and not any(True for _ in _with(main, "h1")):
        yield "The h1 lies outside <main>."
    navigations = list(_with(root, "nav"))
    names = Counter(_name(root, one) for one in navigations)
    for name, number in names.items():
        if number > 1 or (not name and len(navigations) > 1):
            yield f"{number} <nav> are called {name!r}; each needs an aria-label of its own."


def _page_id(root: Element) -> Iterator[str]:
    body = root.find("body")
    if body is None or not re.fullmatch(r"[a-z0-9-]+", body.get("data-page", "")):
        yield "<body> has no data-page in kebab-case."


def _skip_link(root: Element) -> Iterator[str]:
    first = next(_with(root, "a"), None)
    main = next(_with(root, "main"), None)
    target = (first.get("href") or "") if first is not None else ""
    if main is not None and target != f"#{main.get('id', '')}":
        yield f"The first link leads to {target!r}; it must skip to the main part."


def _name(root: Element, element: Element) -> str:
    """What a screen reader calls an element that says so itself."""
    said = (element.get("aria-label") or "").strip()
    by_id = {one.get("id"): one for one in root.iter() if one.get("id")}
    parts = (by_id.get(one) for one in (element.get("aria-labelledby") or "").split())
    return said or " ".join(words_of(one) for one in parts if one is not None)


def _labels(root: Element) -> Iterator[str]:
    labels = {one.get("for"): words_of(one) for one in _with(root, "label") if one.get("for")}
    inside = {id(one) for label in _with(root, "label") if words_of(label)
              for one in _with(label, *CONTROLS)}
    for one in _with(root, *CONTROLS):
        if one.tag == "input" and one.get("type", "text") in UNLABELLED:
            continue
        if not (labels.get(one.get("id")) or id(one) in inside or _name(root, one)):
            yield f"{_shown(one)} has no label; give it a <label for>."
    for one in _with(root, "button", "a"):
        if one.tag == "a" and one.get("href") is None:
            yield f"{_shown(one)} is a link without an address."
        if not words_of(one) and not _name(root, one):
            yield f"{_shown(one)} has no words; say what it does."


def _groups(root: Element) -> Iterator[str]:
    told = [one for one in _with(root, "fieldset")
            if any(words_of(legend) for legend in _with(one, "legend"))]
    grouped = {id(one) for fieldset in told for one in _with(fieldset, "input")}
    several = Counter(one.get("name") for one in _with(root, "input")
                      if one.get("type") in ("radio", "checkbox"))
    for one in _with(root, "input"):
        if one.get("type") in ("radio", "checkbox") and several[one.get("name")] > 1 \
                and id(one) not in grouped:
            yield f"{_shown(one)} is one of several choices; they need a fieldset with a legend."


def _references(root: Element) -> Iterator[str]:
    ids = Counter(one.get("id") for one in root.iter() if one.get("id") is not None)
    for known, number in ids.items():
        if number > 1 or not str(known).strip() or " " in str(known):
            yield f"The id {known!r} stands {number} times; each id is one word that stands once."
    for one in root.iter():
        wanted = [target for name in REFERENCES for target in (one.get(name) or "").split()]
        if one.tag == "label" and one.get("for") is not None:
            wanted.append(one.get("for", ""))
        href = one.get("href") or ""
        if one.tag == "a" and href.startswith("#"):
            wanted.append(href[1:])
        for target in wanted:
            if target not in ids:
                yield f"{_shown(one)} names the id {target!r}, which is not on the page."


def _scripts(root: Element) -> Iterator[str]:
    for one in root.iter():
        if one.tag == "script" and (not one.get("src") or (one.text or "").strip()):
            yield "A script stands in the page; put it in a file."
        if one.tag == "style" or one.get("style") is not None:
            yield f"{_shown(one)} has style of its own; use a class."
        yield from (f"{_shown(one)} has the handler {name}."
                    for name in one.attrib if str(name).startswith("on"))


def _targets(root: Element) -> Iterator[str]:
    for one in root.iter():
        for name in ("href", "src", "action", "formaction"):
            scheme = one.get(name, "").strip().lower().partition(":")[0]
            if scheme in ("javascript", "data", "vbscript"):
                yield f"{_shown(one)} leads to {one.get(name, '')[:40]!r}."
    for one in _with(root, "script", "img", "link", "iframe", "source", "audio", "video"):
        address = one.get("src") or one.get("href") or ""
        if urlsplit(address).netloc:
            yield f"{_shown(one)} is fetched from {address[:60]!r}, which is not ours."


def _forms(root: Element) -> Iterator[str]:
    for form in _with(root, "form"):
        posts = form.get("method", "get").lower() == "post"
        names = {one.get("name"): one for one in _with(form, *CONTROLS)}
        if posts and names.get("csrf", form).get("value", "") == "":
            yield f"The form to {form.get('action')!r} has no csrf field."
        if not posts and ({"csrf", "key", "version"} & set(names) or any(
                one.tag == "textarea" or one.get("type") in ("password", "file")
                for one in names.values())):
            yield f"The form to {form.get('action')!r} writes, and is sent by GET."
        if urlsplit(form.get("action", "")).netloc:
            yield f"The form is sent to {form.get('action')!r}, which is not ours."
        inside = list(_with(form, "button")) + [
            one for one in _with(form, "input") if one.get("type") in ("submit", "image")]
        if not any(one.get("type", "submit") in ("submit", "image") for one in inside):
            yield f"The form to {form.get('action')!r} has no button to send it."
        if any(one.get("type") == "file" for one in names.values()) \
                and form.get("enctype") != "multipart/form-data":
            yield f"The form to {form.get('action')!r} takes a file, and is not multipart."


def _images(root: Element) -> Iterator[str]:
    for one in _with(root, "img"):
        if one.get("alt") is None:
            yield f"{_shown(one)} has no alt; write what it shows, or alt=\"\"."
    for one in _with(root, f"{SVG}svg"):
        named = one.get("aria-label") or one.get("aria-labelledby") or one.findtext(f"{SVG}title")
        if one.get("aria-hidden") != "true" and not (one.get("role") == "img" and named):
            yield "An <svg> says nothing; give it role img and a name, or hide it."


def _tables(root: Element) -> Iterator[str]:
    for one in _with(root, "table"):
        caption = one.find("caption")
        if caption is None or not words_of(caption):
            yield f"{_shown(one)} has no caption."
        for head in _with(one, "th"):
            if head.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
                yield f"{_shown(head)} {words_of(head)!r} has no scope."
            if not words_of(head):
                yield f"A <th> of {_shown(one)} is empty."
        if not any(True for _ in _with(one, "th")):
            yield f"{_shown(one)} has no header."


def _keyboard(root: Element) -> Iterator[str]:
    keys = Counter(one.get("accesskey") for one in root.iter() if one.get("accesskey"))
    yield from (f"The accesskey {key!r} stands {number} times."
                for key, number in keys.items() if number > 1)
    for one in root.iter():
        if (one.get("tabindex") or "0").lstrip("-").isdigit() and int(one.get("tabindex", "0")) > 0:
            yield f"{_shown(one)} has a tabindex above 0; let the order of the page be the order."


def _words(root: Element) -> Iterator[str]:
    main = next(_with(root, "main"), None)
    if main is None:
        return
    for one in main.iter():
        if one.tag in ("code", "pre", "textarea", "option") or "app-prewrap" in _classes(one):
            continue
        for text in (one.text or "", *(child.tail or "" for child in one)):
            leak = _LEAKED.search(text) or _KEY.search(text)
            if leak or text.strip() in ("None", "True", "False", "[]", "{}"):
                yield f"{_shown(one)} shows {' '.join(text.split())[:80]!r}; write it in words."


def _addresses(root: Element) -> Iterator[str]:
    for one in _with(root, "a", "form"):
        address = unquote(one.get("href") or one.get("action") or "")
        if "@" in address and not address.startswith("mailto:"):
            yield f"{_shown(one)} has an email address in its address."


CHECKS: tuple[Check, ...] = (
    _language, _title, _headings, _landmarks, _page_id, _skip_link, _labels, _groups, _references,
    _scripts, _targets, _forms, _images, _tables, _keyboard, _words, _addresses,
)
"""Every check; each yields a sentence for each fault."""
