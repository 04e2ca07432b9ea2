"""Everything in a pack that is written and not copied: letter, other texts, timeline, report. Made of the redacted form and the report only."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import replace

from leakguard.evidence.blocks import Letter, Paragraph, markdown, plain
from leakguard.evidence.conflicts import Conflict
from leakguard.evidence.found import Found
from leakguard.evidence.letter import LETTER, compose
from leakguard.evidence.model import Case
from leakguard.evidence.timeline import timeline
from leakguard.evidence.when import written
from leakguard.formulas import GUARD, RISKY
from leakguard.messages import Texts
from leakguard.proof.searching import Searcher
from leakguard.proof.sought import Sought
from leakguard.report import Report

TEXTS = "texts"
"""The folder of the texts besides the letter."""


def documents(
    case: Case, report: Report, found: Found, sought: Sought, originals: Collection[int], draft: bool
) -> Iterator[tuple[str, bytes]]:
    """Name and content of each, in their order. ``case`` is the redacted one, ``sought`` what was hidden anywhere,
    ``originals`` the numbers of attachments whose originals are in the pack.

    Raises :class:`Conflict` if something that was hidden stands in one of the texts or in the timeline.
    """
    from leakguard.evidence.word import docx
    from leakguard.reports import htmlreport, jsonformat

    texts = Texts(case.language)
    searcher = Searcher(sought) if sought else None
    for template in case.kind.templates:
        letter = compose(case, found, texts, template.id, originals=originals)
        letter = _as_draft(letter, texts) if draft else letter
        name = LETTER if template.id == LETTER else f"{TEXTS}/{template.id}"
        text, unmarked = markdown(letter), plain(letter)
        for each in (text, unmarked):  # Markdown puts backslashes into values
            _refuse_leaks(searcher, name, each)
        yield f"{name}.md", text.encode()
        if template.id == LETTER:
            yield f"{name}.txt", unmarked.encode()
        yield f"{name}.docx", docx(letter)
    events = _events(case, texts)
    _refuse_leaks(searcher, "timeline.csv", events)
    yield "timeline.csv", events.encode("utf-8-sig")
    yield "report/report.html", htmlreport.render(report, texts)
    yield "report/report.json", jsonformat.report_json(report)


def _as_draft(letter: Letter, texts: Texts) -> Letter:
    mark = texts("pack.draft")
    return replace(letter, title=f"{texts('pack.draft-mark')} {letter.title}", blocks=(Paragraph(mark), *letter.blocks))


def _events(case: Case, texts: Texts) -> str:
    """The timeline as CSV (RFC 4180), for spreadsheets: with a byte order mark, and no cell that is a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([texts(f"letter.{name}") for name in ("when", "what", "attachment")])
    for event in timeline(case):
        writer.writerow([_harmless(cell) for cell in (written(event.when), event.what, str(event.attachment or ""))])
    return stream.getvalue()


def _harmless(cell: str) -> str:
    """See :mod:`leakguard.formulas`."""
    return GUARD + cell if cell[:1] in RISKY and cell else cell


def _refuse_leaks(searcher: Searcher | None, name: str, text: str) -> None:
    """Look for what was hidden in what was composed."""
    found = searcher.find(text) if searcher else ()
    if found:
        raise Conflict(name, text.count("\n", 0, found[0].start) + 1, found[0].key)
