"""What a redaction did, for somebody at a terminal: counts and places of output, never a value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from leakguard.messages import Texts
from leakguard.operators import OPERATORS
from leakguard.policy import Allow
from leakguard.proof import OUTSIDE, PASSED, STRICT
from leakguard.redaction import Redaction
from leakguard.reports import words
from leakguard.reports.layout import Style, table
from leakguard.reports.width import visible, wrap


@dataclass
class Counts:
    """Spans per entity, of one redaction or of many."""

    found: Counter[str] = field(default_factory=Counter)
    masked: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    changed: dict[str, Counter[str]] = field(default_factory=dict)
    allowed: Counter[str] = field(default_factory=Counter)
    allow: tuple[Allow, ...] = ()
    keyed: bool = True

    def add(self, redaction: Redaction) -> Counts:
        """Count one redaction in."""
        self.found.update(redaction.report.entities)
        self.masked.update(redaction.report.masked_entities)
        self.kept.update(redaction.kept)
        self.allowed.update(redaction.report.allowed)
        self.allow, self.keyed = redaction.report.allow, redaction.report.keyed
        for entity, operators in redaction.changed.items():
            self.changed.setdefault(entity, Counter()).update(operators)
        return self


def counts_table(counts: Counts, texts: Texts, cells: int, style: Style) -> Iterator[str]:
    """Per entity what was found, changed and how, kept, and masked before; then what the allow list let pass."""
    if counts.found:
        yield from _entities(counts, texts, cells, style)
    else:
        yield "  " + texts("redact.none")
    for text in words.allow_list(counts.allow, counts.allowed, counts.keyed, texts):
        yield from ("  " + line for line in wrap(text, cells - 2))


def _entities(counts: Counts, texts: Texts, cells: int, style: Style) -> Iterator[str]:
    heads = ("report.entity", "report.found", "redact.kept", "redact.masked", "redact.changed")
    rows = [[texts(head) for head in heads]]
    for entity, found in counts.found.most_common():
        changed = _operators(counts.changed.get(entity, {}), texts)
        numbers = (found, counts.kept[entity], counts.masked[entity])
        rows.append([texts.entity(entity), *(f"{number:,}" for number in numbers), changed])
    first, *others = table(rows, cells - 2, right=(1, 2, 3), flow=True)
    yield "  " + style(first, "dim")
    yield from ("  " + line for line in others)


def file_line(redaction: Redaction, texts: Texts) -> str:
    """One file of a folder in one line."""
    return texts("redact.file-line", spans=f"{redaction.spans:,}", kept=f"{sum(redaction.kept.values()):,}")


def one_file(redaction: Redaction, texts: Texts, cells: int, style: Style) -> Iterator[str]:
    """Everything about the redaction of one file."""
    (source,) = redaction.report.sources
    names = {"source": words.source_name(source.name, texts), "output": _output(redaction.output, texts)}
    yield style(texts("redact.done", **names), "bold")
    yield from ("  " + line for line in wrap(" | ".join(words.summary(source, texts)), cells - 2))
    yield from counts_table(Counts().add(redaction), texts, cells, style)
    key, colour = ("redact.proof-partly", "yellow") if redaction.report.unscanned else ("redact.proof", "green")
    yield from (style(line, colour) for line in wrap(texts(key, policy=redaction.report.policy), cells))
    yield from (style(line, colour) for text in _proofs(redaction, texts) for line in wrap(text, cells))
    yield texts("redact.output", output=_output(redaction.output, texts))


def _proofs(redaction: Redaction, texts: Texts) -> Iterator[str]:
    """What the strict proof and the comparison with the original came to."""
    proofs = {proof.name: proof for proof in redaction.proofs}
    if STRICT not in proofs or OUTSIDE not in proofs:
        return
    counts = proofs[STRICT].counts
    outside = texts("redact.outside" if proofs[OUTSIDE].result == PASSED else "redact.not-compared")
    if counts["numbers"] or counts["names"]:
        numbers = {name: f"{counts[name]:,}" for name in ("numbers", "names")}
        kept = f"{counts['kept']:,}" if counts["kept"] else ""
        yield texts("redact.looked-for-kept" if kept else "redact.looked-for", outside=outside, kept=kept, **numbers)
    if counts["hidden"]:
        yield texts("redact.hidden-too", count=f"{counts['hidden']:,}")


def problems(title: str, lines: Sequence[str], cells: int, style: Style) -> Iterator[str]:
    """A titled list of what went wrong; nothing if nothing did."""
    if lines:
        yield style(title, "bold", "red")
    for line in lines:
        indent = "  " + line[: len(line) - len(line.lstrip())]
        yield from (indent + text for text in wrap(line.strip(), cells - len(indent)))


def _operators(operators: Mapping[str, int], texts: Texts) -> str:
    name = {n: (o.zh if texts.language == "zh" else o.en) for n, o in OPERATORS.items()}
    parts = [texts("redact.times", operator=name[n], count=f"{c:,}") for n, c in sorted(operators.items())]
    return texts("why.separator").join(parts) or "-"


def _output(path: str, texts: Texts) -> str:
    return texts("report.stdout") if path == "-" else visible(path)
