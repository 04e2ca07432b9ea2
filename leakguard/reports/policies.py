"""Policies for somebody at a terminal: what they say, what is wrong with them, and which of their examples fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leakguard.messages import Texts
from leakguard.operators import OPERATORS
from leakguard.policy import ROLES, Allow, Policy, Rule
from leakguard.policy.checking import Remark
from leakguard.policy.testing import Failure
from leakguard.reports.knowledge import section
from leakguard.reports.layout import Style, table
from leakguard.reports.width import visible, wrap

_LABEL_CELLS = 16


def policy_table(policies: Sequence[Policy], texts: Texts, cells: int, style: Style) -> Iterator[str]:
    """One line per policy, and what it is for."""
    rows = [[texts(key) for key in ("list.id", "list.version", "list.title", "list.rules", "list.examples")]]
    rows += [
        [p.id, str(p.version), getattr(p.title, texts.language), str(len(p.rules) + 1), str(len(p.examples))]
        for p in policies
    ]
    first, *others = table(rows, cells, shrink=(2,), right=(1, 3, 4))
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
    yield from settings(policy, texts)
    yield ""
    for rule in (*policy.rules, policy.default):
        yield style(visible(rule.id), "cyan")
        parts = {
            "list.applies": applies(rule, rule is policy.default, texts),
            "list.operator": _operator(rule, texts),
            "list.strength": _strength(rule, texts),
            "list.forbidden": texts("list.yes" if rule.forbidden else "list.no"),
            "policy.severity": texts(f"severity.{rule.severity}") if rule.severity else texts("policy.by-class"),
            "list.reason": getattr(rule.reason, texts.language),
        }
        for key, text in parts.items():
            label = f"  {texts(key)}: "
            first, *rest = wrap(visible(text), cells - _LABEL_CELLS)
            yield label + first
            yield from ("    " + line for line in rest)
    yield from section(texts("policy.allow"), [allow_entry(entry, texts) for entry in policy.allow], cells, style)
    yield from section(texts("show.references"), policy.references, cells, style)


def settings(policy: Policy, texts: Texts) -> Iterator[str]:
    """What a policy says besides its rules."""
    if policy.parents:
        yield texts("policy.extends", parents=visible(" < ".join(policy.parents)))
    yield f"{texts('show.min-score')}: {policy.min_score:g}"
    yield texts("policy.unknown-columns", what=texts(f"policy.what.{policy.unknown_columns}"))
    yield texts("policy.unscanned", what=texts(f"policy.what.{policy.unscanned}"))
    if policy.limits.persons is not None:
        yield texts("policy.limits", persons=f"{policy.limits.persons:,}")
    if policy.examples:
        yield texts("policy.examples", count=len(policy.examples), id=visible(policy.id))


def allow_entry(entry: Allow, texts: Texts) -> str:
    """One allow entry in one line; never more of a value than that there is one."""
    conditions = [", ".join(sorted(entry.entities))] if entry.entities else []
    if entry.values:
        conditions.append(texts("policy.allow-values", count=len(entry.values)))
    if entry.columns:
        conditions.append(texts("list.header-like", glob=" ".join(entry.columns)))
    if entry.files:
        conditions.append(texts("policy.allow-file", glob=" ".join(entry.files)))
    conditions += sorted(entry.recognizers)
    line = texts(
        "policy.allow-entry",
        id=entry.id,
        conditions=" · ".join(conditions),
        reason=getattr(entry.reason, texts.language),
        expires=entry.expires.isoformat(),
    )
    return line + (texts("policy.allow-expired") if entry.expired() else "")


def applies(rule: Rule, default: bool, texts: Texts) -> str:
    """What a rule asks of a finding."""
    if default:
        return texts("list.everything")
    parts = [", ".join(sorted(rule.entities)) or "*", *sorted(rule.kinds)]
    if rule.roles:
        parts.append(
            texts("list.roles", roles=", ".join(texts(f"role.{role}") for role in ROLES if role in rule.roles))
        )
    if rule.columns:
        parts.append(texts("list.header-like", glob=" ".join(rule.columns)))
    return " · ".join(parts)


def _operator(rule: Rule, texts: Texts) -> str:
    operator = OPERATORS[rule.operator]
    title = operator.zh if texts.language == "zh" else operator.en
    params = ", ".join(f"{name}={value}" for name, value in rule.params.items() if value is not None)
    return f"{title} ({operator.name}{': ' + params if params else ''})"


def _strength(rule: Rule, texts: Texts) -> str:
    operator = OPERATORS[rule.operator]
    return operator.note_zh if texts.language == "zh" else operator.note


def remark_line(remark: Remark, file: str, texts: Texts) -> str:
    """One remark of ``policies validate`` in one line."""
    values = {name: visible(str(value)) for name, value in remark.values.items()}
    return texts(
        "policy.remark",
        file=visible(file),
        line=remark.line or 1,
        level=texts(f"policy.{remark.level}"),
        text=texts(f"remark.{remark.code}", **values),
        cure=texts(f"remedy.{remark.code}", **values),
    )


def example_lines(failure: Failure, file: str, texts: Texts) -> Iterator[str]:
    """What went wrong with one example; examples are invented and may be shown."""
    example = failure.example
    yield texts("policy.example-failed", file=visible(file), line=example.line or 1, number=failure.number)
    under = texts("test.under", header=visible(example.header)) if example.header else ""
    yield "  " + texts("policy.example-text", text=visible(example.text) + under)
    if failure.actual != example.expect:
        yield "  " + texts("policy.example-expected", text=visible(example.expect))
        yield "  " + texts("policy.example-actual", text=visible(failure.actual))
    if example.finds is not None and failure.found != example.finds:
        wanted, got = (" ".join(names) or texts("test.nothing") for names in (example.finds, failure.found))
        yield "  " + texts("policy.example-finds", wanted=visible(wanted), got=visible(got))
