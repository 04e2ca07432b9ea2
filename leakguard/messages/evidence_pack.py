"""Evidence packs: building, what stands in README.txt, checking."""

from __future__ import annotations

from collections.abc import Mapping

# fmt: off
MESSAGES: Mapping[str, tuple[str, str]] = {
    # -- the commands
    "verb.evidence.build": ("扫描、脱敏并封存为证据包", "Scan, redact and seal a case into a pack."),
    "verb.evidence.verify": ("逐字节核对证据包", "Check every byte of a pack."),
    "verb.evidence.open": ("用口令取出证据包里的原件", "Take the originals out of a pack, by passphrase."),
    "help.evidence.build": (
        "把案件文件夹 DIR 做成证据包：扫描每个附件，按策略隐去第三人的信息（表格中列明的本人信息保留），附上投诉信、时间线、报告、回执，"
        "用哈希链清单封存。无法扫描的附件（图片、加密文件）不放进包里，只记下摘要和原因。同样的输入得到逐字节相同的包；表格或任何附件有改动，全部代号随之改变（除非用 --key-file）。\n\n"
        "退出码：0 完成，2 用法错误或必填项缺失，3 完成，但有附件未能放入。",
        "Makes a pack of the case in the folder DIR: every attachment is scanned, what belongs to third parties is hidden by the policy (the values of "
        "your own that the form lists stay), letter, timeline, report and receipts are added, and a hash-chained manifest seals all of it. What cannot "
        "be scanned (pictures, encrypted files) is left out and told of with its digest and the reason. The same input gives the same bytes; "
        "a change of the form or of any attachment changes all codes (unless there is a --key-file).\n\n"
        "Exit codes: 0 done, 2 usage error or something required is missing, 3 done, but attachments had to be left out.",
    ),
    "help.evidence.verify": (
        "核对证据包 PACK 的每一个字节，并用文字说明它能证明什么、不能证明什么。不解包，不写任何文件。"
        "时间戳的信任链请用 openssl ts -verify 核对。\n\n退出码：0 核对项全部成立，1 有一项不成立，2 用法错误或不是证据包。",
        "Checks every byte of PACK and says in words what that proves and what it does not. Nothing is unpacked or written. For the chain of trust of a "
        "time stamp use openssl ts -verify.\n\nExit codes: 0 everything that was checked holds, 1 something does not, 2 usage error or no pack.",
    ),
    "help.evidence.open": (
        "核对证据包 PACK，再用环境变量里的口令解密其中的原件，放入新文件夹。口令从不作为参数。"
        "退出码：0 完成，1 证据包已损坏，2 用法错误或口令不对。",
        "Checks PACK and decrypts the originals in it with the passphrase in an environment variable, into a new folder. The passphrase is never an "
        "argument. Exit codes: 0 done, 1 the pack is damaged, 2 usage error or another passphrase.",
    ),
    "opt.evidence.pack": ("证据包（ZIP）的文件名", "Name of the pack, a ZIP file."),
    "opt.evidence.folder": ("放原件的新文件夹", "A new folder for the originals."),
    "opt.evidence.signing-key": (
        "用此 Ed25519 私钥文件签署（默认取环境变量 LEAKGUARD_SIGNING_KEY_FILE）",
        "Sign with the Ed25519 private key in this file (default: LEAKGUARD_SIGNING_KEY_FILE).",
    ),
    "opt.evidence.key-file": (
        "代号所用的密钥文件；不给则由表格和全部附件的内容导出，改动其中任何一个，代号全都变",
        "File with the key for codes; without one it is derived from the form and all attachments: change any of them, and all codes change.",
    ),
    "opt.evidence.with-originals": ("把原件加密后一并放入（AES-256-GCM，需口令）", "Put the originals in, too, encrypted (AES-256-GCM, by passphrase)."),
    "opt.evidence.passphrase-env": ("存放口令的环境变量名（至少 12 个字符）", "Name of the environment variable with the passphrase (12 characters at least)."),
    "opt.evidence.timestamp-request": (
        "另写 PACK.tsq：RFC 3161 时间戳请求，可交给时间戳服务机构",
        "Write PACK.tsq, too: a request (RFC 3161) to be sent to a time-stamping authority.",
    ),
    "opt.evidence.draft": ("必填项缺失也生成，处处标明草稿", "Build although something required is missing, marked as a draft everywhere."),
    "opt.evidence.originals": ("同时核对此文件夹里的原件", "Check the originals in this folder, too."),
    "error.evidence.passphrase-alone": (
        "--with-originals 和 --passphrase-env 须一起使用。",
        "--with-originals and --passphrase-env go together.",
    ),
    "error.evidence.missing": (
        "表格还缺 {count} 项必填内容：{names}。用 `leakguard evidence status` 查看，补齐后重来，或用 --draft 生成草稿",
        "the form lacks {count} required item(s): {names}. See `leakguard evidence status`, add them, or build a draft with --draft",
    ),
    # -- what building says
    "pack.built": (
        "证据包：{file}，{members} 个文件，{size} 字节，SHA-256 {digest}",
        "Pack: {file}, {members} files, {size} bytes, SHA-256 {digest}",
    ),
    "pack.copies": (
        "附件：{copies} 个已脱敏放入，替换 {spans} 处；保留投诉人列明的信息 {own} 项",
        "Attachments: {copies} redacted and put in, {spans} spans changed; {own} value(s) named by the complainant are kept",
    ),
    "pack.signed": ("已签名，公钥标识 {key}", "Signed, public key {key}"),
    "pack.unsigned": (
        "未签名：能改动证据包的人也能另造一份。需要时用 --signing-key",
        "Not signed: whoever can change the pack can also make another one. Use --signing-key where that matters",
    ),
    "pack.timestamp": (
        "时间戳请求：{file}。交给时间戳服务机构后，把回复存为 {reply}",
        "Request for a time stamp: {file}. Send it to an authority and keep the reply as {reply}",
    ),
    "pack.draft": ("草稿：必填项未齐，请勿提交", "DRAFT: required items are missing; do not submit"),
    "pack.replaced": (
        "表格里有 {count} 项在信函中成了代号；若是你本人的或必须指明的，把它写进 own 或 named 后重做：",
        "{count} value(s) of the form became codes in the letter; if one is your own or has to be named, list it under own or named and build again:",
    ),
    "pack.replaced-one": ("{field}：{entity} {value}", "{field}: {entity} {value}"),
    "pack.renamed": ("文件名可能含个人信息，包里改用编号：", "Names of files that may hold personal information, and what they are called in the pack:"),
    "pack.left-out": ("没有脱敏副本的附件：", "Attachments without a redacted copy:"),
    "pack.left": ("{name}：{reason}", "{name}: {reason}"),
    "pack.left-original": ("；原件已加密放入 {name}", "; the original is in {name}, encrypted"),
    "left.unread": ("原图一类，不检查", "an original picture or the like; it is not examined"),
    "pack.report-note": (
        "本报告描述的是附件原件，结论也只针对原件；同一证据包里的副本已按策略脱敏。",
        "This report describes the original attachments, and so does the verdict. The copies in the same pack are redacted by the policy.",
    ),
    "pack.key-derived": ("由表格和附件的内容导出的密钥", "a key derived from the contents of the form and the attachments"),
    "pack.nowhere": ("不明", "unknown"),
    # -- what goes wrong
    "pack.error.conflict": (
        "{name} 第 {line} 行（表格字段：{field}）有一个值，它在别处作为{entity} {value} 被隐去：{source} {place}。没有写出任何文件。"
        "若它可以保留，把它写进表格的 named（本人的写进 own）；否则从表格里删去",
        "{name} holds in line {line} (field of the form: {field}) something that was hidden elsewhere as {entity} {value}: {source} {place}. Nothing was written. "
        "Name it in the form under named (your own: under own) if it may stay, or take it out of the form.",
    ),
    "pack.error.form": (
        "表格的文字无法完全脱敏，没有写出任何文件。详情：{detail}",
        "the texts of the form cannot be redacted as a whole; nothing was written. {detail}",
    ),
    "pack.error.changed": (
        "制作过程中有文件被改动，没有写出任何文件。请重来",
        "a file was changed while the pack was made; nothing was written. Start again.",
    ),
    "pack.error.disagrees": (
        "写出的证据包与自身不一致，磁盘或文件有变，没有写出任何文件。请重来",
        "the pack does not agree with itself; the disk or a file changed. Nothing was written. Start again.",
    ),
    "pack.error.too-large": (
        "证据包将超过 4 GiB。把大附件设为 leave_out: 是",
        "the pack would need more than 4 GiB. Leave large attachments out (leave_out: true).",
    ),
    "pack.error.no-folder": ("文件夹 {path} 不存在。请先建好", "the folder {path} does not exist. Create it first."),
    "pack.error.no-file": ("{path} 不是普通文件。请给出证据包的文件名", "{path} is no regular file. Give the name of a file for the pack."),
    "pack.error.part-of-case": (
        "{path} 是案件的一部分；原件从不改动。请换一个文件名",
        "{path} is part of the case; originals are never modified. Give another name.",
    ),
    "pack.error.exists": (
        "{path} 已经存在。请删去它、换一个文件名，或加 --overwrite",
        "{path} exists already. Remove it, give another name, or pass --overwrite.",
    ),
    "pack.error.no-pack": (
        "{path} 不是证据包。请给出 leakguard evidence build 写出的 ZIP 文件",
        "{path} is no evidence pack. Give the ZIP file that `leakguard evidence build` wrote.",
    ),
    "pack.error.unreadable": ("{path}：无法读取证据包（{problem}）。请检查路径", "{path}: the pack cannot be read ({problem}). Check the path."),
    "pack.error.no-such-folder": ("{path} 不是文件夹。请给出存放原件的文件夹", "{path} is no folder. Give the one that holds the originals."),
    "pack.error.folder-exists": ("{path} 已经存在。请给出新文件夹的名字", "{path} exists already. Give the name of a new folder."),
    "pack.error.no-originals": (
        "{path} 里没有原件：制作时没有用 --with-originals",
        "{path} holds no originals: it was built without --with-originals.",
    ),
    "pack.error.originals-missing": (
        "{path} 里的 {count} 个原件不齐。没有写出任何文件",
        "{path} does not hold all of its {count} originals. Nothing was written.",
    ),
    "pack.error.original-damaged": (
        "第 {number} 个原件已损坏，或用别的口令加密。没有写出任何文件",
        "original {number} is damaged, or it was encrypted with another passphrase. Nothing was written.",
    ),
    "pack.error.original-other": (
        "第 {number} 个原件与清单不符。没有写出任何文件",
        "original {number} is not the one that the manifest knows. Nothing was written.",
    ),
    "pack.error.passphrase-short": (
        "口令不足 {least} 个字符，拿到证据包的人可以逐个试出。请用几个不相干的词",
        "the passphrase has less than {least} characters: whoever gets the pack could try out all of them. Use several words that nobody would put together.",
    ),
    "pack.error.passphrase-wrong": (
        "口令不对：原件不是用它加密的。没有写出任何文件",
        "the passphrase is not the one that the originals were encrypted with. Nothing was written.",
    ),
    "pack.error.no-passphrase": (
        "环境变量 {name} 没有设置；它应当存放原件的口令",
        "the environment variable {name} is not set. It must hold the passphrase of the originals.",
    ),
    "pack.error.originals-unknown": (
        "这个版本的 leakguard 读不了 {name}。请用制作证据包的版本",
        "{name} is none that this version of leakguard can read. Use the version that wrote the pack.",
    ),
    "pack.error.no-cryptography": (
        "加密需要 cryptography 包：pip install leakguard[evidence]",
        "encryption needs the package cryptography. Install it with `pip install leakguard[evidence]`.",
    ),
    "pack.error.key-file": ("密钥文件不能用（签名私钥、公钥或 --key-file）：{detail}", "a file with a key cannot be used: {detail}"),
    "pack.opened": ("已取出 {count} 个原件，放入 {folder}，与清单摘要一致", "{count} original(s) are in {folder}; they agree with the manifest"),
    "left.complainant": ("投诉人选择不放入", "the complainant has left it out"),
    "left.absent": ("文件不存在", "there is no such file"),
    "left.partly-unscanned": ("其中有部分无法扫描（图片、嵌入对象等）", "parts of it cannot be scanned (pictures, embedded objects or the like)"),
    "left.blocked": ("策略不允许放出，即使脱敏", "the policy lets it leave in no form"),
    "left.residue": ("脱敏后的检验没有通过", "the proof after redaction has not passed"),
    "left.unwritable": ("其编码或引号规则容不下替换文字", "its encoding or its quoting cannot hold what would be put in"),
    "left.other": ("无法扫描（{reason}）", "it cannot be scanned ({reason})"),
    # -- README.txt
    "readme.title": ("证据包说明", "About this evidence pack"),
    "pack.draft-mark": ("【草稿】", "[DRAFT]"),
    "readme.what": (
        "本包由 leakguard {version} 制作：{kind}，日期 {date}（由制作人填写），策略 {policy}（{policy_digest}）。",
        "This pack was made by leakguard {version}: {kind}, dated {date} (as stated by whoever made it), policy {policy} ({policy_digest}).",
    ),
    "readme.contents": (
        "内容：letter.docx、letter.txt、letter.md 是同一封信函（Word、纯文本、Markdown）；texts/ 是其他文稿（如有）；timeline.csv 是时间线；report/ 是对原件的扫描报告，只含遮盖后的示例；case.json 是填写的表格；"
        "attachments/ 是附件的脱敏副本；receipts/ 是每个副本的回执；manifest.json 是全部文件和原件的 SHA-256 清单；seal.json 是封条。",
        "Contents: letter.docx, letter.txt and letter.md are the same letter (Word, plain text, Markdown); texts/ holds other texts, if there are any; timeline.csv is the timeline; report/ is the scan of the originals, with masked examples only; "
        "case.json is the form; attachments/ holds redacted copies; receipts/ a receipt for each copy; manifest.json the SHA-256 of all files and of the "
        "originals; seal.json is the seal.",
    ),
    "readme.hidden": (
        "尖括号里的代号（如 <PERSON:1a2b3c4d5e6f>）代替第三人的信息：同一个值在本包各处代号相同，不同的值代号不同。投诉人列明的 {own} 项信息保留原样。"
        "代号属于去标识化，不是匿名化。",
        "Codes in angle brackets (such as <PERSON:1a2b3c4d5e6f>) stand for information of third parties: the same value has the same code everywhere in this "
        "pack. {own} value(s) named by the complainant are left as they are. Codes are de-identification, not anonymisation.",
    ),
    "readme.left-out": ("没有脱敏副本的附件（清单中记有原件的摘要）：", "Attachments without a redacted copy (the digests of their originals are in the manifest):"),
    "readme.originals": (
        "originals/ 是加密的原件（AES-256-GCM），投诉人选择不放入的除外；originals/ 中的编号就是附件的编号。口令由制作人另行告知：leakguard evidence open PACK.zip -o DIR --passphrase-env NAME",
        "originals/ holds the originals, encrypted (AES-256-GCM), but for those that the complainant left out; their numbers are those of the attachments. Whoever made the pack tells the passphrase by other means: "
        "leakguard evidence open PACK.zip -o DIR --passphrase-env NAME",
    ),
    "readme.how": (
        "核对方法：leakguard evidence verify PACK.zip --public-key 制作人.pub。不用 leakguard 也能核对：逐个计算文件的 SHA-256，与 manifest.json 比较；"
        "哈希链和签名的算法见 leakguard 文档 docs/evidence-format.md。若附有时间戳回复：openssl ts -verify -data PACK.zip -in PACK.zip.tsr -CAfile CA.pem",
        "To check it: leakguard evidence verify PACK.zip --public-key maker.pub. Without leakguard: compare the SHA-256 of each file with manifest.json; how the "
        "chain and the signature are made stands in docs/evidence-format.md of leakguard. If there is the reply of a time-stamping authority: "
        "openssl ts -verify -data PACK.zip -in PACK.zip.tsr -CAfile CA.pem",
    ),
    "readme.signed": ("本包已签名，公钥标识 {key}。", "This pack is signed; public key {key}."),
    "readme.unsigned": (
        "本包未签名：它能证明自身一致，不能证明由谁制作。",
        "This pack is not signed: it proves that it agrees with itself, not who made it.",
    ),
    # -- verify
    "pack.ok": ("核对通过", "Verified"),
    "pack.not-ok": ("核对不通过：不要依赖这份证据包", "NOT verified: do not rely on this pack"),
    "pack.archive.holds": ("ZIP 结构逐字节无误：{count} 个文件，{size} 字节", "the ZIP file is as it was written, byte for byte: {count} files, {size} bytes"),
    "pack.archive.fails": (
        "压缩包与 leakguard 写出的不是同样的字节：{where}",
        "the file is not byte for byte what leakguard wrote: {where}",
    ),
    "pack.place.end": ("结尾处，或被截短、加长", "at its end, or it was cut or added to"),
    "pack.place.directory": ("目录中 {member} 一项", "in the directory, at {member}"),
    "pack.place.header": ("{member} 的头部", "in the header of {member}"),
    "pack.place.content": ("{member} 的内容", "in the content of {member}"),
    "pack.place.name": ("{member} 的名称", "in the name of {member}"),
    "pack.missing.fails": ("缺少 {names}", "missing: {names}"),
    "pack.extra.fails": ("多出 {names}", "not in the manifest: {names}"),
    "pack.altered.fails": ("{names} 的内容被改动", "the content was changed: {names}"),
    "pack.repacked.fails": (
        "压缩包被别的工具重新打包；文件内容与清单一致",
        "another program has packed it again; the contents of the files agree with the manifest",
    ),
    "pack.headers.fails": (
        "压缩包的头部、目录或结尾有字节被改动；文件内容与清单一致",
        "bytes in headers, directory or end of the archive were changed; the contents of the files agree with the manifest",
    ),
    "pack.manifest.holds": ("清单可读，格式正确", "the manifest can be read and has the right form"),
    "pack.manifest.fails": ("没有 leakguard 写出的清单和封条，或已被改动", "there are no manifest and seal that leakguard wrote, or they were changed"),
    "pack.chain.holds": ("哈希链完整，{number} 项", "the hash chain is whole, {number} entries"),
    "pack.chain.fails": ("哈希链在第 {number} 项断开", "the hash chain is broken at entry {number}"),
    "pack.seal.holds": ("封条与清单一致", "the seal belongs to the manifest"),
    "pack.seal.fails": ("封条与清单不一致", "the seal does not belong to the manifest"),
    "pack.signature.holds": ("签名有效，公钥标识 {key}", "the signature is valid, by the public key {key}"),
    "pack.signature.fails": ("签名无效（公钥标识 {key}）", "the signature is not valid (public key {key})"),
    "pack.signature.open": (
        "没有签名：能改动证据包的人也能另造一份",
        "it is not signed: whoever can change the pack can also make another one",
    ),
    "pack.signature-missing.fails": ("给出了公钥，但证据包没有签名", "a public key was given, but the pack is not signed"),
    "pack.signer.holds": ("签名人就是所给公钥（{key}）的持有人", "it is signed by the owner of the public key given ({key})"),
    "pack.signer.fails": ("签名人不是所给公钥（{key}）的持有人", "it is not signed by the owner of the public key given ({key})"),
    "pack.signer.open": (
        "公钥取自证据包本身，它属于谁未经证明；用 --public-key 给出可信的公钥",
        "the public key is the one in the pack, and whose it is remains unproven; give one that you trust with --public-key",
    ),
    "pack.members.holds": ("文件与清单一一对应：{count} 个，一个不多，一个不少", "the files are those of the manifest: {count}, none more, none less"),
    "pack.members.fails": ("文件的顺序与清单不同：{names}", "the files do not stand in the order of the manifest: {names}"),
    "pack.contents.holds": ("每个文件的大小和 SHA-256 与清单一致", "size and SHA-256 of every file agree with the manifest"),
    "pack.receipts.holds": ("{count} 份回执完好，与各自的副本和原件摘要相符", "{count} receipts are intact and belong to their copies and to the digests of their originals"),
    "pack.receipts.fails": ("回执缺失、损坏或不符：{names}", "receipts are missing, damaged or of something else: {names}"),
    "pack.draft.open": ("这是草稿：制作时必填项未齐", "this is a draft: required items were missing when it was made"),
    "pack.left-out.open": ("有 {count} 个附件没有放入，只有摘要和原因", "{count} attachment(s) were left out; there are only digests and reasons"),
    "pack.originals.holds": ("{count} 个原件都在所给文件夹里，SHA-256 与清单一致", "all {count} originals are in the folder given; their SHA-256 agree with the manifest"),
    "pack.originals.fails": ("所给文件夹里没有与清单一致的原件：{names}", "the folder given holds no file that agrees with the manifest for: {names}"),
    "pack.originals.open": ("没有给出原件，未核对", "no originals were given; they were not checked"),
    "pack.told": (
        "案件日期 {date}（制作人填写），leakguard {version}，策略 {policy}（{digest}）",
        "Dated {date} (as stated by whoever made it), made by leakguard {version}, policy {policy} ({digest})",
    ),
    "pack.proves": (
        "它证明：包里的每个字节自最后一次封存以来没有变过（没有签名，或不知道公钥是谁的，则任何人都可能改动后重新封存）；脱敏副本对应清单里记有摘要的原件（原件的持有人可以出示核对）；制作程序声明了上述策略和检验结果。",
        "This proves that no byte of the pack has changed since it was last sealed (without a signature, or with a key whose owner is not known, anybody may "
        "have changed and sealed it again), that the copies were made from originals with the digests in the manifest "
        "(whoever holds these can show them), and that the program that made it stated this policy and these results.",
    ),
    "pack.proves-not": (
        "它不证明：由谁制作（除非公钥来自可信渠道）；何时制作（除非另有可信时间戳）；原件真实、完整、取得合法；所述事实成立；没有遗漏任何个人信息。"
        "如果有人能猜中原件全文，可以用清单里的摘要证实他猜对了：只隐去了一个电话号码的附件，几分钟就能试出来。",
        "It does not prove who made it (unless the public key came to you by a way that you trust), when (unless there is a time stamp that you trust), that the "
        "originals are genuine, complete or lawfully obtained, that what is stated is true, or that no personal information was missed. Whoever can guess the "
        "whole of an original can confirm the guess by its digest in the manifest: where one telephone number is all that an attachment hides, trying takes minutes.",
    ),
}
# fmt: on
