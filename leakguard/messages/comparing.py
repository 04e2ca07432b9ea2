"""``leakguard report``: rendering later, comparing two reports, baselines."""

from __future__ import annotations

from collections.abc import Mapping

# fmt: off
MESSAGES: Mapping[str, tuple[str, str]] = {
    # -- the verb
    "verb.report": ("用扫描结果生成报告，比较两次扫描，建立基线", "Render findings later, compare two scans, make baselines."),
    "verb.report.show": ("用扫描结果生成报告（默认）", "Render findings as reports (the default)."),
    "verb.report.diff": ("比较两次扫描：新增、消失、不变", "Compare two scans: what is new, gone, unchanged."),
    "verb.report.baseline": ("把已知的发现写成基线", "Write known findings as a baseline."),
    "help.report": (
        "用 scan 写出的结果（.json、.jsonl、.ndjson、.parquet）继续工作，不再读原来的文件。leakguard report FINDINGS 即 "
        "leakguard report show FINDINGS；名为 show、diff、baseline 的文件写成 ./diff。",
        "Works on what scan wrote (.json, .jsonl, .ndjson, .parquet); the scanned files are not read again. `leakguard report FINDINGS` "
        "is short for `leakguard report show FINDINGS`. Write ./diff for a file that is called like a command.",
    ),
    "help.report.show": (
        "按后缀生成报告，可同时给出多个 -o；不给 -o 时显示在终端。结果文件里没有的（策略、未扫描的内容、未成年人等），报告会写明不知道。"
        "退出码 0 表示报告已生成，与内容无关；2 为用法错误。",
        "Renders reports by their suffix; -o may be given several times; without it the report is shown at the terminal. What the "
        "findings do not tell (the policy, what was not scanned, minors) is said to be unknown. Exit code 0 means that the reports "
        "were made, whatever they say; 2 is wrong use.",
    ),
    "help.report.diff": (
        "比较两次扫描的结果。来源、表、表头（或位置）、信息类型和指纹都相同的算同一处，行移动不影响；出现几次算几次。两次扫描须用同一个密钥"
        "（--key-file）；没有密钥时改按遮盖后的预览比较，看起来相同的不同值分辨不出。密钥不同则拒绝比较。\n\n"
        "退出码：0 没有新增策略禁止的内容；1 有（NEW 没有说明哪些被禁止时：有任何新增）；2 用法错误；3 没有新增，但 NEW 有内容未能扫描。",
        "Compares the findings of two scans. Those with the same source, part, header (or place), entity and fingerprint are the same, "
        "wherever their row has moved to; each counts as often as it is there. Both scans need the same key (--key-file). Without "
        "one, masked previews are compared, and different values that look alike are not told apart; with different keys the comparison is "
        "refused.\n\n"
        "Exit codes: 0 nothing new that the policy forbids, 1 something is (anything new at all, if NEW does not say what is "
        "forbidden), 2 wrong use, 3 nothing is, but parts of NEW were not scanned.",
    ),
    "help.report.baseline": (
        "把结果中的全部发现写成基线：按文件、列、信息类型列出带密钥的指纹，每条都有理由和最后一天。scan --baseline 放行其中的值。行移动、增加已知的值都不会改变基线；"
        "同样的结果得到同样的字节。FINDINGS 须是用密钥扫描得到的 .json 或 .parquet。",
        "Writes all findings as a baseline: keyed fingerprints by file, column and entity, each entry with a reason and a last day. "
        "scan --baseline lets these values pass. Rows that move or come with known values change nothing in it; the same findings "
        "give the same bytes. FINDINGS must be .json or .parquet of a scan with a key.",
    ),
    "opt.report-output": (
        "写入文件，格式由后缀决定，可多次给出；不给时显示在终端",
        "Write to a file in the format of its suffix; may be given more than once; without it the report is shown at the terminal.",
    ),
    "opt.diff-format": (
        "输出格式：terminal、json 或 markdown（默认按 -o 的后缀，否则为 terminal）",
        "Output: terminal, json or markdown (default: by the suffix of -o, else terminal).",
    ),
    "opt.diff-names": ("按文件名（不含文件夹）对应两次扫描的文件，用于文件夹改名或移动之后", "Match files by their names without folders, for folders that were moved or renamed."),
    "opt.baseline-output": ("基线文件", "The baseline."),
    "opt.baseline-reason": ("为什么可以放行；写进基线", "Why these may pass; goes into the baseline."),
    "opt.baseline-expires": ("适用的最后一天，如 2027-06-30", "The last day on which it applies, such as 2027-06-30."),
    "error.baseline-day": ("--expires 要写成日期，如 2027-06-30，且不能已经过去。", "--expires takes a day, such as 2027-06-30, that is not past."),
    "error.baseline-reason": ("--reason 不能为空。", "--reason must say something."),
    "error.report-output-is-input": ("{path} 是输入之一；换一个输出路径。", "{path} is one of the inputs. Give another output."),
    "baseline.done": (
        "基线已写入 {output}，到 {expires} 为止。用法：leakguard scan ... --baseline {output} --key-file KEY",
        "Baseline: {output}, until {expires}. Use: leakguard scan ... --baseline {output} --key-file KEY",
    ),
    # -- differences
    "diff.title": ("比较：{old} → {new}", "Comparison: {old} → {new}"),
    "diff.counts": ("新增 {new} 处，消失 {gone} 处，不变 {unchanged} 处", "{new} new, {gone} gone, {unchanged} unchanged"),
    "diff.forbidden": ("新增中策略禁止的：{count} 处", "Of the new ones the policy forbids {count}."),
    "diff.persons": ("涉及的人：{old} → {new}（工具的计数，不等于法院的计数）", "Persons: {old} → {new} (as a tool counts them, which is not how a court does)"),
    "diff.severity": ("严重程度：{old} → {new}", "Severity: {old} → {new}"),
    "diff.new": ("新增", "New"),
    "diff.gone": ("消失", "Gone"),
    "diff.unchanged": ("不变", "Unchanged"),
    "diff.file": ("文件", "File"),
    "diff.place": ("位置", "Where"),
    "diff.value": ("预览（已遮盖）", "Preview (masked)"),
    "diff.more": ("另有 {count} 项", "and {count} more"),
    "diff.appeared": ("新增 {count} 处（! 为策略禁止）", "New: {count} (! is forbidden)"),
    "diff.vanished": ("消失 {count} 处", "Gone: {count}"),
    "diff.by-fingerprint": ("按指纹比较（两次扫描都用了密钥 {key}）。", "Compared by fingerprint (both scans used the key {key})."),
    "diff.by-preview": (
        "至少一次扫描没有密钥（或结果文件没有记录），只能按遮盖后的预览比较：不同的值可能看起来一样，一个值换成另一个时可能看不出来。"
        "要准确比较，两次都用同一个 --key-file 扫描，并写成 .json 或 .parquet。",
        "At least one scan had no key, or its file does not tell: masked previews were compared. Different values can look alike, so a value that "
        "came for another may go unnoticed. To compare exactly, scan both with the same --key-file and write .json or .parquet.",
    ),
    "diff.renamed": ("两次各只有一个文件，直接比较：{old} → {new}。", "Each has one file, so these were compared: {old} → {new}."),
    "diff.other.policy": ("两次扫描的策略不同。", "The two scans used different policies."),
    "diff.other.catalogue": (
        "两次扫描的识别器不同：差别可能来自识别器，而不是文件。",
        "The two scans used different recognizers: a difference may come from these and not from the files.",
    ),
    "diff.unscanned.old": ("以前有 {count} 项未能扫描：列为新增的可能早已存在。", "Not scanned then: {count}. What is told as new may have been there before."),
    "diff.unscanned.new": ("现在有 {count} 项未能扫描：列为消失的可能仍在。", "Not scanned now: {count}. What is told as gone may still be there."),
    "diff.untold.old": ("以前有没有内容未能扫描：结果文件没有记录。", "Whether anything was not scanned then: its file does not tell."),
    "diff.untold.new": ("现在有没有内容未能扫描：结果文件没有记录。", "Whether anything is not scanned now: its file does not tell."),
    "diff.verdict.nothing": ("没有新增。", "Nothing is new."),
    "diff.verdict.none-forbidden": ("新增的都不是策略禁止的内容。", "Nothing new is forbidden."),
    "diff.verdict.forbidden": ("新增 {count} 处策略禁止的内容。", "{count} new findings that the policy forbids."),
    "diff.verdict.new": ("新增 {count} 处；结果文件没有记录哪些被策略禁止。", "{count} new findings; the file does not tell which are forbidden."),
    "diff.verdict.unscanned": ("没有新增策略禁止的内容，但有内容未能扫描。", "Nothing new is forbidden, but parts were not scanned."),
}
# fmt: on
