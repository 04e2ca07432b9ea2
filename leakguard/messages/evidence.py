"""The forms of evidence packs: what they say, what they lack, what is wrong with them, and the frame of their letters."""

from __future__ import annotations

from collections.abc import Mapping

# fmt: off
MESSAGES: Mapping[str, tuple[str, str]] = {
    # -- the commands
    "verb.evidence": ("准备投诉、申诉、审计的证据材料", "Evidence for a complaint, an appeal or an audit."),
    "verb.evidence.new": ("新建案件文件夹：要填写的表单和附件文件夹", "Make the folder of a case: a form to fill in, a place for attachments."),
    "verb.evidence.status": ("列出案件还缺什么", "Say what a case lacks."),
    "help.evidence": (
        "从截图文字、聊天记录、导出表格到一份可以递交的材料：new 新建表单，status 查看还缺什么，build 生成证据包，verify 核对证据包。"
        "全程离线。手册见 docs/evidence.md。不是法律意见。",
        "From the texts of screenshots, chats and exports to something that can be handed in: new makes a form, status says what is missing, build "
        "makes a pack, verify checks one. Offline throughout. The manual is docs/evidence.md. Not legal advice.",
    ),
    "help.evidence.new": (
        "在 DIR 新建案件：case.yaml（每一项都有说明和例子）和 attachments 文件夹，并列出还缺什么。从不覆盖。"
        "种类：leak-complaint 泄露投诉；harassment-complaint 骚扰投诉；appeal 申诉；internal-audit 内部审计。--lang 决定表单和信函的语言。",
        "Makes a case in DIR: case.yaml, in which every field is explained, and the folder attachments; then says what is missing. Nothing is overwritten. "
        "Kinds: leak-complaint, harassment-complaint, appeal, internal-audit. --lang decides the language of form and letter.",
    ),
    "help.evidence.status": (
        "检查案件文件夹 DIR：表单有没有写错，缺哪些必填和建议填写的内容、附件，以及表单里没有列出的文件（附可以粘贴的内容）。"
        "退出码：0 必填的都齐了，1 还缺必填的，2 表单有错误。",
        "Checks the case in DIR: mistakes in the form, what is missing, required or advised, and files that the form does not list (with lines to paste). "
        "Exit codes: 0 nothing required is missing, 1 something is, 2 a mistake in the form.",
    ),
    "opt.evidence.kind": ("程序的种类（必给）", "The procedure (required)."),
    "evidence.exists": ("{path} 已存在，从不覆盖。换一个文件夹。", "{path} exists already, and nothing is overwritten. Give another folder."),
    "evidence.no-form": (
        "{folder} 里没有 case.yaml。先运行 leakguard evidence new --kind leak-complaint {folder}",
        "there is no case.yaml in {folder}. First run leakguard evidence new --kind leak-complaint {folder}",
    ),
    "evidence.wrong": (
        "case.yaml 第 {line} 行或上一行写错了。常见原因：少了一个引号、用了中文引号或冒号、改动了行首的空格、用了 Tab。",
        "There is a mistake on line {line} of case.yaml or just above it. Usual causes: a quote is missing, quotes or colons of another script, changed "
        "indentation, tabs.",
    ),
    "evidence.made": ("已新建 {path}", "Made {path}"),
    "evidence.next": (
        "下一步：把材料放进 {attachments}，填写 {form}，随时运行下面的命令查看还缺什么：",
        "Next: put the material into {attachments} and fill in {form}. This says at any time what is missing:",
    ),
    "evidence.head": ("{title}（{date}）：回答 {answers}/{fields} 项，事实 {stated}/{facts} 项，附件 {attachments} 个",
        "{title} ({date}): {answers} of {fields} fields answered, {stated} of {facts} facts stated, {attachments} attachments"),
    "evidence.required": ("必须补齐：", "Required:"),
    "evidence.advised": ("建议补充：", "Advised:"),
    "evidence.ready": ("必填内容已齐。生成证据包：", "Nothing required is missing. Build the pack:"),
    "evidence.not-ready": ("还缺 {count} 项必填内容。", "Required items missing: {count}."),
    "evidence.paste": ("把下面几行加到 case.yaml 的 attachments: 之下，改好 kind（不用的文件请移走）：", "Put these lines below attachments: in case.yaml and mend kind (or take the files away):"),
    "missing.answer": ("字段 {name}：{title}", "field {name}: {title}"),
    "missing.fact": ("事实 {name}：{title}", "fact {name}: {title}"),
    "missing.own": ("own：没有列出本人的姓名、电话等，附件中本人的信息也会被隐去", "own: none of your own values are listed, so they will be hidden in the attachments too"),
    "missing.attachment": ("附件：{title}（{why}）", "attachment: {title} ({why})"),
    "missing.file": ("文件不存在：{name}", "no such file: {name}"),
    "missing.unlisted": ("表单没有列出的文件：{name}", "a file that the form does not list: {name}"),
    # -- the form
    "form.required": ("必填", "required"),
    "form.advised": ("建议填写", "advised"),
    "form.optional": ("选填", "optional"),
    "form.no": ("否", "no"),
    "form.how": (
        "填写办法：以 # 开头的行是说明，不要动；把内容写在引号 \"\" 中间。保持缩进（行首的空格）不变，存为 UTF-8。不填的留空。",
        "How to fill it in: lines that begin with # explain; write between the quotes \"\". Keep the indentation, save as UTF-8, leave empty what does not apply.",
    ),
    "form.date": ("案件日期：投诉书、清单上的日期都用它", "The date of the case: letter and lists bear it"),
    "form.zone": ("没有写时区的时间按此时区（北京时间 +08:00）", "The zone of times that bear none (China: +08:00)"),
    "form.policy": ("附件按此策略隐去第三人的信息", "The policy by which third parties are hidden in the attachments"),
    "form.own": (
        "你本人的信息：姓名、电话、地址、账号，一行一个，写法与附件中一致；列在这里的在附件中保留，其他人的一律隐去",
        "Your own values: name, telephone, address, accounts, one a line, as the attachments write them. They stay in the attachments; everybody else's are hidden",
    ),
    "form.named": (
        "必须指明的对方信息：如骚扰电话的号码、对方账号，一行一个；只列非写不可的。被误当作个人信息隐去的词或编号也可以列在这里",
        "Values of the other side that have to be named, such as the number that called, one a line; only what cannot be left out. A word or a reference that was hidden by mistake can stand here, too",
    ),
    "form.field": ("{title}（{need}）", "{title} ({need})"),
    "form.day": ("日期写作 2024-05-09", "A date such as 2024-05-09"),
    "form.datetime": ("时间写作 2024-05-09 14:20，只记得日期的写 2024-05-09", "A time such as 2024-05-09 14:20, or just the date"),
    "form.list": ("一行一项，每行以 - 开头", "One a line, each line begins with -"),
    "form.longtext": ("可以写多行；从下一行写起，每行行首留四个空格", "Several lines; begin on the next one, each line begins with four spaces"),
    "form.table": ("每条记录以 - 开头；再加一条就把这几行复制一遍", "Each record begins with -; copy these lines for another one"),
    "form.choices": ("可选：{choices}", "One of: {choices}"),
    "form.columns": ("各列：{columns}", "Columns: {columns}"),
    "form.example": ("例：{example}", "Example: {example}"),
    "form.fact": ("{title}：{help}", "{title}: {help}"),
    "form.timeline": (
        "==== 时间线 ====\n表单里的时间会自动列入；其他事件写在这里，再加一条就把两行复制一遍",
        "==== Timeline ====\nThe times of the form go into it by themselves; other events stand here, copy the two lines for another one",
    ),
    "form.attachments": (
        "==== 附件 ====\n文件放进 attachments 文件夹；每个文件写一段，再加一个就把这几行复制一遍。leakguard evidence status 会列出没写的文件和要粘贴的内容\n"
        "file 文件名；kind 种类；title 名称；seen 何时看到或取得；where 网址或出处；note 说明；leave_out 写“是”则不放进证据包，只在清单中说明",
        "==== Attachments ====\nPut files into the folder attachments; one entry for each, copy these lines for another one. leakguard evidence status lists files without one, "
        "and the lines to paste\nfile: its name; kind; title; seen: when seen or obtained; where: address or source; note; leave_out: yes keeps it out of the pack, it is only told of",
    ),
    "form.need": ("{kinds}：{need}，{why}", "{kinds}: {need}, {why}"),
    "form.read-me": (
        "{title}：请把材料放进这个文件夹。\n文本、聊天导出、CSV、Excel、网页可以自动检查和脱敏；图片、录音、PDF 不能，请把其中的文字逐字抄成文本文件，原件另外保存，不要改动。",
        "{title}: put the material into this folder.\nTexts, chat exports, CSV, Excel and web pages can be examined and redacted; pictures, recordings and PDF cannot: copy their words, "
        "letter by letter, into a text file, and keep the originals elsewhere, unchanged.",
    ),
    "form.read-me-end": (
        "放好后在上一级文件夹的 case.yaml 的 attachments 中逐个列出。本说明文件不必列出。",
        "Then list each in case.yaml, one folder up, under attachments. This file need not be listed.",
    ),
    # -- mistakes in the form
    "case.error.value": ("{name} 的值不认识", "{name} has a value that is not known"),
    "case.cure.value": ("可用的值：{known}", "Use one of: {known}"),
    "case.error.unknown": ("没有 {name} 这个字段", "there is no field {name}"),
    "case.error.text": ("{name} 应当是一段文字", "{name} should be a text"),
    "case.cure.text": ("把内容写在一对引号里。", "Write it between quotes."),
    "case.error.list": ("{name} 应当是清单", "{name} should be a list"),
    "case.cure.list": ("一行一项，每行以 - 开头。", "One a line, each line begins with -."),
    "case.error.mapping": ("{name} 应当是若干“字段: 内容”", "{name} should be fields with values"),
    "case.cure.mapping": ("与新建的空表对照，保持缩进。", "Compare it with a new form and keep the indentation."),
    "case.error.moment": ("{name} 不是日期或时间，或者该日期不存在", "{name} is no date or time, or one that does not exist"),
    "case.cure.moment": ("写作 2024-05-09 或 2024-05-09 14:20，境外可加时区：2024-05-09 14:20 UTC。", "Write 2024-05-09 or 2024-05-09 14:20, with a zone if need be: 2024-05-09 14:20 UTC."),
    "case.error.date": ("{name} 应当是日期", "{name} should be a date"),
    "case.cure.date": ("写作 2024-05-09。", "Write 2024-05-09."),
    "case.error.zone": ("zone 不是时区", "zone is no time zone"),
    "case.cure.zone": ("写作 +08:00 或 UTC。", "Write +08:00 or UTC."),
    "case.error.event": ("{name} 缺少时间或内容", "{name} lacks its time or its text"),
    "case.cure.event": ("when 和 what 都要填写，或者都留空。", "Fill in both when and what, or neither."),
    "case.error.no-file": ("{name} 没有写 file", "{name} names no file"),
    "case.cure.no-file": ("写上文件名，或者删去这一段。", "Name the file, or take the entry out."),
    "case.error.twice": ("这个文件列了两次", "this file is listed twice"),
    "case.cure.twice": ("删去其中一段。", "Take one of the entries out."),
    "case.error.flag": ("{name} 应当是“是”或“否”", "{name} should be yes or no"),
    "case.cure.flag": ("写“是”或“否”。", "Write yes or no."),
    "case.error.outside": ("文件不在 attachments 文件夹里", "the file is not in the folder attachments"),
    "case.cure.outside": ("把文件复制到 attachments，写作 attachments/文件名。", "Copy it there and write attachments/NAME."),
    "case.error.link": ("文件是符号链接", "the file is a symbolic link"),
    "case.cure.link": ("复制文件本身。", "Copy the file itself."),
    "case.error.no-regular-file": ("它不是普通文件", "it is no regular file"),
    "case.cure.no-regular-file": ("逐个列出文件，不能列文件夹。", "List files one by one, not folders."),
    "case.error.comment": ("这一行 # 后面的内容会被当作注释丢掉", "what follows # on this line would be taken for a comment"),
    "case.cure.comment": ("把整个内容写在一对引号里；注释另起一行。", "Put the whole value between quotes; comments go on a line of their own."),
    # -- the letters
    "letter.blank": ("【待填：{field}】", "[to be filled in: {field}]"),
    "letter.separator": ("、", ", "),
    "letter.severity": ("{code}（{name}）", "{code} ({name})"),
    "letter.none": ("无", "none"),
    "letter.fact": ("事实", "fact"),
    "letter.stated": ("陈述", "stated"),
    "letter.place": ("规则提到之处（供对照）", "where rules name it (for comparison)"),
    "letter.not-stated": ("未陈述", "not stated"),
    "letter.when": ("时间", "when"),
    "letter.what": ("事项", "what"),
    "letter.attachment": ("附件", "attachment"),
    "letter.obtained": ("取得材料：{title}", "obtained: {title}"),
    "letter.event": ("{title}：{what}", "{title}: {what}"),
    "letter.noted": ("{title}（{note}）", "{title} ({note})"),
    "letter.zone": ("没有注明时区的时间，时区为 {zone}。", "Times without a zone are in the zone {zone}."),
    "letter.basis": ("有关规定和渠道：", "Provisions and channels:"),
    "letter.number": ("编号", "no."),
    "letter.title": ("名称", "title"),
    "letter.kind": ("种类", "kind"),
    "letter.seen": ("取得时间和出处", "when and where"),
    "letter.file": ("文件", "file"),
    "letter.sha256": ("原件 SHA-256", "SHA-256 of the original"),
    "letter.digests": ("SHA-256 只列前 16 位，全文见证据包的清单。", "SHA-256 is shortened to 16 digits; the manifest of the pack holds all of it."),
    "letter.left-out": ("未放入，由提交人保存", "left out, kept by the sender"),
    "letter.entity": ("种类", "kind"),
    "letter.count": ("处数", "findings"),
    "letter.entities": ("各种类处数", "by kind"),
    "letter.unscanned": ("以下部分未能自动检查，不能据此认为其中没有个人信息：", "These parts could not be examined; nothing is said about what they hold:"),
    "letter.part": ("{name}：{reason}", "{name}: {reason}"),
    "letter.platform": ("平台规则，非法律", "rules of a platform, not law"),
    "letter.statement": ("{text}［{source}；{sure}］", "{text} [{source}; {sure}]"),
}
# fmt: on
