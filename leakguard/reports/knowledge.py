"""Recognizers and policies for somebody at a terminal."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from leakguard.detection.catalogue import Catalogue
from leakguard.detection.recognizer import Context, Example, Recognizer
from leakguard.detection.selftest import Failure
from leakguard.messages import Texts
from leakguard.operators import OPERATORS
from leakguard.policy import Policy, Rule
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
        yield from _section(texts(key), list(lines), cells, style)


def _section(title: str, lines: Sequence[str], cells: int, style: Style) -> Iterator[str]:
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


def policy_table(policies: Sequence[Policy], texts: Texts, cells: int, style: Style) -> Iterator[str]:
    """One line per policy, and what it is for."""
    rows = [[texts("list.id"), texts("list.version"), texts("list.title"), texts("list.rules")]]
    rows += [[p.id, str(p.version), getattr(p.title, texts.language), str(len(p.rules) + 1)] for p in policies]
    first, *others = table(rows, cells, shrink=(2,), right=(1, 3))
    yield style(first, "dim")
    for policy, line in zip(policies, others, strict=True):
        yield line
        yield from (
            "    " + style(text, "dim") for text in wrap(getattr(policy.description, texts.language), cells - 4)
        )


def policy_page(policy: Policy, texts: Texts, cells: int, style: Style) -> Iterator[str]:
    """The rules of a policy in their order; the first that matches decides."""
    yield style(f"{visible(policy.id)} {policy.version}: {visible(getattr(policy.title, texts.language))}", "bold")
    yield from wrap(visible(getattr(policy.description, texts.language)), cells)
    yield f"{texts('show.min-score')}: {policy.min_score:g}"
    yield ""
    for rule in (*policy.rules, policy.default):
        decision = texts("list.yes" if rule.forbidden else "list.no")
        yield style(visible(rule.id), "cyan")
        parts = {
            "list.applies": _applies(rule, rule is policy.default, texts),
            "list.operator": _operator(rule, texts),
            "list.forbidden": decision,
            "list.reason": getattr(rule.reason, texts.language),
        }
        for key, text in parts.items():
            label = f"  {texts(key)}: "
            first, *rest = wrap(visible(text), cells - _LABEL_CELLS)
            yield label + first
            yield from ("    " + line for line in rest)
    yield from _section(texts("show.references"), policy.references, cells, style)


def _applies(rule: Rule, default: bool, texts: Texts) -> str:
    if default:
        return texts("list.everything")
    parts = [", ".join(sorted(rule.entities)) or "*", *sorted(rule.kinds)]
    if rule.column:
        parts.append(texts("list.header-like", glob=rule.column))
    return " · ".join(parts)


def _operator(rule: Rule, texts: Texts) -> str:
    operator = OPERATORS[rule.operator]
    title = operator.zh if texts.language == "zh" else operator.en
    params = ", ".join(f"{name}={value}" for name, value in rule.params.items() if value is not None)
    return f"{title} ({operator.name}{': ' + params if params else ''})"
