"""What ``--help`` says of the frame, the commands and their options."""

from __future__ import annotations

from collections.abc import Mapping

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
    "verb.restore": ("还原加密的值（需要密钥）", "Restore encrypted values, with the key."),
    "verb.check": ("分享前检查：结论、理由和下一步", "Check before sharing: a verdict, the reasons, what to do."),
    "verb.columns": ("判定表格每一列装的是什么，并说明依据", "Say what each column of a table carries, and why."),
    "verb.recognizers": ("查看、测试识别器", "List, show and test recognizers."),
    "verb.policies": ("查看、校验、测试策略", "List, show, validate and test policies."),
    "verb.recognizers.list": ("列出所有生效的识别器", "List every recognizer in force."),
    "verb.recognizers.show": ("显示一个识别器知道什么", "Show what one recognizer knows."),
    "verb.recognizers.test": ("校验识别器文件并运行其中的示例", "Validate recognizer files and run their examples."),
    "verb.policies.list": ("列出自带的策略", "List the bundled policies."),
    "verb.policies.show": ("显示一个策略的规则", "Show the rules of a policy."),
    "verb.policies.validate": ("校验策略文件，指出矛盾、失效的规则", "Validate policy files; tell conflicts and dead rules."),
    "verb.policies.test": ("运行策略自带的示例", "Run the examples that policies carry."),
    "verb.policies.fingerprint": ("为允许清单生成值的指纹", "Make the fingerprint of a value for an allow list."),
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
    "help.restore": (
        "把 encrypt 算子加密的值还原到新文件中。需要脱敏时的密钥（--key-file，或环境变量 LEAKGUARD_KEY_FILE、LEAKGUARD_KEY）。"
        "密钥不对、密文损坏、有内容读不了时报错，不写任何文件。除加密外没有其他改动的文本和 CSV 还原后与原文件逐字节相同。"
        "注意：还原后的文件含有原始个人信息。",
        "Write a copy in which every value that the operator encrypt hid is the original again. Needs the key of that time "
        "(--key-file, or LEAKGUARD_KEY_FILE or LEAKGUARD_KEY in the environment). Another key, a damaged token or a part that "
        "cannot be read is an error, and nothing is written. Text and CSV with no other change come back byte for byte. "
        "The restored file holds the original personal information.",
    ),
    "help.check": (
        "分享前检查。每个文件和整体各有一个结论：可以分享、脱敏后分享、不得分享，并说明理由和下一步要运行的命令。退出码：0 可以分享；"
        "1 有策略禁止的内容；2 用法或配置错误；3 有内容未能扫描（按不得分享处理）。1 优先于 3。--quiet 只给退出码，遇到第一个有禁止内容的文件即停止。",
        "Check before sharing. Every file and all of them together get a verdict (share, share redacted, do not share) with the "
        "reasons and the command to run next. Exit codes: 0 share, 1 the policy forbids something found, 2 wrong use or "
        "configuration, 3 something could not be scanned (do not share). 1 wins over 3. --quiet gives the exit code only and "
        "stops at the first file that holds something forbidden.",
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
    "help.policies.validate": (
        "校验策略文件：格式错误、互相矛盾或永远匹配不到的规则、过期或过宽的允许条目，逐条给出行号和改法。"
        "FILE 也可以是自带策略的名称。退出码：0 没有错误（警告照样列出），2 有错误。",
        "Checks policy files: errors of form, rules that conflict or can never match, allow entries that are expired or too wide, "
        "each with its line and what to do. FILE may be the name of a bundled policy. Exit codes: 0 no error (warnings are "
        "printed all the same), 2 errors.",
    ),
    "help.policies.test": (
        "把策略的每个示例当作文件扫描、脱敏，与预期比较；未通过的列出预期和实际。要密钥的算子用一个公开的示例密钥。"
        "退出码：0 全部通过，1 有未通过的，2 策略有错误或没有示例。",
        "Scans and redacts every example of a policy as a file would be and compares; those that fail are shown with what was expected "
        "and what came out. Keyed operators use a key that everybody knows. Exit codes: 0 all pass, 1 some fail, 2 an error in "
        "the policy, or no examples.",
    ),
    "help.policies.fingerprint": (
        "从标准输入读取值，每行一个，输出可以放进策略 allow 的条目。指纹由密钥算出（HMAC-SHA256），策略文件里没有原值；"
        "扫描时须用同一个密钥。值从不作为参数给出。",
        "Reads values from standard input, one a line, and prints entries for the allow list of a policy. Fingerprints are keyed "
        "(HMAC-SHA256), so that the policy holds no value; scans need the same key. A value is never an argument.",
    ),
    "help.policies": ("策略决定哪些内容可以离开、以什么形式离开。", "A policy says what may leave, and in which form."),
    # -- help: options
    "opt.scan-format": (
        "输出格式，用于标准输出或唯一的 -o：terminal（默认）、json、jsonl（每行一条）、parquet、csv、html、xlsx、markdown、sarif 或 junit；不给时看 -o 的后缀",
        "Format of standard output, or of the only -o: terminal (default), json, jsonl (one finding per line), parquet, csv, html, "
        "xlsx, markdown, sarif or junit; without it the suffix of -o decides.",
    ),
    "opt.baseline": (
        "基线文件：其中的已知发现不再算作禁止，但会计数说明（需要制作基线时的密钥）",
        "Baseline: known findings are set aside and counted (needs the key that it was made with).",
    ),
    "error.reveal-format": ("--reveal 不能用于 {format}。", "--reveal does not go with {format}."),
    "error.binary-to-terminal": ("{format} 是二进制格式，请用 -o 指定文件", "{format} is binary. Name a file with -o."),
    "opt.output": ("写入文件，而不是标准输出", "Write to a file instead of standard output."),
    "opt.restored": ("还原后的文件", "The restored file."),
    "error.restore-key": (
        "还原需要密钥，但没有配置。用 --key-file 给出密钥文件，或设置 LEAKGUARD_KEY_FILE。",
        "restoring needs the key, and none is configured. Pass --key-file, or set LEAKGUARD_KEY_FILE.",
    ),
    "restore.done": ("还原了 {count} 个值：{output}（含有原始个人信息）", "{count} values restored: {output} (it holds the original personal information)"),
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
        "在正文中找姓名和地址的模型：compact（默认；compact:strict 找得更多、误报也更多，compact:quiet 相反）、lac（只找姓名，需要 leakguard[lac]）、"
        "spacy:已安装的管线，或 none（不用模型，更快，漏掉的更多）",
        "A model that finds names and addresses in running text: compact (the default; compact:strict finds more, with more false "
        "alarms, compact:quiet less, with fewer), lac (names only; needs leakguard[lac]), spacy:INSTALLED-PIPELINE, or none "
        "(no model: faster, and misses more).",
    ),
    "error.tagger-lac": (
        "没有安装姓名模型 lac。请运行：pip install 'leakguard[lac]'，或改用 --tagger compact。",
        "the tagger lac is not installed. Run: pip install 'leakguard[lac]', or use --tagger compact.",
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
    "opt.target": (
        "脱敏副本的路径，- 为标准输出（输入为 - 时的默认值）；验证通过之前不输出任何内容",
        "Where the redacted copy goes; - is standard output (the default if the input is -), to which nothing is written before the proof.",
    ),
    "error.output-missing": ("用 -o 给出脱敏副本的路径。", "Say with -o where the redacted copy goes."),
    "opt.overwrite": ("允许覆盖已有的输出", "Replace an output that exists already."),
    "opt.quiet": ("成功时不显示说明", "Say nothing about a success."),
}
# fmt: on
