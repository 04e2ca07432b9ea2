"""The output formats: what each is called, which suffixes ask for it, and what writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import Any

from leakguard.errors import UsageError
from leakguard.messages import Texts
from leakguard.report import Report
from leakguard.reports.stream import FindingsWriter, Write


@dataclass(frozen=True, slots=True)
class Format:
    """A format. ``made_by`` is ``module:name`` of ``render(report, texts) -> bytes``, or, for ``every`` finding as it is found, of a
    :class:`~leakguard.reports.stream.FindingsWriter`. ``capped``: it shows examples where there are many findings. ``reveals``: it
    can hold raw values, if these are asked for.
    """

    name: str
    suffixes: tuple[str, ...]
    made_by: str
    every: bool = False
    capped: bool = False
    reveals: bool = False

    @property
    def for_people(self) -> bool:
        """Whether people read it, and hand it on."""
        return self.capped or self.name == "terminal"

    def render(self, report: Report, texts: Texts, reveal: bool = False) -> bytes:
        """A whole report; names of places that hold values are told without them, but to programs."""
        if self.for_people and not reveal:
            from leakguard.reports.discreet import without_names

            report = without_names(report)
        rendered: bytes = self._made()(report, texts, reveal) if self.reveals else self._made()(report, texts)
        return rendered

    def writer(self, write: Write, reveal: bool = False) -> FindingsWriter:
        """What writes findings as they are found."""
        made: FindingsWriter = self._made()(write, reveal)
        return made

    def _made(self) -> Callable[..., Any]:
        module, _, name = self.made_by.partition(":")
        made: Callable[..., Any] = getattr(import_module(f"leakguard.reports.{module}"), name)
        return made


_ALL = (
    Format("terminal", (".txt",), "terminal:render", reveals=True),
    Format("json", (".json",), "jsonformat:render", reveals=True),
    Format("jsonl", (".jsonl", ".ndjson"), "stream:JsonLinesFindings", every=True, reveals=True),
    Format("parquet", (".parquet",), "stream:ParquetFindings", every=True, reveals=True),
    Format("csv", (".csv",), "csvfindings:CsvFindings", every=True, reveals=True),
    Format("html", (".html", ".htm"), "htmlreport:render", capped=True),
    Format("xlsx", (".xlsx",), "workbook:render", capped=True),
    Format("markdown", (".md", ".markdown"), "markdown:render", capped=True),
    Format("sarif", (".sarif", ".sarif.json"), "sarif:render", capped=True),
    Format("junit", (".xml",), "junit:render", capped=True),
)
FORMATS: Mapping[str, Format] = {form.name: form for form in _ALL}


def format_of(name: str) -> Format:
    """The format that the name of a file asks for by its end.

    Raises :class:`~leakguard.errors.UsageError` for a suffix that stands for none.
    """
    lower = PurePath(name).name.lower()
    fitting = [(suffix, form) for form in _ALL for suffix in form.suffixes if lower.endswith(suffix)]
    if not fitting:
        known = ", ".join(suffix for form in _ALL for suffix in form.suffixes)
        raise UsageError(
            f"{name}: the end of the name does not say which format to write. Use one of {known}; or say it with -f."
        )
    return max(fitting, key=lambda item: len(item[0]))[1]
