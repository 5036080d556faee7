"""The checks of pages: each finds its fault, and a good page has none."""

from __future__ import annotations

import pytest
from support import page_checks

GOOD = """<!doctype html>
<html lang="en-GB"><head><title>Your complaint – Complaints</title>
<link rel="stylesheet" href="/assets/service.css"></head>
<body data-page="a-page">
<a href="#main">Skip to main content</a>
<header><form method="post" action="/sign-out"><input type="hidden" name="csrf" value="x">
<button>Sign out</button></form></header>
<nav aria-label="Main"><a href="/">Home</a></nav>
<nav aria-label="Pages"><a href="/2">Next</a></nav>
<main id="main">
<h1>Your complaint</h1>
<form method="post" action="/do"><input type="hidden" name="csrf" value="x">
<label for="name">Name</label><input id="name" name="name" aria-describedby="hint">
<span id="hint">As on your bill</span>
<fieldset><legend>Which?</legend>
<input type="radio" id="a" name="which" value="a"><label for="a">A</label>
<input type="radio" id="b" name="which" value="b"><label for="b">B</label></fieldset>
<button>Send</button></form>
<form method="get" action="/find"><label>Find <input name="q"></label><button>Find</button></form>
<h2>Figures</h2>
<img src="/assets/a.png" alt=""><svg aria-hidden="true"></svg>
<svg role="img" aria-label="Two"></svg>
<table><caption>Figures</caption><tr><th scope="col">What</th></tr><tr><td>One</td></tr></table>
</main><footer>Foot</footer></body></html>"""

# What is wrong, what of the good page is replaced by what, and the words that tell of it.
FAULTS = [
    ("an element that is not closed", "<h2>Figures</h2>", "<h2>Figures</h3>", "not valid"),
    ("an entity that is none", "Foot", "&nosuch;", "not valid"),
    ("no language", ' lang="en-GB"', "", "no lang"),
    ("no title", "Your complaint – Complaints", "", "no title"),
    ("a title that names another page", "Your complaint – Complaints", "Sign in – Complaints",
     "both name the page"),
    ("a title with a hole", "Your complaint – C", "Your complaint None – C", "missing in it"),
    ("an error in the title alone", "<title>Your", "<title>Error: Your", "errors are listed"),
    ("an error summary without it", "<h1>", '<p class="govuk-error-summary">No</p><h1>',
     "errors are listed"),
    ("no h1", "<h1>Your complaint</h1>", "", "0 h1"),
    ("two h1", "<h2>Figures</h2>", "<h1>Figures</h1>", "2 h1"),
    ("a heading left out", "<h2>Figures</h2>", "<h3>Figures</h3>", "no level"),
    ("an empty heading", "<h2>Figures</h2>", "<h2> </h2>", "is empty"),
    ("no main part", "main", "section", "0 <main>"),
    ("two main parts", "<footer>Foot</footer>", "<footer>Foot</footer><main></main>", "2 <main>"),
    ("the h1 outside it", '<main id="main">\n<h1>Your complaint</h1>',
     '<h1>Your complaint</h1><main id="main">', "outside <main>"),
    ("two navigations of one name", 'aria-label="Pages"', 'aria-label="Main"', "of its own"),
    ("a navigation without a name", ' aria-label="Pages"', "", "of its own"),
    ("no page id", ' data-page="a-page"', "", "data-page"),
    ("no way past the header", 'href="#main"', 'href="/"', "skip to the main"),
    ("a field without a label", '<label for="name">Name</label>', "Name", "has no label"),
    ("a field with an empty label", ">Name</label>", "></label>", "has no label"),
    ("a button without words", "<button>Send</button>", "<button></button>", "has no words"),
    ("a link without words", ">Next</a>", "></a>", "has no words"),
    ("a link that leads nowhere", '<a href="/2">', "<a>", "without an address"),
    ("choices without a legend", "<legend>Which?</legend>", "", "fieldset with a legend"),
    ("an id twice", 'id="hint"', 'id="name"', "stands 2 times"),
    ("a description that is not there", 'aria-describedby="hint"', 'aria-describedby="gone"',
     "'gone', which is not on"),
    ("a label for nothing", 'for="b"', 'for="gone"', "'gone', which is not on"),
    ("a link to a part that is not there", '<a href="/2">', '<a href="#gone">', "'gone', which"),
    ("a script in the page", "Foot", "<script>1</script>", "put it in a file"),
    ("style in the page", "Foot", "<p><b style='color:red'>Foot</b></p>", "style of its own"),
    ("a style element", "</head>", "<style>p{}</style></head>", "style of its own"),
    ("a handler", "<button>Send", "<button onclick='x()'>Send", "handler onclick"),
    ("a link that runs", 'href="/2"', 'href="javascript:x()"', "leads to 'javascript"),
    ("a script from elsewhere", "Foot", '<script src="https://example.org/x.js"></script>',
     "not ours"),
    ("a form without its token", ('<form method="post" action="/do"><input type="hidden" '
     'name="csrf" value="x">'), '<form method="post" action="/do">', "no csrf field"),
    ("an empty token", 'action="/do"><input type="hidden" name="csrf" value="x">',
     'action="/do"><input type="hidden" name="csrf" value="">', "no csrf field"),
    ("a form that writes by GET", '<input name="q">', '<textarea name="q"></textarea>',
     "sent by GET"),
    ("a form to elsewhere", 'action="/do"', 'action="https://example.org/"', "not ours"),
    ("a form without a button", "<button>Send</button>", "", "no button"),
    ("a file that is not sent", '<input id="name" name="name"', ('<input id="name" type="file" '
     'name="name"'), "not multipart"),
    ("an image without words", ' alt=""', "", "has no alt"),
    ("a drawing without words", ' role="img" aria-label="Two"', "", "says nothing"),
    ("a table without a caption", "<caption>Figures</caption>", "", "no caption"),
    ("a header without scope", ' scope="col"', "", "no scope"),
    ("an empty header", ">What<", "><", "is empty"),
    ("a table without headers", '<th scope="col">What</th>', "<td>What</td>", "no header"),
    ("an accesskey twice", "<button>Send", ("<button accesskey=s>Save</button>"
     "<button accesskey=s>Send"), "accesskey"),
    ("an order of its own", "<button>Send", "<button tabindex=2>Send", "tabindex above 0"),
    ("a value of the program", "<td>One", "<td>None", "write it in words"),
    ("a mapping of the program", "<td>One", "<td>{'n': 1}", "write it in words"),
    ("a key of the program", "<td>One", "<td>stage_1_accepted", "write it in words"),
    ("an email address in an address", 'href="/2"', 'href="/find?q=ann%40example.org"',
     "email address in its address"),
]


def test_a_good_page_has_no_fault() -> None:
    page_checks.check(GOOD)


@pytest.mark.parametrize(("what", "right", "wrong", "told"), FAULTS, ids=[f[0] for f in FAULTS])
def test_a_planted_fault_is_found(what: str, right: str, wrong: str, told: str) -> None:
    assert right in GOOD
    with pytest.raises(AssertionError, match=r"(?s).*" + told.replace("(", r"\(")):
        page_checks.check(GOOD.replace(right, wrong))


def test_every_check_has_a_fault_that_it_finds() -> None:
    found = set()
    for _, right, wrong, _ in FAULTS:
        planted = GOOD.replace(right, wrong)
        try:
            root = page_checks.parse(planted)
        except AssertionError:
            continue
        found |= {one for one in page_checks.CHECKS if list(one(root))}
    assert found == set(page_checks.CHECKS)
