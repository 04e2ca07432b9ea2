"""Evidence in Presidio's words, and Presidio's explanation as evidence. Neither ever holds a value that was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leakguard.findings import Evidence, Finding
from leakguard.presidio.requirement import presidio_needed

with presidio_needed():
    from presidio_analyzer import AnalysisExplanation

_CONTEXT = ("context", "header", "column", "neighbour")
"""Kinds of evidence that speak about the surroundings of a value, not about the value."""


def explain(finding: Finding) -> AnalysisExplanation:
    """Why a finding is there.

    ``recognizer`` is the id of leakguard's recognizer, ``pattern_name`` that of its pattern; ``original_score`` is what the
    value alone is worth and ``score_context_improvement`` what its surroundings added; ``validation_result`` tells whether
    the last check passed (``None`` without one).
    """
    surroundings = [e for e in finding.evidence if e.kind in _CONTEXT]
    own = [e for e in finding.evidence if e.kind not in _CONTEXT]
    bare = min(1.0, max(0.0, sum(e.weight for e in own))) if surroundings and own else finding.score
    fields: dict[str, Any] = {
        "recognizer": finding.recognizer,
        "original_score": bare,
        "pattern_name": next((e.name for e in own if e.kind in ("pattern", "grammar", "form")), None),
        "validation_result": _validation(own),
        "textual_explanation": _text(finding.recognizer, finding.evidence),
    }
    explanation = AnalysisExplanation(**fields)
    explanation.set_improved_score(finding.score)
    explanation.set_supportive_context_word(next((e.name for e in surroundings if e.weight > 0), ""))
    return explanation


def enhanced(finding: Finding) -> bool:
    """Whether the surroundings moved the score."""
    return any(e.kind in _CONTEXT for e in finding.evidence)


def evidence(explanation: AnalysisExplanation | None) -> tuple[Evidence, ...]:
    """What another recognizer says about a result. Its free text is left out: it may quote the value."""
    if explanation is None:
        return ()
    found = [Evidence("pattern", explanation.pattern_name or "presidio", explanation.original_score)]
    if explanation.validation_result is not None:
        gain = explanation.score - explanation.original_score - explanation.score_context_improvement
        found.append(Evidence("check", f"presidio:{'pass' if explanation.validation_result else 'fail'}", gain))
    if explanation.supportive_context_word:
        found.append(Evidence("context", explanation.supportive_context_word, explanation.score_context_improvement))
    return tuple(found)


def _validation(own: Sequence[Evidence]) -> bool | None:
    results = [e.name.rpartition(":")[2] for e in own if e.kind == "check"]
    return {"pass": True, "fail": False}.get(results[-1]) if results else None


def _text(recognizer: str, items: Sequence[Evidence]) -> str:
    reasons = "; ".join(f"{e.kind} {e.name} ({e.weight:+.2f})" for e in items)
    return f"leakguard {recognizer}: {reasons}" if reasons else f"leakguard {recognizer}"
