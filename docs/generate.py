"""Writes the pages of ``docs/`` that are made from the tool itself: run ``python docs/generate.py`` after a change.

A test compares the pages with what this would write.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click

from leakguard import documents
from leakguard.cli import VERBS, build
from leakguard.cli.command import option_names
from leakguard.detection.catalogue import load_catalogue
from leakguard.entities import ENTITIES
from leakguard.legal import legal, word, wording
from leakguard.messages import Texts
from leakguard.operators import OPERATORS
from leakguard.policy import bundled_policies, load_policy
from leakguard.reports.policies import applies, settings
from leakguard.resources import bundled

FOLDER = Path(__file__).parent
_NOTE = "<!-- Made by docs/generate.py; do not edit. -->"


def cli_page() -> str:
    """Every command with its options, in both languages."""
    lines = [_NOTE, "# leakguard 命令行 · Command line", ""]
    roots = {language: build(language) for language in ("zh", "en")}
    lines += [*_help(roots), *_options(roots), *_examples(roots)]
    for name in VERBS:
        commands = {language: _get(root, name) for language, root in roots.items()}
        lines += _command(f"leakguard {name}", commands)
    return "\n".join(lines).rstrip() + "\n"


def _get(root: click.Group, name: str) -> click.Command:
    command = root.get_command(click.Context(root), name)
    assert command is not None  # noqa: S101 - the registry has it
    return command


def _command(path: str, commands: Mapping[str, click.Command]) -> Iterator[str]:
    yield f"## `{path}`"
    yield ""
    english = commands["en"]
    arguments = [str(p.metavar) for p in english.params if isinstance(p, click.Argument)]
    if not isinstance(english, click.Group):
        yield f"`{' '.join([path, english.options_metavar or '', *arguments])}`"
        yield ""
    yield from _help(commands)
    yield from _options(commands)
    yield from _examples(commands)
    if isinstance(english, click.Group):
        for name in english.commands:
            yield from _command(f"{path} {name}", {key: _get(c, name) for key, c in commands.items()})  # type: ignore[arg-type]


def _help(commands: Mapping[str, click.Command]) -> Iterator[str]:
    for language in ("zh", "en"):
        yield from (commands[language].help or "").split("\n")
        yield ""


def _options(commands: Mapping[str, click.Command]) -> Iterator[str]:
    rows = [
        (option_names(zh), zh.help, en.help)
        for zh, en in zip(commands["zh"].params, commands["en"].params, strict=True)
        if isinstance(zh, click.Option) and isinstance(en, click.Option)
    ]
    yield "| 选项 option | 说明 | meaning |"
    yield "|---|---|---|"
    for names, zh, en in rows:
        escaped = names.replace("|", "\\|")
        yield f"| `{escaped}` | {zh} | {en} |"
    yield ""


def _examples(commands: Mapping[str, click.Command]) -> Iterator[str]:
    yield "```sh"
    yield from getattr(commands["en"], "examples", ())
    yield "```"
    yield ""


def recognizers_page() -> str:
    """Every bundled recognizer, one line each."""
    zh, en = Texts("zh"), Texts("en")
    lines = [_NOTE, "# 识别器 · Recognizers", ""]
    lines += ["详情见 `recognizers/` 中的文件。 The files in `recognizers/` say everything about them.", ""]
    lines += [
        "| id | entity | kind | 名称 | title | legal | 写法 patterns | 示例 examples |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for r in load_catalogue():
        entity = f"`{r.entity}` {zh.entity(r.entity)} · {en.entity(r.entity)}"
        examples = len(r.true_examples) + len(r.false_examples)
        cells = (
            f"`{r.id}`",
            entity,
            r.kind or "",
            r.title["zh"],
            r.title["en"],
            r.legal.category,
            len(r.patterns),
            examples,
        )
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines) + "\n"


def policies_page() -> str:
    """Every bundled policy with its rules; then the legal class of every entity."""
    zh, en = Texts("zh"), Texts("en")
    lines = [_NOTE, "# 策略 · Policies", ""]
    for name in bundled_policies():
        policy = load_policy(name)
        lines += [f"## `{policy.id}`: {policy.title.zh} · {policy.title.en}", ""]
        lines += [_plain(policy.description.zh), "", _plain(policy.description.en), ""]
        for texts in (zh, en):
            lines += [f"- {_plain(line)}" for line in settings(policy, texts)]
        lines += ["", "| rule | 适用于 applies to | operator | 原样 as it is | 严重程度 severity | 理由 | reason |"]
        lines += ["|---|---|---|---|---|---|---|"]
        for rule in (*policy.rules, policy.default):
            default = rule is policy.default
            told = dict.fromkeys(applies(rule, default, texts) for texts in (zh, en))
            operator = OPERATORS[rule.operator]
            params = " ".join(f"{key}={value}" for key, value in rule.params.items() if value is not None)
            cells = (
                f"`{rule.id}`",
                " / ".join(told),
                f"`{operator.name}` {operator.zh} · {operator.en}{f' ({params})' if params else ''}",
                "禁止 forbidden" if rule.forbidden else "允许 allowed",
                rule.severity or "",
                rule.reason.zh,
                rule.reason.en,
            )
            lines.append(f"| {' | '.join(map(_plain, cells))} |")
        lines += ["", *(f"- {_plain(reference)}" for reference in policy.references), ""]
    return "\n".join([*lines, *_operators(), *_legal(zh, en)]).rstrip() + "\n"


def _operators() -> Iterator[str]:
    yield "## 处理方式的强度 · How strong the operators are"
    yield ""
    yield "| operator | 说明 | what it does | 强度 | strength |"
    yield "|---|---|---|---|---|"
    for name, operator in OPERATORS.items():
        cells = (f"`{name}`", operator.zh, operator.en, operator.note_zh, operator.note)
        yield f"| {' | '.join(map(_plain, cells))} |"
    yield ""


def _legal(zh: Texts, en: Texts) -> Iterator[str]:
    yield "## 法律类别 · Legal classes"
    yield ""
    for rule in ("standards", "masking", "confidence", "counting"):
        yield f"- {wording(rule, 'zh')} {wording(rule, 'en')}"
    yield ""
    yield "| entity | 严重程度 severity | 类别与依据 | class and what it rests on |"
    yield "|---|---|---|---|"
    for entity in ENTITIES:
        found = legal(entity)
        name = f"`{entity}` {zh.entity(entity)} · {en.entity(entity)}"
        yield f"| {name} | {found.severity} | {_plain(found.sentence('zh'))} | {_plain(found.sentence('en'))} |"


def severity_page() -> str:
    """The levels and what raises them, the thresholds, the duties: all of ``recognizers/severity.yaml``."""
    rules = documents.load(bundled("recognizers").joinpath("severity.yaml"))
    lines = [_NOTE, "# 严重程度 · Severity", "", *_both(rules["proposal"])]
    lines += ["`recognizers/severity.yaml` 是全部依据。 `recognizers/severity.yaml` holds all of this.", ""]
    lines += _table("## 级别 · Levels", "级别 level | 名称 | name | 起点 | from where it begins")
    for level in rules["levels"]:
        name, meaning = level["name"], level["meaning"]
        lines.append(f"| S{level['level']} | {name['zh']} | {name['en']} | {meaning['zh']} | {meaning['en']} |")
    lines += _table("## 加级 · What raises a level", "加 adds | 情形 | what is told of a person at least")
    for line in rules["raises"]["lines"]:
        zh, en = (line[language].format(count=f"≥ {line['from']}") for language in ("zh", "en"))
        lines.append(f"| +{line['adds']} | {zh} | {en} |")
    lines += ["", *_both(rules["raises"]["cap"])]
    lines += ["## 法释〔2017〕10号的标准 · Thresholds", "", *_both(rules["caveat"])]
    lines += _table("", "标准 full | 减半 halved | 种类 | kind | 依据 clause | 把握 confidence | 说明 | note")
    for told in rules["thresholds"]:
        title, clause, note = told["title"], told["clause"], told["note"]
        cells = (
            f"{told['full']:,}",
            f"{told['full'] // 2:,}",
            title["zh"],
            title["en"],
            clause["zh"],
            _sure(told),
            note["zh"],
            note["en"],
        )
        lines.append(f"| {' | '.join(cells)} |")
    lines += _table("", "依据 clause | 把握 confidence | 内容 | what it says")
    for told in ({**rules["mixed"], **rules["mixed"]["note"]}, *rules["remarks"], rules["minors"]):
        lines.append(f"| {told['clause']['zh']} | {_sure(told)} | {told['zh']} | {told['en']} |")
    lines += _table(
        "## 泄露之后 · When it has leaked",
        "时限 | within | 从几人起 from | 做什么 | what to do | 依据 clause | 把握 confidence",
    )
    for duty in rules["duties"]:
        within, text = duty["within"], duty["text"]
        cells = (
            within["zh"],
            within["en"],
            f"{duty['from']:,}",
            text["zh"],
            text["en"],
            duty["clause"]["zh"],
            _sure(duty),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def _both(told: Mapping[str, str]) -> list[str]:
    return [told["zh"], "", told["en"], ""]


def _table(title: str, heads: str) -> list[str]:
    columns = heads.count("|") + 1
    return ["", *([title, ""] if title else []), f"| {heads} |", "|---" * columns + "|"]


def _sure(told: Mapping[str, str]) -> str:
    return f"{word('confidence', told['confidence'], 'zh')} {word('confidence', told['confidence'], 'en')}"


def _plain(text: str) -> str:
    """Text as Markdown takes it in a table: no tags, no cell borders."""
    return text.replace("<", "&lt;").replace("|", "\\|").replace("*", "\\*")


PAGES: Mapping[str, Callable[[], str]] = {
    "cli.md": cli_page,
    "recognizers.md": recognizers_page,
    "policies.md": policies_page,
    "severity.md": severity_page,
}
"""Page -> what writes it."""


def main() -> int:
    """Write every page."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
        sys.stdout.write(f"{name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
