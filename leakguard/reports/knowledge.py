"""Recognizers for somebody at a terminal."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from leakguard.detection.catalogue import Catalogue
from leakguard.detection.recognizer import Context, Example, Recognizer
from leakguard.detection.selftest import Failure
from leakguard.messages import Texts
from leakguard.reports.layout import Style, table
from leakguard.reports.width import visible, wrap

_LABEL_CELLS = 16


def recognizer_table(catalogue: Catalogue, texts: Texts, cells: int, style: Style) -> Iterator[str]:
    """One line per recognizer."""
    heads = ("list.id", "report.entity", "list.kind", "list.title", "list.status", "list.patterns", "list.examples")
    rows = [[texts(head) for head in heads]]
    for recognizer in catalogue:
        examples = len(recognizer.true_examples) + len(recognizer.false_examples)
        title = recognizer.title.get(texts.language, "")
        rows.append([
            visible(text)
            for text in (
                recognizer.id, recognizer.entity, recognizer.kind or "-", title,
                texts.known(f"status.{recognizer.status}", recognizer.status), str(len(recognizer.patterns)), str(examples),
            )
        ])  # fmt: skip
    first, *others = table(rows, cells, shrink=(0, 1, 3), right=(5, 6))
    yield style(first, "dim")
    yield from others


def recognizer_page(recognizer: Recognizer, texts: Texts, cells: int, style: Style) -> Iterator[str]:
    """Everything that one recognizer knows."""
    r = recognizer
    kind = f" · {visible(r.kind)}" if r.kind else ""
    yield style(f"{visible(r.id)}: {visible(r.title.get(texts.language, ''))}", "bold")
    sections: list[tuple[str, Iterable[str]]] = [
        ("report.entity", [f"{texts.entity(r.entity)} {r.entity}{kind}"]),
        ("list.status", [texts.known(f"status.{r.status}", r.status)]),
        ("show.legal", [" · ".join(text for text in (r.legal.category, r.legal.clause, r.legal.confidence) if text)]),
        ("show.engine", [r.engine]),
        ("list.patterns", [f"{p.id} [{p.read}] {p.score:g}: {p.regex}" for p in r.patterns]),
        ("show.cell", [f"{r.cell.score:g}: {r.cell.regex}"] if r.cell else []),
        ("show.checks", r.checks),
        ("show.context", _context(r.context, texts)),
        ("report.header", [" ".join(r.headers)] if r.headers else []),
        ("show.false-positives", r.false_positives),
        ("show.preview", [texts("show.preview-form", start=r.preview.start, end=r.preview.end)]),
        ("show.found", [_example(e, texts) for e in r.true_examples]),
        ("show.not-found", [_example(e, texts) for e in r.false_examples]),
        ("show.references", r.references),
        ("show.file", [os.path.normpath(r.source)]),
    ]
    for key, lines in sections:
        yield from section(texts(key), list(lines), cells, style)


def section(title: str, lines: Sequence[str], cells: int, style: Style) -> Iterator[str]:
    """A title and the lines below it; nothing if there are none."""
    if not lines:
        return
    yield style(title, "cyan")
    for line in lines:
        first, *rest = wrap(visible(line), cells - 4)
        yield f"  {first}"
        yield from (f"    {text}" for text in rest)


def _context(context: Context, texts: Texts) -> Iterator[str]:
    if context.before or context.after:
        yield texts("show.window", window=context.window, strength=f"{context.strength:g}")
    for name in ("boost", "boost_after", "veto", "veto_after"):
        words = getattr(context, name)
        if words:
            yield f"{texts(f'show.{name}')}: {' '.join(words)}"


def _example(example: Example, texts: Texts) -> str:
    text = example.text
    if example.span:
        start, end = example.span
        text = f"{text[:start]}[[{text[start:end]}]]{text[end:]}"
    return text + (texts("test.under", header=example.header) if example.header else "")


def failure_lines(failure: Failure, texts: Texts) -> Iterator[str]:
    """What went wrong with one example; examples are invented and may be shown."""
    case = failure.case
    yield texts("test.failed", file=visible(os.path.normpath(case.source)), list=case.list_name, number=case.number)
    yield "  " + texts("test.example", text=visible(_example(case.example, texts)))
    got = texts("why.separator").join(f"{visible(value)} ({name}, {score:.2f})" for value, name, score in failure.got)
    got = got or texts("test.nothing")
    if case.wanted:
        start, end = case.example.span or (0, 0)
        yield "  " + texts("test.missed", wanted=visible(case.example.text[start:end]), got=got)
    else:
        yield "  " + texts("test.alarm", got=got)
