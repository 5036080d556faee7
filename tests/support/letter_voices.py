"""What people write, in many tongues and lengths: the texts of random letters."""

from __future__ import annotations

import random

ENGLISH = (
    "The bins have not been emptied for three weeks.",
    "Nobody rang back, although it was promised.",
    "I waited in on 3, 10 and 17 September; no one came.", "The letter gave the wrong date.",
    "It cost me £150.50 – and two days' pay!", "My son's room is damp (see the photographs).",
    "You said “we will be there by noon”.", "Who decided this? On what grounds?",
    "Flat 2/3, the café at No. 9, and the ½ mile between them.", "An e-mail: ann@example.org.",
)  # fmt: skip
WELSH = (
    "Mae’r to’n gollwng ers pythefnos.", "Ŵyr neb pam nad yw’r bin wedi’i gasglu.",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch.",
    "Diolch yn fawr iawn, ŷch chi’n dŵad?",
)  # fmt: skip
ARABIC = ("السقف يتسرب منذ أسبوعين", "لم يتصل بي أحد حتى الآن.", "أريد أن يصلح السقف، وشكرا لكم")
HEBREW = ("הגג דולף כבר שבועיים.", "אף אחד לא חזר אליי", "אני מבקש שתתקנו את הגג")
MIXED = ("The word السقف means roof.", "הגג דולף in Flat 4.", "Ref 12/34 – סוף – done.",
         "בתאריך 12/03/2026 בשעה 14:30 לא בא איש (קומה 2).")
CHINESE = ("屋顶漏水已经两个星期了。", "アパートの屋根", "지붕이 새요")
MARKS = ("e\u0301tude nai\u0308ve", "Z\u0323\u0335\u0302a\u0301\u0316l\u0330go", "क\u094dषमा",
         "Å Å A\u030a",
         "Nguye\u0302\u0303n Va\u0306n", "soft\u00adhyphen and no\u00a0break, zero\u200bwidth")
PICTURES = ("😡😡😡", "👩‍👩‍👧 came", "🏴󠁧󠁢󠁷󠁬󠁳󠁿 Cymru ❤️", "No ☎ since ➡ May ✅", "👍🏽")
CODE = ("<b>not</b> bold &amp; never was", "{{7*7}} {% if x %}", "</section></main><script>",
        "C:\\temp\\*.txt && rm -rf $HOME", "file:///etc/passwd http://127.0.0.1:9/x",
        "=1+1;--\t| a")
LONG_WORD = ("x" * 300, "Donaudampfschifffahrtsgesellschaft" * 5, "/a/very/long/path" * 20)
TONGUES = (ENGLISH, WELSH, ARABIC, HEBREW, MIXED, CHINESE, MARKS, PICTURES, CODE, LONG_WORD)

NAMES = (
    "Ada Brook", "Bryn ap Rhys", "Zoë O’Hara", "Mr J. Smith", "Søren Ng", "李伟", "فاطمة الزهراء",
    "דוד כהן", "Nguye\u0302\u0303n Thị Minh Khai", "X Æ", "J",
    "The Reverend Doctor " + " ".join(["Maximiliana-Georgiana"] * 6), "Ann <b>Example</b> & Co",
    "Renée 🌹 Example",
)
LONG_STREET = (
    "c/o The Very Long Named House Of Many Rooms And Corridors, Number Eleven Hundred And "
    "Seventeen, Upper Lower Middle Street\nAlderbourne"
)
STREETS = (
    "1 Mill Road\nAlderbourne", "Flat 4\n12 Orchard Court\nOff The Long Lane\nAlderbourne",
    "Tŷ Gwyn, 7 Heol y Bont\nLlanfair­pwll", LONG_STREET,
    "بيت 5\nشارع الملك",
)  # fmt: skip


class Voice:
    """One random person, whose every text comes from the same throw of the dice."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def sentence(self, longest: int = 400) -> str:
        """A sentence; English more often than not, as in life."""
        tongue = ENGLISH if self.rng.random() < 0.5 else self.rng.choice(TONGUES)
        return self.rng.choice(tongue)[:longest]

    def text(self, longest: int = 4_000) -> str:
        """A text of one word, a few sentences in paragraphs, or up to `longest` characters."""
        length = self.rng.random()
        if length < 0.08:
            return self.rng.choice(("Damp", "屋顶", "הגג", "😡", "?", "é"))
        if length > 0.97:
            return self._up_to(longest)
        parts = [self.sentence() for _ in range(self.rng.randint(1, 6))]
        return "".join(
            part + self.rng.choice((" ", " ", "\n", "\r\n", "\n\n", "\t")) for part in parts
        ).strip()[:longest]

    def _up_to(self, longest: int) -> str:
        made, size = [], 0
        while size < longest:
            made.append(self.sentence())
            size += len(made[-1]) + 2
        return "\n\n".join(made)[:longest].strip()

    def name(self) -> str:
        """A person's name."""
        return self.rng.choice(NAMES)

    def street(self) -> str:
        """A postal address, as lines."""
        return self.rng.choice(STREETS)
