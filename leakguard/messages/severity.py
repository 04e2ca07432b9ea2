"""Severity, and ``leakguard explain``."""

from __future__ import annotations

from collections.abc import Mapping

# fmt: off
MESSAGES: Mapping[str, tuple[str, str]] = {
    "verb.explain": ("解释一条发现或一种信息：依据、识别器、法律", "Explain a finding or an entity: the evidence, the rule, the law."),
    "help.explain": (
        "解释一条发现：在哪里、为什么、由哪个识别器找到、法律上是什么、策略怎样处理。编号见报告，FILE 是 scan 写出的 .json、.jsonl 或 .parquet。"
        "用 --entity 则解释一种信息。不显示任何原值。",
        "Explain a finding: where it is, why it was found, by which recognizer, what it is in law, and what a policy does with it. "
        "Reports tell its id; FILE is what scan wrote as .json, .jsonl or .parquet. With --entity, explain a kind of "
        "information. No value is shown.",
    ),
    "opt.explain-findings": ("发现所在的文件（.json、.jsonl、.parquet）", "The file that holds the finding (.json, .jsonl, .parquet)."),
    "opt.explain-entity": (
        "解释这种信息：CN_RESIDENT_ID、cn_resident_id、居民身份证号都可以",
        "Explain this kind of information: CN_RESIDENT_ID, cn_resident_id and 'resident ID' mean the same.",
    ),
    "opt.explain-format": ("输出格式：terminal（默认）或 json", "Output: terminal (default) or json."),
    "error.explain-nothing": (
        "要解释什么？给出发现的编号和 --findings FILE，或用 --entity 给出一种信息，例如 --entity CN_RESIDENT_ID。",
        "explain what? Give the id of a finding with --findings FILE, or a kind of information with --entity, "
        "such as --entity CN_RESIDENT_ID.",
    ),
    "error.explain-both": (
        "编号和 --entity 只能给一个。",
        "give either the id of a finding or --entity, not both.",
    ),
    "error.explain-file": (
        "编号 {id} 在哪个文件里？用 --findings 给出 scan 写出的 .json、.jsonl 或 .parquet。",
        "in which file is {id}? Give what scan wrote as .json, .jsonl or .parquet with --findings.",
    ),
    "error.explain-id": (
        "{file} 中没有编号为 {id} 的发现。例如有：{known}。",
        "{file} holds no finding {id}. There is, for example: {known}.",
    ),
    "error.explain-empty": ("{file} 中没有任何发现。", "{file} holds no finding."),
    "error.explain-entity": ("没有这种信息：{name}。可用：{known}。", "There is no entity {name}. Use: {known}."),
    # -- what is told
    "explain.where": ("位置", "Where"),
    "explain.value": ("值（已遮盖）", "Value (masked)"),
    "explain.was-masked": ("{preview}（来源中就已遮盖）", "{preview} (hidden already in the source)"),
    "explain.why": ("为什么（得分 {score}）", "Why (score {score})"),
    "explain.evidence": ("{weight}  {reason}", "{weight}  {reason}"),
    "explain.recognizer": ("识别器", "Recognizer"),
    "explain.recognizers": ("由 {count} 个识别器查找", "Found by {count} recognizer(s)"),
    "explain.no-recognizer": (
        "{id} 不在已装载的识别器中；如是自己的，用 --recognizers 给出文件夹。",
        "{id} is none of the recognizers loaded; if it is your own, give its folder with --recognizers.",
    ),
    "explain.engine": ("引擎：{name}", "engine: {name}"),
    "explain.patterns": ("写法：{names}", "patterns: {names}"),
    "explain.checks": ("校验：{names}", "checks: {names}"),
    "explain.references": ("依据：{names}", "rests on: {names}"),
    "explain.mistaken": ("易误认：{names}", "mistaken for: {names}"),
    "explain.file": ("文件：{name}", "file: {name}"),
    "explain.law": ("法律", "Law"),
    "explain.class": ("{name}（{confidence}）", "{name} ({confidence})"),
    "explain.law-kind": ("{kind}：{sentence}", "{kind}: {sentence}"),
    "explain.cite": ("{text}［{force}］", "{text} [{force}]"),
    "explain.thresholds": ("法释〔2017〕10号的标准", "Thresholds of the judicial interpretation of 2017 (no. 10)"),
    "explain.alone": (
        "单独：{full} 条，减半 {halved} 条。{clause}（{confidence}）：{title}。{note}",
        "alone: {full} items, halved {halved}. {clause} ({confidence}): {title}. {note}",
    ),
    "explain.least": (
        "与其他信息并存时可能低至：{full} 条，减半 {halved} 条。{clause}（{confidence}）：{title}。{note}",
        "with what may stand beside it, possibly from {full} items, halved {halved}. {clause} ({confidence}): {title}. {note}",
    ),
    "explain.remark": ("{clause}（{confidence}）：{text}", "{clause} ({confidence}): {text}"),
    "explain.no-threshold": ("所据资料没有给出数字。", "The sources give no number for it."),
    "explain.severity": ("严重程度", "Severity"),
    "explain.of-class": ("类别：{severity}", "of its class: {severity}"),
    "explain.one-person": ("一人仅此一项：{code} {name}", "one person with this alone: {code} {name}"),
    "explain.policy": ("策略 {id}", "Policy {id}"),
    "explain.rule": ("规则 {rule}：{applies}", "rule {rule}: {applies}"),
    "explain.rule-does": ("{forbidden}原样离开；处理方式：{operator}。{reason}", "{forbidden} to leave as it is; operator: {operator}. {reason}"),
    "explain.forbidden": ("禁止", "forbidden"),
    "explain.allowed": ("允许", "allowed"),
    "explain.outcome.masked": ("这一条已遮盖：原样保留。", "This one is hidden already: it stays as it is."),
    "explain.outcome.masked-if": (
        "这一条已遮盖：隐藏的字符不少于 {least} 个时保留，否则按规则处理。",
        "This one is hidden already: it stays if at least {least} characters are hidden; else the rule applies.",
    ),
    "explain.outcome.unsure": (
        "这一条的得分低于下限 {minimum}：原样保留。",
        "This one scores below the minimum of {minimum}: it stays as it is.",
    ),
    "explain.outcome.forbidden": ("这一条不得原样离开。", "This one must not leave as it is."),
    "explain.outcome.changed": ("这一条会被处理，但原样离开也不禁止。", "This one is changed by redaction, but may leave as it is."),
    "explain.outcome.kept": ("这一条原样保留。", "This one stays as it is."),
    "explain.may-allow": (
        "策略有允许清单：若其中有这个值，它会被放行。",
        "The policy has an allow list: if the value is on it, it passes.",
    ),
}
# fmt: on
