"""The report as one HTML file that holds everything it shows: style, script and charts are inside, nothing is fetched.

A content security policy lets exactly this style and this script run, known by their hashes, and nothing else; every text
goes through Jinja2's escaping. Without JavaScript the page is complete; the script adds searching, filters and sorting.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from leakguard.messages import Texts
from leakguard.report import Report

if TYPE_CHECKING:
    from jinja2 import Template

LARGEST = 4_800_000
"""Bytes that a page may have; what would make it larger is not shown, and the page says how much that is."""


def render(report: Report, texts: Texts) -> bytes:
    """The page in UTF-8, below :data:`LARGEST` bytes whatever the report holds. Same report, same bytes."""
    from leakguard.reports.page.choosing import Caps
    from leakguard.reports.page.context import context

    style, script = _style(texts), _asset("report.js")
    caps = Caps()
    while True:
        page = _template().render(
            **context(report, texts, caps), style=style, script=script, security=_security(style, script)
        )
        content = page.encode()
        if len(content) < LARGEST or not caps.notes:
            return content
        caps = caps.halved()


@cache
def _template() -> Template:
    """The template; a name in it that nobody gave is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    def digest(told: str) -> Markup:
        """A text in which no run of digits is long enough to be taken for a personal value: it may be broken after every third."""
        return Markup("<wbr>").join(told[start : start + 3] for start in range(0, len(told), 3))

    environment = Environment(
        loader=PackageLoader("leakguard.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["digest"] = digest
    return environment.get_template("report.html.j2")


@cache
def _asset(name: str) -> str:
    return files("leakguard.reports").joinpath("templates", name).read_text("utf-8")


def _style(texts: Texts) -> str:
    """The style sheet. On a narrow screen the rows of tables are cards, and each cell is told by the name of its column."""
    from leakguard.reports.page.heads import HEADS

    labels = [
        f'.{name} td:nth-child({number})::before{{content:"{texts(f"html.{head.key}")}"}}\n'
        for name, heads in HEADS.items()
        for number, head in enumerate(heads, 1)
    ]
    return f"{_asset('report.css')}@media screen and (max-width:760px){{\n{''.join(labels)}}}\n"


def _security(style: str, script: str) -> str:
    """The content security policy (CSP level 2): nothing but this style and this script."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
