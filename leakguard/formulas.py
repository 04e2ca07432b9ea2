"""Formula injection: what redaction puts at the start of a cell must not be run by the spreadsheet that opens the copy.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return may be read as a formula (OWASP, CSV
injection; CWE-1236). A replacement that would begin a cell with one of them gets an apostrophe in front, which
spreadsheets read as "this is text". Cells that began so before are left as they are: ``="..."`` and ``+86 138...`` are the
exporter's own writing, and a substitute that keeps the ``+86`` adds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from leakguard.units import Block, CellEdit, Column, ColumnEdit, Edit, TableBlock

RISKY = frozenset("=+-@\t\r")
GUARD = "'"


def harmless(block: Block, edits: Sequence[Edit]) -> list[Edit]:
    """The same edits, those that would begin a formula in a cell of a table made harmless."""
    if not isinstance(block, TableBlock):
        return list(edits)
    return [_harmless(block.columns, edit) for edit in edits]


def _harmless(columns: Sequence[Column], edit: Edit) -> Edit:
    if isinstance(edit, CellEdit):
        if edit.start or edit.replacement[:1] not in _RISKY_OR_NOTHING:
            return edit
        cell = columns[edit.column][edit.row] or ""
        return edit._replace(replacement=_guarded(edit.replacement, cell, cell[edit.end :]))
    if isinstance(edit, ColumnEdit):
        return _harmless_column(columns[edit.column], edit)
    return edit


def _harmless_column(cells: Column, edit: ColumnEdit) -> ColumnEdit:
    one = isinstance(edit.replacements, str)
    texts = [edit.replacements] * len(edit.rows) if isinstance(edit.replacements, str) else list(edit.replacements)
    if not any(text[:1] in RISKY for text in (texts[:1] if one else texts) if text):
        return edit
    for index, (row, head, tail) in enumerate(
        zip(edit.rows.tolist(), edit.head.tolist(), edit.tail.tolist(), strict=True)
    ):
        if head == 0 and texts[index][:1] in RISKY:
            cell = cells[row] or ""
            texts[index] = _guarded(texts[index], cell, cell[len(cell) - tail :])
    return edit._replace(replacements=texts)


_RISKY_OR_NOTHING = RISKY | {""}


def _guarded(replacement: str, cell: str, rest: str) -> str:
    """``replacement``, which ``rest`` follows in the cell, behind an apostrophe if the cell would begin a formula only now."""
    new = replacement + rest
    begins = new[:1] in RISKY and len(new) > 1
    return GUARD + replacement if begins and cell[:1] != new[0] else replacement
