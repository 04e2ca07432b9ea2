"""Everything the command line and the reports say, in Chinese and in English, in one table keyed by id.

Texts of :mod:`leakguard.errors` are English; what they mean and what to do about it is said here in both.
"""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("zh", "en")
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")

# fmt: off
MESSAGES: Mapping[str, tuple[str, str]] = {
    # -- help: frame
    "help.usage": ("用法：", "Usage: "),
    "help.metavar": ("[选项]", "[OPTIONS]"),
    "help.command-metavar": ("命令 ...", "COMMAND ..."),
    "help.options": ("选项", "Options"),
    "help.commands": ("命令", "Commands"),
    "help.examples": ("示例", "Examples"),
    "help.help": ("显示本帮助", "Show this help."),
    "help.version": ("显示版本号", "Show the version."),
    "help.lang": ("界面语言：zh 或 en（默认取自系统环境）", "Language of the output: zh or en (default: from the environment)."),
    "help.root": (
        "在导出文件里查找中文个人信息：指出在哪里、为什么，并按策略隐藏。全程离线，原文件不会被改动。\n\n"
        "退出码：0 没有策略禁止的内容；1 有禁止的内容；2 用法或配置错误；3 有内容未能扫描；130 被中断。",
        "Find Chinese personal information in files that are about to be shared, say where it is and why, and hide it the way a "
        "policy says. Works offline; originals are never modified.\n\n"
        "Exit codes: 0 nothing that the policy forbids, 1 something forbidden was found, 2 usage or configuration error, "
        "3 something could not be scanned, 130 interrupted.",
    ),
    # -- help: verbs, short and long
    "verb.scan": ("扫描文件，列出个人信息的位置和依据", "Scan files: what is in them, where, and why."),
    "verb.redact": ("写出脱敏副本，并验证没有残留", "Write a redacted copy and prove that nothing is left."),
    "verb.check": ("分享前检查：只给出退出码", "Check before sharing: an exit code and nothing else."),
    "verb.columns": ("判定表格每一列装的是什么，并说明依据", "Say what each column of a table carries, and why."),
    "verb.recognizers": ("查看、测试识别器", "List, show and test recognizers."),
    "verb.policies": ("查看、校验策略", "List, show and validate policies."),
    "verb.recognizers.list": ("列出所有生效的识别器", "List every recognizer in force."),
    "verb.recognizers.show": ("显示一个识别器知道什么", "Show what one recognizer knows."),
    "verb.recognizers.test": ("校验识别器文件并运行其中的示例", "Validate recognizer files and run their examples."),
    "verb.policies.list": ("列出自带的策略", "List the bundled policies."),
    "verb.policies.show": ("显示一个策略的规则", "Show the rules of a policy."),
    "verb.policies.validate": ("校验策略文件", "Validate a policy file."),
    "help.scan": (
        "扫描文件和文件夹。预览都已遮盖；读不了的内容会列为“未扫描”，绝不略过。PATH 为 - 时读取标准输入。",
        "Scan files and folders. Previews are masked; what cannot be read is listed as unscanned, never passed over. "
        "A PATH of - is standard input.",
    ),
    "help.redact": (
        "按策略脱敏：文件到文件、文件夹到文件夹，- 表示标准输入或输出。被替换的位置以外逐字节不变；"
        "副本重新扫描通过后才会出现。文件夹中未能扫描的文件会列出，不会复制。",
        "Redact as the policy says: file to file, folder to folder, - for standard input or output. Outside the changed spans "
        "the copy is byte-identical, and it appears only after it was scanned again. Files of a folder that cannot be "
        "scanned are listed and not copied.",
    ),
    "help.check": (
        "不输出内容，用退出码回答能否原样分享：0 可以，1 有禁止的内容，3 有内容未能扫描。遇到第一个含禁止内容的文件即停止。",
        "Says by its exit code whether the files may be shared as they are: 0 yes, 1 something is forbidden, 3 something could "
        "not be scanned. Stops at the first file that holds something forbidden.",
    ),
    "help.columns": (
        "按表头、抽样的值和相邻列判定每一列装的是什么：表头在第几行，视为什么，把握多大，多少值相符，依据是什么。"
        "只读每个表的第一段，不显示任何值。- 表示标准输入。",
        "Decides what each column carries by its header, a sample of its values and its neighbours: where the header is, what "
        "each column is taken for, how sure that is, how many values fit, and why. Reads the first stretch of each table only "
        "and shows no value. - is standard input.",
    ),
    "help.recognizers": (
        "一个识别器就是一个 YAML 文件：写法、校验、上下文词、表头、示例。--recognizers 可加入自己的文件夹。",
        "A recognizer is one YAML file: patterns, checks, context words, headers, examples. --recognizers adds a folder of "
        "your own.",
    ),
    "help.recognizers.test": (
        "先校验文件，再运行每个示例：found 必须由该识别器恰好找到标出的部分，not_found 不得被它找到。全部通过退出码为 0，否则为 1。",
        "Validates the files, then runs every example: a found one must give exactly the marked span, a not_found one nothing. "
        "Exit code 0 if all pass, else 1.",
    ),
    "help.policies": ("策略决定哪些内容可以离开、以什么形式离开。", "A policy says what may leave, and in which form."),
    # -- help: options
    "opt.format": ("输出格式：terminal（默认）、json、jsonl（每行一条）或 parquet",
        "Output: terminal (default), json, jsonl (one finding per line) or parquet.",),
    "opt.output": ("写入文件，而不是标准输出", "Write to a file instead of standard output."),
    "opt.policy": ("策略：自带策略的名称或文件路径（默认 share）", "Policy: the name of a bundled one, or a file (default: share)."),
    "opt.recognizers": ("加入该文件夹中的识别器，可多次给出", "Add the recognizers of this folder; may be given more than once."),
    "opt.entity": ("只查找这种信息，可多次给出", "Look for this entity only; may be given more than once."),
    "opt.encoding": ("文件编码（默认自动判断）", "Encoding of the files (default: detected)."),
    "opt.password-env": ("加密文件（xlsx、zip 等）的密码所在的环境变量", "Environment variable that holds the password of encrypted files (xlsx, zip)."),
    "opt.findings": ("另把全部发现逐条写入 .jsonl 或 .parquet", "Also write every finding to this .jsonl or .parquet file."),
    "opt.source-format": (
        "按此格式读取（默认按内容和后缀判断）：text、csv、json、jsonl、sql、xlsx、xls、ods、html、spreadsheetml、zip、parquet、feather、sqlite",
        "Read as this format (default: by content and suffix): text, csv, json, jsonl, sql, xlsx, xls, ods, html, spreadsheetml, zip, parquet, feather, sqlite.",
    ),
    "opt.include": ("文件夹中只取匹配的文件，可多次给出", "Take only matching files of folders; may be given more than once."),
    "opt.exclude": ("文件夹中跳过匹配的文件，可多次给出", "Leave out matching files of folders; may be given more than once."),
    "opt.table": (
        "数据库中只读这张表（也可写“模式.表名”），可多次给出（默认：默认模式的全部表）",
        "Read only this table of a database (or schema.table); may be given more than once (default: all of the default schema).",
    ),
    "opt.examples": ("每种信息显示几个例子（默认 5）", "Examples to show per entity (default: 5)."),
    "opt.reveal": ("显示原值；输出不是终端时须同时给出 --force", "Show raw values; needs --force too unless the output is a terminal."),
    "opt.force": ("与 --reveal 一起用：允许原值写入文件或管道", "With --reveal: let raw values go to a file or a pipe."),
    "opt.tagger": (
        "在正文中找姓名的模型：lac（默认）、spacy:已安装的管线，或 none（不用模型，更快，漏掉的姓名更多）",
        "a model that finds names in running text: lac (the default), spacy:INSTALLED-PIPELINE, or none (no model: faster,"
        " and misses more names)",
    ),
    "opt.key-file": (
        "密钥文件，用于假名和指纹（默认取环境变量 LEAKGUARD_KEY_FILE、LEAKGUARD_KEY）",
        "File with the secret key for tokens and fingerprints (default: LEAKGUARD_KEY_FILE, LEAKGUARD_KEY).",
    ),
    "opt.jobs": (
        "用 N 个进程：各处理一个文件或一个大 CSV 的一段（默认 1，0 为处理器个数）；结果不变",
        "Use N processes, each for a file or a stretch of a large CSV (default: 1; 0: one per processor). Results stay the same.",
    ),
    "opt.no-color": ("不用颜色（也可设置 NO_COLOR）", "No colours (NO_COLOR does the same)."),
    "opt.target": ("脱敏副本的路径，- 为标准输出", "Where the redacted copy goes; - is standard output."),
    "opt.overwrite": ("允许覆盖已有的输出", "Replace an output that exists already."),
    "opt.quiet": ("成功时不显示说明", "Say nothing about a success."),
    "opt.verbose": ("在标准错误输出一行结论", "Print one line with the verdict on standard error."),
    "opt.show-format": ("terminal（默认）或 yaml（文件原文）", "terminal (default), or yaml (the file as it stands)."),
    # -- errors
    "error": ("错误：{text}", "Error: {text}"),
    "error.usage": ("查看用法：{command} --help", "See {command} --help."),
    "error.command": ("没有命令 {name}。可用：{known}", "There is no command {name}. There are: {known}"),
    "error.os": ("{path}：{problem}", "{path}: {problem}"),
    "error.crash": (
        "内部错误 {kind}，位置 {place}。没有给出结论，请不要分享。为避免泄露，错误内容不显示；"
        "设置 LEAKGUARD_DEBUG=1 可看到调用栈（不含数据）。",
        "internal error {kind} at {place}. There is no verdict: do not share. What the error says is withheld, it could hold "
        "personal data; set LEAKGUARD_DEBUG=1 to see the call stack (without data).",
    ),
    "error.interrupted": ("已中断，没有结论。", "Interrupted; there is no verdict."),
    "error.reveal": (
        "--reveal 会把原值写到终端以外的地方。去掉 --reveal；若确实需要，再加上 --force。",
        "--reveal would send raw values somewhere other than a terminal. Leave it out, or add --force if that is what you want.",
    ),
    "error.force": ("--force 只能与 --reveal 一起使用。", "--force means something with --reveal only."),
    "error.nothing": ("没有可扫描的文件。检查路径以及 --include、--exclude。", "There is no file to scan. Check the paths, --include and --exclude."),
    "error.output-is-input": (
        "{path} 是要扫描的文件之一；原文件不会被改动。换一个输出路径，或用 --exclude 排除它。",
        "{path} is one of the files to scan; originals are never modified. Give another output, or leave it out with --exclude.",
    ),
    "error.entity": ("没有实体 {name}。{cure}", "There is no entity {name}. {cure}"),
    "error.recognizer": ("没有识别器 {name}。{cure}", "There is no recognizer {name}. {cure}"),
    "error.folder-to-stdout": ("文件夹不能输出到标准输出。给出一个文件夹路径。", "A folder cannot go to standard output. Give the path of a folder."),
    # -- report: per source
    "report.table": ("表格", "table"),
    "report.text": ("文本", "text"),
    "report.stdin": ("标准输入", "standard input"),
    "report.stdout": ("标准输出", "standard output"),
    "report.encoding": ("{encoding}（{reason}）", "{encoding} ({reason})"),
    "report.cells": ("{count} 个单元格", "{count} cells"),
    "report.lines": ("{count} 行", "{count} lines"),
    "report.findings": ("发现 {count} 处", "{count} found"),
    "report.records": ("涉及 {count} 条记录（约等于人数）", "in {count} records (about one a person)"),
    "report.forbidden": ("禁止外传 {count} 处", "{count} forbidden"),
    "report.nothing": ("没有发现", "nothing found"),
    "report.entity": ("信息类型", "Entity"),
    "report.column": ("列", "Column"),
    "report.header": ("表头", "Header"),
    "report.meaning": ("视为", "Taken for"),
    "report.found": ("发现", "Found"),
    "report.other-columns": ("其余 {count} 列没有发现", "nothing in the other {count} columns"),
    "report.no-header": ("（无表头）", "(none)"),
    "meaning.free-text": ("文字", "free text"),
    "meaning.other": ("其他数据", "other data"),
    "meaning.unknown": ("未判定", "not known"),
    # -- report: examples
    "report.examples": ("例子（预览已遮盖，! 为策略禁止）", "Examples (previews are masked; ! is forbidden)"),
    "report.examples-raw": ("例子（原值，! 为策略禁止）", "Examples (RAW VALUES; ! is forbidden)"),
    "report.entity-line": ("{title} {entity}：{count} 处，禁止 {forbidden} 处", "{title} {entity}: {count} found, {forbidden} forbidden"),
    "report.more": ("另有 {count} 处", "and {count} more"),
    "place.cell": ("第 {row} 行 第 {column} 列", "row {row}, column {column}"),
    "place.header": ("{place}「{header}」", '{place} "{header}"'),
    "place.pointer": ("{pointer}", "{pointer}"),
    "place.whole-line": ("第 {line} 行", "line {line}"),
    "where.comment": ("批注", "comment"),
    "where.header": ("页眉页脚", "page header or footer"),
    "where.name": ("名称", "name"),
    "where.property": ("文档属性", "document property"),
    "where.formula": ("公式", "formula"),
    "where.validation": ("数据验证", "data validation"),
    "where.filter": ("筛选条件", "filter"),
    "where.deleted": ("已删除但仍在文件中", "deleted but still in the file"),
    "where.link": ("链接", "link"),
    "where.title": ("标题", "title"),
    "where.attribute": ("属性", "attribute"),
    "where.schema": ("表结构", "schema"),
    "where.key": ("键名", "key"),
    "where.drawing": ("图形文字", "drawing"),
    "where.script": ("脚本", "script"),
    "place.line": ("第 {line} 行 第 {character} 字", "line {line}, character {character}"),
    "why.pattern": ("写法 {name}", "pattern {name}"),
    "why.check.pass": ("校验 {name} 通过", "check {name} passed"),
    "why.check.plausible": ("校验 {name} 形状合理", "check {name} plausible"),
    "why.check.weak": ("校验 {name} 存疑", "check {name} doubtful"),
    "why.check.fail": ("校验 {name} 未通过", "check {name} failed"),
    "why.context": ("附近有「{name}」", 'near "{name}"'),
    "why.header": ("表头「{name}」", 'header "{name}"'),
    "why.column": ("同列多为此类", "the rest of the column"),
    "why.grammar": ("地址结构 {name}", "address grammar {name}"),
    "why.form": ("姓名形式 {name}", "form of the name {name}"),
    "why.tagger": ("姓名模型 {name}", "tagger {name}"),
    "why.gazetteer": ("本文件他处已证实", "proved elsewhere in this file"),
    "why.neighbour": ("同行相邻「{name}」", 'beside "{name}"'),
    "why.linked": ("同一组关联「{name}」", 'linked by "{name}"'),
    "why.other": ("{kind} {name}", "{kind} {name}"),
    "why.against": ("反对：{reason}", "against: {reason}"),
    "why.separator": ("；", "; "),
    # -- report: unscanned and verdict
    "report.unscanned": ("未扫描（按“不可分享”处理）", "Not scanned (counts as: do not share)"),
    "report.cure": ("处理：{cure}", "cure: {cure}"),
    "reason.unsupported": ("不支持的格式", "format not supported"),
    "reason.undecodable": ("编码无法识别", "cannot be decoded"),
    "reason.unreadable": ("无法读取", "cannot be read"),
    "reason.binary": ("不是文本文件", "not a text file"),
    "reason.too-large": ("超出大小限制", "too large"),
    "reason.encrypted": ("已加密", "encrypted"),
    "reason.aborted": ("读取它的进程中途终止", "the process that read it ended before its time"),
    "reason.unfinished": ("读取期间文件有变化", "changed while it was read"),
    "cure.unsupported": ("另存为 CSV 或文本后再扫描", "save it as CSV or text and scan that"),
    "cure.undecodable": ("用 --encoding 指明编码（如 gb18030、big5、utf-8）", "name the encoding with --encoding (gb18030, big5, utf-8 ...)"),
    "cure.unreadable": (
        "检查文件是否存在、是否完整、是否有读取权限",
        "check that it exists, is whole and may be read",
    ),
    "cure.binary": ("另存为 CSV 或文本，或用 --exclude 排除", "save it as CSV or text, or leave it out with --exclude"),
    "cure.too-large": ("拆分后再扫描", "split it and scan the parts"),
    "cure.encrypted": ("解密后再扫描", "decrypt it first"),
    "cure.aborted": ("重新运行；内存不足时减小 --jobs", "run again, with fewer --jobs if memory is short"),
    "cure.unfinished": ("文件不再变化后重新运行", "run again once the file no longer changes"),
    "cure.other": ("处理后重新扫描，或不要分享", "mend it and scan again, or do not share it"),
    "encoding.byte order mark": ("有字节顺序标记", "byte order mark"),
    "encoding.valid UTF-8": ("符合 UTF-8", "valid UTF-8"),
    "encoding.pure ASCII": ("纯 ASCII", "pure ASCII"),
    "encoding.set by the format": ("由格式规定", "set by the format"),
    "encoding.given": ("由选项指定", "given"),
    "encoding.UTF-8 with a few damaged bytes": ("UTF-8，有少量坏字节", "UTF-8 with a few damaged bytes"),
    "encoding.UTF-16 without a byte order mark": ("UTF-16，无字节顺序标记", "UTF-16 without a byte order mark"),
    "encoding.GB18030 scores above Big5": ("按字频判断，优于 Big5", "GB18030 scores above Big5"),
    "encoding.Big5 scores above GB18030": ("按字频判断，优于 GB18030", "Big5 scores above GB18030"),
    "verdict.share": ("结论：可以原样分享。没有策略 {policy} 禁止的内容。", "Verdict: may be shared as it is. Nothing that the policy {policy} forbids."),
    "verdict.share-redacted": (
        "结论：不能原样分享，脱敏后可以。{forbidden} 处为策略 {policy} 所禁止。",
        "Verdict: not as it is; share a redacted copy. The policy {policy} forbids {forbidden} of the findings.",
    ),
    "verdict.do-not-share": ("结论：不要分享。{unscanned} 项未能扫描。", "Verdict: do not share. Not scanned: {unscanned}."),
    "verdict.do-not-share-both": (
        "结论：不要分享。{unscanned} 项未能扫描；另有 {forbidden} 处为策略 {policy} 所禁止。",
        "Verdict: do not share. Not scanned: {unscanned}; and the policy {policy} forbids {forbidden} of the findings.",
    ),
    "todo.redact": ("下一步：leakguard redact {source} -o {target}", "Next: leakguard redact {source} -o {target}"),
    "todo.redact-many": ("下一步：用 leakguard redact 逐个（或按文件夹）脱敏", "Next: redact them (or their folder) with leakguard redact"),
    "todo.unscanned": ("下一步：按上面的办法处理未扫描的项，再扫描一次", "Next: mend what was not scanned, as said above, and scan again"),
    "note.entities": ("注意：只查找了 {names}，其他信息没有查找。", "Note: only {names} were looked for, nothing else."),
    "error.parquet-to-terminal": ("parquet 是二进制格式，请用 -o 指定文件", "Parquet is binary. Name a file with -o."),
    "error.findings-of-folder": ("--findings 只用于单个文件", "--findings is for a single file."),
    "redact.notice": ("注意：{text}", "Note: {text}."),
    "redact.unread": ("以下部分未经检查，原样写入副本：", "Copied without being looked at:"),
    "progress.rate": ("，每秒 {rate} 行", ", {rate} rows/s"),
    "progress.left": ("，{share}，还需约 {seconds} 秒", ", {share}, about {seconds} s left"),
    "progress": ("正在扫描 {name}：{count}", "scanning {name}: {count}"),
    # -- redaction
    "redact.done": ("{source} → {output}", "{source} → {output}"),
    "redact.changed": ("已处理", "Changed"),
    "redact.kept": ("保留", "Kept"),
    "redact.masked": ("其中已遮盖", "Masked before"),
    "redact.times": ("{operator} {count}", "{operator} {count}"),
    "redact.none": ("没有发现，副本与原文件相同", "nothing found; the copy is the same as the original"),
    "redact.file-line": ("处理 {spans} 处，保留 {kept} 处", "{spans} changed, {kept} kept"),
    "redact.proof-partly": (
        "重新扫描副本：读到的部分没有策略 {policy} 禁止的内容；下列部分未经检查，请勿直接分享。",
        "Scanned again: what could be read of the copy holds nothing that the policy {policy} forbids. The parts below were not checked; do not share it as it is.",
    ),
    "redact.proof": ("验证通过：重新扫描副本，没有策略 {policy} 禁止的内容。", "Proof passed: scanned again, the copy holds nothing that the policy {policy} forbids."),
    "redact.proof-many": (
        "验证通过：重新扫描 {count} 个副本，没有策略 {policy} 禁止的内容。",
        "Proof passed: scanned again, the {count} copies hold nothing that the policy {policy} forbids.",
    ),
    "redact.output": ("输出：{output}", "Output: {output}"),
    "redact.residue": ("验证未通过，没有写出", "Proof failed, not written"),
    "redact.failed": ("无法写出", "Could not be written"),
    "redact.unscanned": ("未能扫描，没有复制", "Not scanned, not copied"),
    # -- evaluation
    "verb.eval": ("用已标注的数据检验：召回、遮住率、误报", "Measure on labelled data: found, hidden, false alarms."),
    "help.eval": (
        "用已标注的文件检验 leakguard，并可与另一种配置比较。文件夹中取所有 *.jsonl。\n\n"
        "文本：每行一个 {{\"id\", \"text\", \"spans\": [{{\"start\", \"end\", \"type\", \"optional\", \"alt\"}}], \"tags\"}}。start、end 为码点，"
        "左闭右开；type 用实体名（PHONE_NUMBER）或简称（PHONE、ID_CARD、WAYBILL）；optional 的片段找不找到都不计；alt 为同样算对的类型；"
        "id、optional、alt、tags 可省略。\n\n"
        "导出文件 F：旁边放 F.gold.jsonl，每行一处 {{\"sheet\", \"row\", \"col\", \"path\", \"cell\", \"start\", \"end\", \"type\", \"optional\"}}。"
        "row、col 从 0 数，标题行和表头也算；cell 为该格原文，只去掉 CSV 引号。未能扫描的导出文件按全部漏掉计。\n\n"
        "不显示原值，除非给出 --reveal。退出码：0 完成；1 低于 --fail-under；2 用法错误或标注文件有误。",
        "Measure leakguard on labelled files, and beside another configuration if you like. Of folders every *.jsonl is read.\n\n"
        "Texts, one a line: {{\"id\", \"text\", \"spans\": [{{\"start\", \"end\", \"type\", \"optional\", \"alt\"}}], \"tags\"}}. start and end are "
        "code points, the end exclusive; type is an entity (PHONE_NUMBER) or a short name (PHONE, ID_CARD, WAYBILL); an "
        "optional span counts neither way; alt are types that are as good; id, optional, alt and tags may be left out.\n\n"
        "Of an export F, F.gold.jsonl beside it, one label a line: {{\"sheet\", \"row\", \"col\", \"path\", \"cell\", \"start\", \"end\", \"type\", "
        "\"optional\"}}. row and col count from 0, title and header rows included; cell is the field as stored, freed from CSV "
        "quotes only. An export that cannot be scanned counts as missed whole.\n\n"
        "No raw value is shown without --reveal. Exit codes: 0 done, 1 below --fail-under, 2 wrong use or a wrong labelled file.",
    ),
    "opt.eval-format": ("输出格式：text（默认）或 json", "Output: text (default) or json."),
    "opt.by-tag": ("再按标签（tags）列出；导出文件按文件列出", "Figures by tag too; of exports, by file."),
    "opt.show": ("漏掉、不准和误报各列出几处（默认 10，0 为不列）", "Misses, inexact findings and false alarms to list, of each (default: 10; 0: none)."),
    "opt.show-all": ("全部列出", "List all of them."),
    "opt.threshold": ("报告的最低分，0 到 1（默认 0.5）", "Least score that is reported, 0 to 1 (default: 0.5)."),
    "opt.eval-tagger": ("姓名模型，同 scan（默认也相同）", "Tagger of names, as for scan (and the same by default)."),
    "opt.against": (
        "与只在此处不同的配置比较：tagger=none、threshold=0.4、recognizers=DIR（留空为不加），可多次给出",
        "Compare with a configuration that differs in this: tagger=none, threshold=0.4, recognizers=DIR (empty: none); may be "
        "given more than once.",
    ),
    "opt.fail-under": (
        "低于任何一项则退出码为 1，如 leak_recall=0.9,f1=0.8,PHONE.leak_recall=0.99；可用 leak_recall、f1、precision、recall、overlap_precision",
        "Exit with 1 below any of these: leak_recall=0.9,f1=0.8,PHONE.leak_recall=0.99. There are leak_recall, f1, precision, "
        "recall and overlap_precision.",
    ),
    "error.eval-nothing": (
        "没有找到标注文件（*.jsonl）。检查路径以及 --include、--exclude。",
        "There is no labelled file (*.jsonl). Check the paths, --include and --exclude.",
    ),
    "error.eval-stdin": ("标注文件不能来自标准输入。给出文件路径。", "Labelled data cannot come from standard input. Name a file."),
    "error.show": ("--show 与 --show-all 只能给出一个。", "--show and --show-all exclude each other."),
    "note.eval-skipped": ("跳过 {path}：第一行不是标注文本", "passed over {path}: its first line is no labelled text"),
    "note.eval-misplaced": (
        "{path}：{count} 处标注与导出文件的内容不符（首处在第 {line} 行）。检查 row、col、cell，或文件改动后重新标注；已按原样计分。",
        "{path}: {count} labels do not fit what stands in the export (the first is in line {line}). Check row, col and cell, or "
        "label again if the export has changed; they were scored as they are.",
    ),
    "note.eval-unscanned": ("以下导出文件未能扫描，其中的标注全部按漏掉计：", "Not scanned, so all their labels count as missed:"),
    "eval.below": ("未达到 {measure}：{value}，要求至少 {least}", "{measure} is {value}, below {least}"),
    "eval.not-measured": ("未达到 {measure}：没有相应的标注，无法计算", "{measure} cannot be measured, no label asks for it: not passed"),
    "eval.configuration": ("配置：姓名模型 {tagger}，最低分 {threshold}，另加识别器 {folders}", "Configuration: tagger {tagger}, threshold {threshold}, added recognizers {folders}"),
    "eval.no-recognizers": ("无", "none"),
    "eval.set": ("数据集", "Set"),
    "eval.type": ("类型", "Type"),
    "eval.tag": ("标签", "Tag"),
    "eval.all": ("合计", "all"),
    "eval.exports": ("导出文件", "exports"),
    "eval.required": ("应找到", "Required"),
    "eval.leak_recall": ("遮住率", "Leak recall"),
    "eval.f1": ("F1", "F1"),
    "eval.precision": ("精确率", "Precision"),
    "eval.recall": ("召回率", "Recall"),
    "eval.overlap_precision": ("触及率", "Overlap"),
    "eval.false_alarms_per_10k": ("误报/万字", "Alarms/10k"),
    "eval.over_mask": ("多遮", "Over-mask"),
    "eval.means": (
        "导出文件平均：遮住率 {leak_recall}，F1 {f1}；{files} 个文件，{files_with_labels} 个有须找到的内容，其中 {files_without_leak} 个没有漏",
        "Exports, mean of files: leak recall {leak_recall}, F1 {f1}; {files} files, {files_with_labels} with required labels, "
        "{files_without_leak} of these without a leak",
    ),
    "eval.miss": ("漏掉（没有完全遮住），{count} 处中的 {shown} 处", "Misses (not hidden whole): {shown} of {count}"),
    "eval.inexact": ("不准（遮住了，但起止或类型不同），{count} 处中的 {shown} 处", "Inexact (hidden, with other bounds or another type): {shown} of {count}"),
    "eval.alarm": ("误报（不触及任何标注），{count} 处中的 {shown} 处", "False alarms (touch no label): {shown} of {count}"),
    "eval.miss-first": ("只有配置 1 漏掉，{count} 处中的 {shown} 处", "Misses of configuration 1 only: {shown} of {count}"),
    "eval.miss-second": ("只有配置 2 漏掉，{count} 处中的 {shown} 处", "Misses of configuration 2 only: {shown} of {count}"),
    "eval.inexact-first": ("只有配置 1 不准，{count} 处中的 {shown} 处", "Inexact in configuration 1 only: {shown} of {count}"),
    "eval.inexact-second": ("只有配置 2 不准，{count} 处中的 {shown} 处", "Inexact in configuration 2 only: {shown} of {count}"),
    "eval.alarm-first": ("只有配置 1 误报，{count} 处中的 {shown} 处", "False alarms of configuration 1 only: {shown} of {count}"),
    "eval.alarm-second": ("只有配置 2 误报，{count} 处中的 {shown} 处", "False alarms of configuration 2 only: {shown} of {count}"),
    "eval.hidden": ("遮住 {hidden}/{length} 字", "{hidden} of {length} hidden"),
    "eval.found": ("找到：{found}", "found: {found}"),
    "eval.line": ("第 {line} 行", "line {line}"),
    "eval.legend": (
        "遮住率：须找到的内容被完全遮住的比例，不论类型。精确率、召回率、F1：起止和类型都对才算。触及率：触及标注的发现所占比例。"
        "误报/万字：不触及任何标注的发现。多遮：标注以外会被遮住的字所占比例。",
        "Leak recall: required labels that are hidden whole, by findings of whatever type. Precision, recall, F1: same start, end and "
        "type. Overlap: findings that touch a label. Alarms/10k: findings that touch none, per 10,000 characters. Over-mask: "
        "characters outside the labels that would be hidden.",
    ),
    # -- columns
    "opt.part": ("只看这个工作表（或表）", "Only this sheet or table."),
    "opt.columns-format": ("输出格式：terminal（默认）或 json", "Output: terminal (default) or json."),
    "error.no-table": ("{name} 中没有表格。", "There is no table in {name}."),
    "error.no-part": ("{name} 中没有名为 {part} 的表。", "There is no table {part} in {name}."),
    "columns.confidence": ("把握", "Sure"),
    "columns.fitting": ("相符", "Fit"),
    "columns.why": ("依据", "Why"),
    "columns.rows": ("看了 {count} 行", "{count} rows looked at"),
    "columns.header-one": ("表头在第 {first} 行", "header in row {first}"),
    "columns.header-two": ("表头在第 {first} 至 {last} 行", "header in rows {first} to {last}"),
    "columns.header-none": ("没有表头", "no header"),
    "columns.header-named": ("列名由格式给出", "columns named by the format"),
    "column.header": ("表头", "the header"),
    "column.goods": ("{share} 的值像手机号，但表头说的是货物", "{share} of the values look like mobile numbers, but the header speaks of goods"),
    "column.group": ("上层表头「{name}」", 'under "{name}"'),
    "column.values": ("{share} 的值是{name}", "{share} of the values are {name}"),
    "column.overruled": ("表头说是{name}，以值为准", "the header says {name}, but the values decide"),
    "column.misfit": ("多数值不像{name}，逐格查找", "most values are not {name}; read cell by cell"),
    "column.composite": ("{share} 的值含多项内容", "{share} of the values hold several things"),
    "column.neighbour": ("相邻的{name}列", "the column of {name} beside it"),
    "column.nobody": ("其他列都与人无关", "no other column tells of a person"),
    "column.changed": ("后面的行变了，之前视为{name}", "later rows differ; earlier ones were taken for {name}"),
    "column.few": ("只有 {count} 种值", "only {count} different values"),
    "column.masked": ("{share} 的值已遮盖", "{share} of the values are masked"),
    "column.empty": ("没有值", "no values"),
    "shape.resident-ids": ("居民身份证号", "resident IDs"),
    "shape.mobiles": ("手机号", "mobile numbers"),
    "shape.landlines": ("座机号", "landline numbers"),
    "shape.emails": ("电子邮箱", "e-mail addresses"),
    "shape.ips": ("IP 地址", "IP addresses"),
    "shape.macs": ("MAC 地址", "MAC addresses"),
    "shape.vins": ("车架号", "vehicle ID numbers"),
    "shape.plates": ("车牌号", "licence plates"),
    "shape.bank-cards": ("银行卡号", "bank cards"),
    "shape.company-codes": ("统一社会信用代码", "social credit codes"),
    "shape.payments": ("支付流水号", "payment numbers"),
    "shape.waybills": ("运单号", "tracking numbers"),
    "shape.orders": ("订单号", "order numbers"),
    "shape.names": ("姓名", "names"),
    "shape.name-like": ("像姓名的词", "words that look like names"),
    "shape.companies": ("单位名称", "names of companies"),
    "shape.regions": ("地区", "regions"),
    "shape.addresses": ("地址", "addresses"),
    "shape.composite": ("含电话的文字", "texts with telephone numbers"),
    "shape.times": ("日期时间", "dates and times"),
    "shape.amounts": ("金额", "amounts"),
    "shape.counts": ("数量", "counts"),
    "shape.codes": ("编码", "codes"),
    "shape.urls": ("网址", "links"),
    "shape.words": ("词", "words"),
    "shape.text": ("文字", "text"),
    # -- recognizers and policies
    "list.id": ("编号", "Id"),
    "list.kind": ("种类", "Kind"),
    "list.title": ("名称", "Title"),
    "list.status": ("状态", "Status"),
    "list.patterns": ("写法", "Patterns"),
    "list.examples": ("示例", "Examples"),
    "list.version": ("版本", "Version"),
    "list.rules": ("规则", "Rules"),
    "list.applies": ("适用于", "Applies to"),
    "list.operator": ("处理方式", "Operator"),
    "list.forbidden": ("原样", "As it is"),
    "list.reason": ("理由", "Reason"),
    "list.everything": ("其余全部", "everything else"),
    "list.header-like": ("表头 {glob}", "header {glob}"),
    "list.yes": ("禁止", "forbidden"),
    "list.no": ("允许", "allowed"),
    "status.stable": ("稳定", "stable"),
    "status.experimental": ("试验", "experimental"),
    "status.disabled": ("停用", "disabled"),
    "show.references": ("依据", "References"),
    "show.engine": ("引擎", "Engine"),
    "show.cell": ("整格", "Whole cell"),
    "show.checks": ("校验", "Checks"),
    "show.context": ("上下文", "Context"),
    "show.boost": ("支持（之前）", "For, before"),
    "show.boost_after": ("支持（之后）", "For, after"),
    "show.veto": ("反对（之前）", "Against, before"),
    "show.veto_after": ("反对（之后）", "Against, after"),
    "show.window": ("窗口 {window} 字，加分 {strength}", "window {window} characters, strength {strength}"),
    "show.legal": ("法律类别", "Legal class"),
    "show.false-positives": ("易误认", "Mistaken for"),
    "show.found": ("应找到", "Found"),
    "show.not-found": ("不应找到", "Not found"),
    "show.preview": ("预览", "Preview"),
    "show.preview-form": ("露出前 {start} 位、后 {end} 位，最多三分之一", "shows {start} at the start and {end} at the end, a third at most"),
    "show.file": ("文件", "File"),
    "show.min-score": ("最低分", "Minimum score"),
    "test.invalid": ("无效：{text}", "invalid: {text}"),
    "test.failed": ("未通过：{file} {list} 第 {number} 个", "failed: {file}, {list} number {number}"),
    "test.example": ("示例：{text}", "example: {text}"),
    "test.under": ("（表头 {header}）", " (header {header})"),
    "test.missed": ("应找到「{wanted}」，实际：{got}", "should find [{wanted}], but: {got}"),
    "test.alarm": ("不应找到，实际：{got}", "should find nothing, but: {got}"),
    "test.nothing": ("没有发现", "nothing"),
    "test.not-run": ("先修正文件，示例没有运行。", "Mend the files first; no example was run."),
    "test.summary": ("{recognizers} 个识别器，{examples} 个示例，{failures} 个未通过。", "{recognizers} recognizers, {examples} examples, {failures} failed."),
    "policy.valid": ("{file}：有效，{rules} 条规则，策略 {id} 第 {version} 版", "{file}: valid, {rules} rules, policy {id} version {version}"),
}
"""Id -> text in Chinese and in English; ``{name}`` is filled in by the caller."""

