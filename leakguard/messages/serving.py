"""The HTTP service."""

from __future__ import annotations

from collections.abc import Mapping

# fmt: off
MESSAGES: Mapping[str, tuple[str, str]] = {
    # -- serve
    "verb.serve": ("提供 HTTP 服务：检查、脱敏", "Check and redact over HTTP."),
    "help.serve": (
        "提供 HTTP 服务，供导出数据的 ERP 或上传页面调用：POST /v1/check 给出结论，POST /v1/redact 返回脱敏副本及回执；"
        "说明见 GET /openapi.json。默认只在本机可用；其他地址必须设令牌，并在前面加 TLS。上传的文件只在处理期间存放于私有临时文件夹。"
        "日志（标准错误）不含文件内容、文件名和查询参数。\n\n"
        "退出码：0 被 SIGTERM 正常结束；2 用法或配置错误；130 被中断。",
        "Serve over HTTP, for the ERP or the upload page that exports: POST /v1/check gives a verdict, POST /v1/redact a redacted copy "
        "with its receipt; GET /openapi.json describes both. Only this machine can reach it by default; any other address "
        "needs a token, and TLS in front of it. Uploads lie in a private temporary folder while they are worked on. The "
        "log (standard error) holds nothing of the files, their names or the query.\n\n"
        "Exit codes: 0 ended by SIGTERM, 2 wrong use or configuration, 130 interrupted.",
    ),
    "opt.host": ("监听的 IP 地址（默认 127.0.0.1）", "IP address to listen on (default: 127.0.0.1)."),
    "opt.port": ("端口（默认 8741），0 为任取一个空闲端口", "Port (default: 8741); 0 takes any free one."),
    "opt.token-env": ("令牌所在的环境变量", "Environment variable that holds the token."),
    "opt.token-file": ("令牌文件", "File that holds the token."),
    "opt.serve-policy": (
        "允许请求使用的策略，可多次给出；第一个为默认（默认 share）",
        "Policy that requests may ask for; may be given more than once, the first is the default (default: share).",
    ),
    "opt.all-policies": (
        "允许请求使用所有自带策略，包括什么都不改的策略",
        "Let requests ask for every bundled policy, even those that change nothing.",
    ),
    "opt.max-bytes": ("上传的大小上限，字节（默认 100 MiB）", "Most bytes of an upload (default: 100 MiB)."),
    "opt.timeout": ("处理一个文件的时限，秒（默认 60）；超时即终止", "Seconds that the work on a file may take (default: 60); then it is ended."),
    "opt.body-timeout": (
        "客户端停止发送或接收多少秒后断开（默认 20）",
        "Seconds after which a client that neither sends nor reads is given up (default: 20).",
    ),
    "opt.grace": (
        "收到 SIGTERM 后等待处理中的请求多少秒（默认 10），之后终止",
        "Seconds that requests in progress have after SIGTERM (default: 10); then they are ended.",
    ),
    "opt.serve-jobs": ("工作进程数（默认 1）；同时处理的请求最多为其 4 倍", "Worker processes (default: 1); at most 4 requests each are taken at a time."),
    "opt.serve-journal": ("把每个结论追加到该日志（见 journal verify）", "Append every verdict to this journal (see journal verify)."),
    "opt.serve-signing-key": ("用该 Ed25519 私钥签署回执", "Sign receipts with this Ed25519 private key."),
    "serve.listening": ("正在监听 {url}，策略：{policies}", "listening on {url}, policies: {policies}"),
    "note.serve-tls": (
        "提示：本机以外也能访问。服务本身不加密，请在前面加上 TLS（反向代理），不要直接暴露。",
        "note: other machines can reach this. The service does not encrypt: put TLS in front of it (a reverse proxy), never expose it as it is.",
    ),
    "note.serve-open": (
        "提示：未设令牌，本机任何程序都可使用。用 --token-env 或 --token-file 设置。",
        "note: there is no token, so any program on this machine can use it. Set one with --token-env or --token-file.",
    ),
    "note.token-mode": ("提示：其他用户可以读取令牌文件。用 chmod 600 收紧权限。", "note: other users can read the token file. Tighten it with chmod 600."),
    "http.bad-request": ("请求无法解析。", "The request cannot be parsed."),
    "http.bad-form": ("表单无法解析，或其中名为 file 的文件不是恰好一个。", "The form cannot be parsed, or does not hold exactly one file in the field named file."),
    "http.bad-parameter": ("查询参数未知、重复或取值不当。见 /openapi.json。", "A query parameter is unknown, repeated or has a wrong value. See /openapi.json."),
    "http.empty": ("没有收到文件内容。", "There is no file in the request."),
    "http.unauthorised": ("需要正确的令牌：Authorization: Bearer。", "A valid token is needed: Authorization: Bearer."),
    "http.foreign-page": (
        "未设令牌的服务只接受本机程序的请求（Host 须为本机地址，且不来自其他网站的网页）。",
        "A server without a token answers local programs only: Host must be this machine, and Origin no other site.",
    ),
    "http.not-found": ("没有这个地址。见 /openapi.json。", "There is no such path. See /openapi.json."),
    "http.method": ("此地址不支持该方法。见 Allow。", "The path does not know this method. See Allow."),
    "http.slow": ("文件发送太慢或中断。", "The file came too slowly, or not at all."),
    "http.too-large": ("文件超过大小上限。", "The file is larger than the limit."),
    "http.media-type": (
        "Content-Type 应为 application/octet-stream 或 multipart/form-data。",
        "Content-Type must be application/octet-stream or multipart/form-data.",
    ),
    "http.coded": ("不支持压缩的请求体（Content-Encoding）。", "Compressed request bodies (Content-Encoding) are not taken."),
    "http.do-not-share": ("不可分享：没有可以给出的脱敏副本。原因见 judgement。", "Do not share: there is no redacted copy. The reasons are in judgement."),
    "http.headers": ("请求头或地址过长。", "The headers or the address of the request are too long."),
    "http.failed": ("内部错误，没有结论：不要分享。", "Internal error. There is no verdict: do not share."),
    "http.busy": ("服务繁忙，请稍后重试。", "Too many requests at a time. Try again later."),
    "http.timeout": ("处理超时，没有结论：不要分享。", "The work took too long. There is no verdict: do not share."),
    "http.residue": ("脱敏后复查仍有残留，没有给出副本。", "The proof after redaction failed: something forbidden was left, so there is no copy."),
    "http.residue-cure": ("请用虚构的例子连同策略一起报告这个问题。", "Please report this with the policy and an invented example that shows it."),
    "http.redact-cure": ("用 POST /v1/redact 取得脱敏副本。", "Get a redacted copy with POST /v1/redact."),
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
    "opt.alone": (
        "只检验姓名地址模型本身，不用其余规则；只计 PERSON 和 ADDRESS，只用于标注文本。LAC 和 spaCy 不认地址，以地名代替；"
        "地址须有五个字以上，并含街道一级的字或两位数字",
        "Judge the tagger by itself, without the rest: PERSON and ADDRESS only, in labelled texts only. For LAC and spaCy, "
        "which know no addresses, places stand in. An address must have five characters, and a word for a street or "
        "building or two digits.",
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
    "error.alone-export": (
        "--alone 只用于标注文本，不用于导出文件：{path}。去掉 --alone，或用 --exclude '*.gold.jsonl' 排除。",
        "--alone judges labelled texts, no exports: {path}. Leave out --alone, or the export by --exclude '*.gold.jsonl'.",
    ),
    "error.alone-tagger": (
        "--alone 只检验模型本身：不能用 --recognizers、--threshold，--against 也只能是 tagger=…。",
        "--alone judges nothing but the tagger: leave out --recognizers and --threshold; --against may say tagger=... only.",
    ),
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
    "eval.configuration-alone": ("配置：单独的姓名地址模型 {tagger}", "Configuration: tagger {tagger} by itself"),
    "eval.no-recognizers": ("无", "none"),
    "eval.set": ("数据集", "Set"),
    "eval.type": ("类型", "Type"),
    "eval.tag": ("标签", "Tag"),
    "eval.all": ("合计", "all"),
    "eval.exports": ("导出文件", "exports"),
    "eval.figure": ("指标", "Figure"),
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
    "eval.miss": ("漏掉（没有完全遮住），{count} 处中的 {shown} 处", "Misses (not fully masked): {shown} of {count}"),
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
        "Leak recall: required labels that are fully masked, by findings of whatever type. Precision, recall, F1: same start, end and "
        "type. Overlap: findings that touch a label. Alarms/10k: findings that touch none, per 10,000 characters. Over-mask: "
        "characters outside the labels that would be hidden.",
    ),
    "eval.legend-interval": (
        "1-2 和 95%：差值，以及把这些文本有放回地重新抽取 {draws} 次（导出文件按整个文件抽）时，有 95% 的次数落入的区间；区间不含 0，差别就不大可能出于偶然。",
        "1-2 and 95%: the difference, and the bounds within which it stays in 95 % of {draws} draws of the same texts with "
        "replacement (exports are drawn whole); where 0 is outside them, the difference is unlikely to be chance.",
    ),
}
# fmt: on
