"""The gate: verdicts, hooks, the journal, the outbox."""

from __future__ import annotations

from collections.abc import Mapping

# fmt: off
MESSAGES: Mapping[str, tuple[str, str]] = {
    # -- the gate
    "gate.frame-cure": (
        "写成文件后脱敏：leakguard.redact(文件, 副本)，分享副本",
        "write it to a file, redact that with leakguard.redact(file, copy), and share the copy",
    ),
    "verb.hook": ("安装、卸载、运行 git 钩子", "Install, take out or run the git hooks."),
    "verb.hook.install": ("在当前仓库安装钩子", "Install the hooks in this repository."),
    "verb.hook.uninstall": ("卸载钩子，恢复原来的钩子", "Take the hooks out, put back those that were there first."),
    "verb.hook.run": ("检查暂存或将要推送的内容（由钩子调用）", "Check what is staged or leaves (called by the hooks)."),
    "help.hook": (
        "git 钩子：pre-commit 检查暂存的内容（不是工作区），pre-push 检查将要离开的内容，含有策略禁止的内容或未能扫描的内容时拦下。",
        "Git hooks: pre-commit checks what is staged (not the work tree), pre-push what is about to leave. What the policy forbids, "
        "and what cannot be scanned, is stopped.",
    ),
    "help.hook.install": (
        "在当前仓库写入钩子（默认两种）。不会覆盖别人的钩子：拒绝并说明办法，或用 --chain 先运行原来的钩子。遵守 core.hooksPath 和工作树（worktree）。"
        "--policy、--exclude 等选项写进钩子。",
        "Writes the hooks into this repository (both by default). A hook of somebody else is never overwritten: it is refused with the "
        "cure, or run first with --chain. Respects core.hooksPath and work trees. --policy, --exclude and the other settings "
        "are written into the hook.",
    ),
    "help.hook.uninstall": (
        "删除 leakguard 写入的钩子；用 --chain 保留的钩子恢复原名。别人的钩子不动。",
        "Removes the hooks that leakguard wrote; a hook kept by --chain gets its name back. Hooks of others are left alone.",
    ),
    "help.hook.run": (
        "由 git 或 pre-commit 工具调用。pre-commit：检查索引中新增和改动的内容，给出文件名时只查这些文件的暂存内容。pre-push：从标准输入读取 git 给出的引用，"
        "检查远端还没有的内容（新分支、标签、强制推送都算）。删除的文件和子模块不检查；Git LFS 指针检查其所指的内容。退出码同 check，非 0 即拦下。",
        "Called by git or by the tool pre-commit. pre-commit: checks the contents that the index adds or changes, or the staged contents "
        "of the files named. pre-push: reads the refs that git gives on standard input, and checks the contents that the remote does not "
        "have yet (new branches, tags and forced pushes too). Deleted files and submodules are passed over; of a Git LFS pointer the "
        "content is checked. Exit codes as of check; anything but 0 stops git.",
    ),
    "opt.hook-type": ("钩子种类，可多次给出（默认 pre-commit 和 pre-push）", "Kind of hook; may be given more than once (default: both)."),
    "opt.hook-chain": ("保留已有的钩子，并先运行它", "Keep a hook that is there already and run it first."),
    "hook.installed": ("已安装：{path}", "Installed: {path}"),
    "hook.updated": ("已更新：{path}", "Brought up to date: {path}"),
    "hook.chained": ("已安装：{path}（先运行原来的钩子，它改名为 *.before-leakguard）", "Installed: {path} (the hook that was there, now *.before-leakguard, is run first)"),
    "hook.removed": ("已删除：{path}", "Removed: {path}"),
    "hook.restored": ("已删除，并恢复原来的钩子：{path}", "Removed, and the hook that was there first put back: {path}"),
    "hook.absent": ("不是 leakguard 的钩子，没有改动：{path}", "No hook of leakguard, nothing was changed: {path}"),
    "hook.shared": (
        "注意：core.hooksPath 是为用户或整台机器设置的，其他仓库也会使用这个钩子。",
        "Note: core.hooksPath is set for the user or the machine, so other repositories use this hook too.",
    ),
    "hook.stopped.pre-commit": (
        "提交已拦下。git restore --staged 文件 撤下它，改为提交脱敏后的副本；不该检查的文件用 leakguard hook install --exclude 排除。",
        "The commit was stopped. Unstage the file (git restore --staged FILE) and commit a redacted copy instead; leave out what need "
        "not be checked with leakguard hook install --exclude.",
    ),
    "hook.stopped.pre-push": (
        "推送已拦下。提交历史里仍有这些内容：用 git rebase 或 git filter-repo 从尚未推送的提交中去掉，再推送；不该检查的文件用 leakguard hook install --exclude 排除。",
        "The push was stopped. The contents are in the history: take them out of the commits that are not pushed yet (git rebase, git "
        "filter-repo) and push again; leave out what need not be checked with leakguard hook install --exclude.",
    ),
    "gate.allowed": ("策略例外 {id} 放行 {count} 处：{reason}", "{count} allowed by the entry {id} of the policy: {reason}"),
    "gate.allowed-cure": ("例外到 {expires} 为止，到期前复核", "the entry ends on {expires}; review it before"),
    "verb.journal": ("核对、查看检查记录", "Verify and show a journal of verdicts."),
    "verb.journal.verify": ("核对记录文件的哈希链", "Follow the chain of a journal."),
    "verb.journal.show": ("逐条显示记录（不核对）", "Show the entries of a journal, one a line, without checking them."),
    "help.journal": (
        "检查记录：--journal 文件（或环境变量 LEAKGUARD_JOURNAL）让每次结论追加一行，每行带有上一行的 SHA-256，改一行或删一行都会被发现。"
        "记录中没有原值。",
        "A journal of verdicts: --journal FILE (or LEAKGUARD_JOURNAL) appends a line for every verdict, with the SHA-256 of the line "
        "before it, so that a line that was changed or taken out is noticed. It holds no raw values.",
    ),
    "help.journal.verify": (
        "退出码：0 完好；1 有损坏，并说明第一处在第几行；2 用法错误或文件读不了。删去末尾几行不会破坏链：把打印出的 head 另行保存，"
        "以后用 --head 核对它仍在其中。",
        "Exit codes: 0 intact, 1 broken (the first broken line is named), 2 wrong use or a file that cannot be read. Lines cut off at "
        "the end leave an intact chain: keep the printed head elsewhere and check with --head that it is still there.",
    ),
    "opt.journal": ("把结论追加到这个记录文件（默认取环境变量 LEAKGUARD_JOURNAL）", "Append the verdict to this journal (default: LEAKGUARD_JOURNAL)."),
    "opt.journal-head": ("必须在其中的某一行的 SHA-256", "SHA-256 of a line that must be there."),
    "opt.journal-last": ("只显示最后 N 条", "The last N entries only."),
    "opt.check-format": ("输出格式：terminal（默认）或 json", "Output: terminal (default) or json."),
    "opt.check-quiet": ("不输出，只给退出码；遇到第一个有禁止内容的文件即停止", "Print nothing, return the exit code, stop at the first file that holds something forbidden."),
    "opt.check-verbose": ("多个文件时，可以分享的也逐个列出", "Of several files, list those too that may be shared."),
    "error.quiet-verbose": ("--quiet 不能与 --verbose、-f json 一起使用。", "--quiet excludes --verbose and -f json."),
    "journal.intact": ("完好：{lines} 行，{entries} 条结论，{torn} 处曾中断", "Intact: {lines} lines, {entries} verdicts, {torn} cut short by a crash and noted."),
    "journal.head": ("最后一行的 SHA-256（head）：{head}", "SHA-256 of the last line (head): {head}"),
    "journal.broken": ("第 {line} 行损坏：{problem}", "Broken in line {line}: {problem}."),
    "journal.torn": ("上一行因中断而不完整", "the line before was cut short by a crash"),
    "journal.problem.header": ("不是记录文件的开头", "no header of a journal"),
    "journal.problem.json": ("不是 JSON 对象", "no JSON object"),
    "journal.problem.chain": ("与上一行的哈希不符（这一行或上一行被改动、删除或插入）", "does not fit the digest of the line before: one of the two was changed, taken out or put in"),
    "journal.problem.number": ("序号不对", "its number is out of order"),
    "journal.problem.torn": ("写到一半中断；下一次追加会注明", "cut short in the middle; the next append will note it"),
    "journal.problem.head": ("没有 --head 给出的那一行，末尾可能被删过", "the line given by --head is not there: the end may have been cut off"),
    "gate.share": ("可以分享", "share"),
    "gate.share-redacted": ("脱敏后分享", "share redacted"),
    "gate.do-not-share": ("不得分享", "do not share"),
    "gate.file": ("{source}：{verdict}", "{source}: {verdict}"),
    "gate.files": (
        "{files} 个文件：{share} 个可以分享，{redacted} 个脱敏后分享，{refused} 个不得分享",
        "{files} files: share {share}, share redacted {redacted}, do not share {refused}",
    ),
    "gate.overall": ("结论（策略 {policy}）：{verdict}", "Verdict (policy {policy}): {verdict}"),
    "gate.cure": ("→ {cure}", "-> {cure}"),
    "gate.forbidden": ("含 {count} 处{entity}", "{entity}: {count}"),
    "gate.forbidden-more": ("另有 {count} 处策略禁止的内容", "{count} more findings that the policy forbids"),
    "gate.example": ("，例：{preview}（{place}）", ", such as {preview} ({place})"),
    "gate.example-only": ("，例：{preview}", ", such as {preview}"),
    "gate.redact-cure": ("分享脱敏后的副本，先运行：{command}", "share a redacted copy; first run: {command}"),
    "gate.export-cure": ("先导出为文件，脱敏后分享副本", "export it to a file, redact that file, and share the copy"),
    "gate.unscanned": ("{count} 项未能扫描：{reason}（{detail}）", "not scanned: {count}, {reason} ({detail})"),
    "gate.unscanned-reported": (
        "{count} 项未能扫描，策略只要求报告：{reason}（{detail}）",
        "not scanned, which the policy only wants reported: {count}, {reason} ({detail})",
    ),
    "gate.persons": (
        "涉及约 {count} 人，超过策略 {policy} 每个文件 {limit} 人的上限",
        "tells of about {count} persons; the policy {policy} allows {limit} in a file",
    ),
    "gate.persons-cure": (
        "只导出用得到的记录，每个文件不超过 {limit} 人，再检查一次",
        "export only the records that are needed, at most {limit} persons in a file, and check again",
    ),
    "gate.columns": (
        "{count} 列文字无法判定是什么，策略不放行：{columns}",
        "{count} columns of text of unknown meaning, which the policy blocks: {columns}",
    ),
    "gate.columns-reported": (
        "{count} 列文字无法判定是什么：{columns}",
        "{count} columns of text of unknown meaning: {columns}",
    ),
    "gate.columns-cure": (
        "删去这些列，或给它们明确的表头；leakguard columns 会说明每一列的判定依据",
        "remove these columns or give them headers that say what they hold; leakguard columns tells what each was taken for",
    ),
    "gate.nothing": ("没有检查任何内容", "nothing was checked"),
    "gate.nothing-cure": ("给出要分享的文件的路径", "name the files that are to be shared"),
    "note.entities": ("注意：只查找了 {names}，其他信息没有查找。", "Note: only {names} were looked for, nothing else."),
    "error.findings-of-folder": ("--findings 只用于单个文件", "--findings is for a single file."),
    "redact.notice": ("注意：{text}", "Note: {text}."),
    "redact.unread": ("以下部分未经检查，原样写入副本：", "Copied without being looked at:"),
    "progress.rate": ("，每秒 {rate} 行", ", {rate} rows/s"),
    "progress.left": ("，{share}，还需约 {seconds} 秒", ", {share}, about {seconds} s left"),
    "progress": ("正在扫描 {name}：{count}", "scanning {name}: {count}"),
    # -- outbox
    "verb.outbox": ("发件夹：放入的文件脱敏并验证后才送出", "A folder through which files leave, redacted and proved."),
    "help.outbox": (
        "盯着文件夹 DIR：文件写完后，原文件移入隔离文件夹，脱敏副本连同回执放入 --to 文件夹；不能放行的只进隔离文件夹，旁边写明原因。"
        "同名文件加编号，绝不覆盖；任何时刻被强行终止，都不会丢失或泄露文件，下次启动接着做。符号链接不跟随，一律拦截。\n\n"
        "退出码（--once）：0 全部放行；1 有文件被拦截；2 用法或配置错误，或有文件移动不了；3 有文件读不了而被拦截。",
        "Watches the folder DIR. When a file is complete, the original goes to the quarantine and a redacted copy with its receipt "
        "to the target; what may not leave goes to the quarantine only, with the reason beside it. Names that are taken "
        "get a number, nothing is replaced. A kill at any moment loses and leaks nothing; the next start goes on. Links are not "
        "followed but blocked.\n\n"
        "Exit codes (--once): 0 everything was released, 1 something was blocked, 2 usage or configuration error, or something could "
        "not be moved, 3 something was blocked because it could not be read.",
    ),
    "opt.outbox-to": ("脱敏副本和回执放到这个文件夹", "Folder for the redacted copies and their receipts."),
    "opt.outbox-quarantine": (
        "原文件移到这个文件夹；不要与别人共享它",
        "Folder for the originals; do not share it with anyone.",
    ),
    "opt.outbox-once": ("处理现有文件后退出（供 cron 使用）", "Handle what is there, then end (for cron)."),
    "opt.outbox-interval": ("每隔几秒查看一次（默认 5）；装有 watchdog 时变化会立即被发现", "Look every so many seconds (default: 5); with watchdog, changes are noticed at once."),
    "opt.outbox-settle": ("文件几秒不变才算写完（默认 2）", "Seconds without a change until a file counts as complete (default: 2)."),
    "outbox.watching": ("正在监视 {inbox}，另每 {seconds} 秒查看一次", "watching {inbox}, and looking every {seconds} s"),
    "outbox.polling": ("每 {seconds} 秒查看一次 {inbox}", "looking at {inbox} every {seconds} s"),
    "outbox.released": ("已放行 {name}：处理 {spans} 处，保留 {kept} 处", "released {name}: {spans} changed, {kept} kept"),
    "outbox.released-as": (
        "已放行 {name}，名为 {published}：处理 {spans} 处，保留 {kept} 处",
        "released {name} as {published}: {spans} changed, {kept} kept",
    ),
    "outbox.blocked": ("已拦截 {name}：{reasons}", "blocked {name}: {reasons}"),
    "outbox.and": ("；", "; "),
    "outbox.renamed": ("（文件名已改，原名不宜公开）", " (renamed: the name as it was is not fit to be published)"),
    "outbox.waiting": ("还有 {count} 个文件没有写完，留待下次", "{count} file(s) are not complete yet and wait for the next run"),
    "outbox.trouble": ("稍后再试，{name}{problem}", "will be tried again, {name}{problem}"),
    "outbox.reason.link": ("是符号链接，没有跟随", "is a symbolic link, which is not followed"),
    "outbox.reason.aborted": ("处理它的进程连续 {count} 次中途终止", "the process that worked on it ended before its time, {count} times in a row"),
    "outbox.reason.residue": ("副本没有通过验证：{detail}", "the copy did not pass the proof: {detail}"),
    "outbox.reason.refused": ("不能写出副本：{detail}", "no copy can be written: {detail}"),
    "outbox.reason.crash": ("内部错误：{detail}", "internal error: {detail}"),
    "outbox.cure.link": ("放入文件本身", "put the file itself into the folder"),
    "outbox.cure.aborted": ("用 leakguard redact 单独处理，看它为何终止（例如内存不足）", "redact it alone with leakguard redact to see why (memory may be short)"),
    "outbox.cure.residue": ("不要分享；附上策略和虚构的例子报告此问题", "do not share it; report this with the policy and an invented example"),
    "outbox.cure.refused": ("按提示处理后重新放入", "mend that and put it into the folder again"),
    "outbox.cure.crash": ("另存为 CSV 后重新放入，或报告此问题", "save it as CSV and put that into the folder, or report this"),
    "opt.show-format": ("terminal（默认）或 yaml（文件原文）", "terminal (default), or yaml (the file as it stands)."),
}
# fmt: on
