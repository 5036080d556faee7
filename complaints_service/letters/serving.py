"""How a frozen letter is served again: in large print, and under a content security policy."""

from __future__ import annotations

import base64
import hashlib
import re

from complaints_service.content.letter_templates import BODY

LARGE_PRINT_BODY = '<body class="letter large-print">'
STYLE = re.compile("<style>(.*?)</style>", re.DOTALL)


def large_print(html: str) -> str:
    """Return the large-print variant of a frozen letter: the same words, at 18 points and more."""
    return html.replace(BODY, LARGE_PRINT_BODY, 1)


def style_source(html: str) -> str:
    """Return the `style-src` value that allows exactly the style inside this letter."""
    found = STYLE.search(html)
    if found is None:
        return "'none'"
    digest = hashlib.sha256(found[1].encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
