"""SARIF, JUnit, Markdown and the workbook."""

from __future__ import annotations

from collections.abc import Mapping

# fmt: off
MESSAGES: Mapping[str, tuple[str, str]] = {
    # -- tables
    "format.item": ("项目", "Item"),
    "format.value": ("内容", "Value"),
    "format.note": ("说明", "Note"),
    "format.id": ("标识", "Identifier"),
    "format.letters": ("列标", "Letters"),
    "format.order": ("与订单内容并存", "Beside order content"),
    "format.kind": ("格式与编码", "Format and encoding"),
    "format.size": ("单元格或行", "Cells or lines"),
    "format.part": ("工作表或部分", "Sheet or part"),
    "format.fingerprint": ("指纹", "Fingerprint"),
    "format.reaches-halved": ("人数是否达到减半", "As many persons as the half"),
    "format.reaches-full": ("人数是否达到全数", "As many persons as the full number"),
    "format.reaches.True": ("是", "yes"),
    "format.reaches.False": ("否", "no"),
    "format.sheet.summary": ("摘要", "Summary"),
    "format.sheet.severity": ("严重程度", "Severity"),
    "format.sheet.thresholds": ("法律标准", "Thresholds"),
    "format.sheet.duties": ("义务", "Duties"),
    "format.sheet.entities": ("实体", "Entities"),
    "format.sheet.files": ("文件", "Files"),
    "format.sheet.columns": ("列", "Columns"),
    "format.sheet.findings": ("发现", "Findings"),
    "format.sheet.groups": ("关联", "Groups"),
    "format.sheet.unscanned": ("未扫描", "Not scanned"),
    "format.sheet.suppressions": ("允许", "Suppressions"),
    "format.sheet.method": ("方法", "Method"),
    "format.more": ("另有 {count} 项未列出。", "{count} more not listed."),
    "format.more-beside": ("另有 {count} 项未列出，全部发现在 {file} 中。", "{count} more not listed; all findings are in {file}."),
    # -- SARIF
    "sarif.tool": (
        "在商家要分享的文件中查找个人信息。消息里只有遮盖后的值。",
        "Finds personal information in what a seller is about to share. Messages hold masked values only.",
    ),
    "sarif.found": ("{entity} {preview}，{place}：{why}", "{entity} {preview}, {place}: {why}"),
    "sarif.found-masked": (
        "{entity} {preview}（原文已遮盖），{place}：{why}",
        "{entity} {preview} (masked in the original), {place}: {why}",
    ),
    "sarif.rule": ("{title}（{entity}）", "{title} ({entity})"),
    "sarif.root": ("扫描时的工作目录", "the folder in which the scan was started"),
    "sarif.unscanned": ("未扫描：{part}。{reason}（{detail}）。{cure}", "Not scanned: {part}. {reason} ({detail}). {cure}"),
    "sarif.note.unscanned": ("未扫描", "Not scanned"),
    "sarif.note.incomplete": ("没有全部列出", "Not everything is listed"),
    "sarif.note.not-known": ("不知道的内容", "What is not known"),
    "sarif.more-results": (
        "共 {total} 处发现，此文件列出 {count} 处。",
        "{count} of {total} findings are listed in this file.",
    ),
    "sarif.more-unscanned": ("未扫描的共 {total} 项，此文件列出 {count} 项。", "{count} of {total} parts that were not scanned are listed in this file."),
    "sarif.more-files": ("扫描的文件共 {total} 个，此文件列出 {count} 个。", "{count} of {total} scanned files are listed in this file."),
    # -- JUnit
    "junit.whole": ("整个文件", "the whole file"),
    "junit.whole-failure": ("策略 {policy} 禁止其中 {forbidden} 处外传（共发现 {count} 处）", "the policy {policy} forbids {forbidden} of {count} findings"),
    "junit.failure": ("有策略 {policy} 禁止的内容。发现：{counts}", "the policy {policy} forbids something of it; found: {counts}"),
    "junit.unknown": ("发现 {count} 处，不知道策略是否禁止", "{count} found; whether the policy forbids them is not known"),
    "junit.more-files": ("另有 {count} 个文件", "{count} more files"),
    "junit.more-columns": ("其余 {count} 列", "the other {count} columns"),
}
# fmt: on