ENTITY_TITLES: Mapping[str, tuple[str, str]] = {
    "PERSON": ("姓名", "name"),
    "PHONE_NUMBER": ("电话号码", "phone number"),
    "ADDRESS": ("地址", "address"),
    "CN_RESIDENT_ID": ("居民身份证号", "resident ID"),
    "CN_PASSPORT": ("护照号", "passport"),
    "CN_TRAVEL_PERMIT": ("通行证号", "travel permit"),
    "CN_MILITARY_ID": ("军官证号", "military ID"),
    "HK_ID": ("香港身份证号", "Hong Kong ID"),
    "MO_ID": ("澳门身份证号", "Macao ID"),
    "TW_ID": ("台湾身份证号", "Taiwan ID"),
    "CN_BANK_CARD": ("银行卡号", "bank card"),
    "EMAIL_ADDRESS": ("电子邮箱", "e-mail address"),
    "WECHAT_ID": ("微信号", "WeChat ID"),
    "QQ_NUMBER": ("QQ 号", "QQ number"),
    "ALIPAY_ACCOUNT": ("支付宝账号", "Alipay account"),
    "PLATFORM_ACCOUNT": ("平台账号", "platform account"),
    "CN_LICENSE_PLATE": ("车牌号", "licence plate"),
    "CN_VIN": ("车架号", "vehicle ID number"),
    "DATE_OF_BIRTH": ("出生日期", "date of birth"),
    "IP_ADDRESS": ("IP 地址", "IP address"),
    "MAC_ADDRESS": ("MAC 地址", "MAC address"),
    "IMEI": ("手机串号", "IMEI"),
    "ORDER_ID": ("订单号", "order number"),
    "TRACKING_NUMBER": ("运单号", "tracking number"),
    "PAYMENT_ID": ("支付流水号", "payment number"),
    "CN_USCC": ("统一社会信用代码", "social credit code"),
    "SERVICE_NUMBER": ("公共服务号码", "service number"),
}
"""Entity -> its name in Chinese and in English."""
# fmt: on


class Texts:
    """The texts of one language. ``texts("report.cells", count=3)`` is a sentence."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._index = LANGUAGES.index(language)

    def __call__(self, key: str, /, **values: object) -> str:
        return MESSAGES[key][self._index].format(**values)

    def known(self, key: str, otherwise: str = "") -> str:
        """The text of a key that is put together elsewhere, if there is one, or else ``otherwise``."""
        return MESSAGES[key][self._index] if key in MESSAGES else otherwise

    def entity(self, name: str) -> str:
        """The name of an entity for people; a user's own entity goes by its identifier."""
        titles = ENTITY_TITLES.get(name)
        return titles[self._index] if titles else name


def language(explicit: str | None, environ: Mapping[str, str]) -> str:
    """``explicit`` if it is a known language, else what the environment asks for: ``zh`` for ``zh*``, else ``en``.

    As in POSIX, the first of ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` that is set and not empty decides.
    """
    if explicit in LANGUAGES:
        return str(explicit)
    value = next((environ[name] for name in _VARIABLES if environ.get(name)), "")
    return "zh" if value.lower().startswith("zh") else "en"
