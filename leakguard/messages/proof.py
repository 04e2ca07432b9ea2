"""Proofs, receipts and keys."""

from __future__ import annotations

from collections.abc import Mapping

# fmt: off
MESSAGES: Mapping[str, tuple[str, str]] = {
    # -- proof, receipts and keys
    "warning": ("注意：{text}", "Warning: {text}"),
    "verb.verify": ("核对回执与文件是否相符", "Check that a receipt is intact and belongs to a file."),
    "verb.keys": ("生成密钥，导出公钥", "Make keys, and show public ones."),
    "verb.keys.new": ("生成新密钥文件", "Make a new key in a file."),
    "verb.keys.show-public": ("显示签名密钥的公钥", "Show the public key of a signing key."),
    "help.verify": (
        "核对回执 RECEIPT 是否完好、是否对应脱敏副本 FILE，并用文字说明它能证明什么、不能证明什么。"
        "退出码：0 核对项全部成立，1 有一项不成立，2 用法错误或文件读不了。",
        "Checks that RECEIPT is intact and was written for the redacted copy FILE, and says in words what that proves and what it "
        "does not. Exit codes: 0 everything that was checked holds, 1 something does not, 2 usage error or a file that cannot be read.",
    ),
    "help.keys": (
        "密钥只存放在文件或环境变量里，从不作为参数，也从不显示。",
        "Keys live in files or environment variables; they are never arguments and never shown.",
    ),
    "help.keys.new": (
        "生成 32 字节随机密钥（十六进制），用于假名、加密和指纹；--signing 则生成 Ed25519 签名密钥，公钥写在 FILE.pub。"
        "文件权限 0600，从不覆盖已有文件。",
        "Makes a random key of 32 bytes, written as hexadecimal digits, for tokens, pseudonyms, encryption and fingerprints; with "
        "--signing an Ed25519 key for signing receipts, and its public key in FILE.pub. Mode 0600; a file that exists is never overwritten.",
    ),
    "help.keys.show-public": (
        "以 PEM 输出签名密钥 FILE 的公钥。公钥可以公开，验证回执的人需要它。",
        "Prints the public key of the signing key FILE as PEM. It is no secret; whoever checks receipts needs it.",
    ),
    "opt.receipt": (
        "把回执写入此文件；对文件夹则写入此文件夹，与副本同名加 .receipt.json",
        "Write a receipt to this file; for a folder, to this folder, each under the name of its copy with .receipt.json.",
    ),
    "opt.receipt-names": ("回执中写入文件名（其中的个人信息会被替换）", "Let receipts hold file names (what is personal in them is replaced)."),
    "opt.signing-key": (
        "用此 Ed25519 私钥文件签署回执（默认取环境变量 LEAKGUARD_SIGNING_KEY_FILE）",
        "Sign receipts with the Ed25519 private key in this file (default: LEAKGUARD_SIGNING_KEY_FILE).",
    ),
    "opt.original": ("同时核对原文件", "Check the original too."),
    "opt.public-key": ("要求回执由此公钥（PEM 文件）的持有人签署", "Ask for a signature by the owner of this public key (a PEM file)."),
    "opt.verify-format": ("输出格式：terminal（默认）或 json", "Output: terminal (default) or json."),
    "opt.verify-quiet": ("全部成立时不输出", "Say nothing if everything holds."),
    "opt.signing": ("生成 Ed25519 签名密钥", "Make an Ed25519 key for signing receipts."),
    "error.key-exists": (
        "{file} 已存在，密钥文件从不覆盖。换一个名称。",
        "{file} exists already, and keys are never overwritten. Give another name.",
    ),
    "error.receipt-alone": ("--receipt-names 须与 --receipt 一起使用。", "--receipt-names means something with --receipt only."),
    "keys.new": (
        "新密钥在 {file}（0600）。请备份并与数据分开存放：丢失后无法还原，也无法再得到相同的假名。",
        "The new key is in {file} (mode 0600). Keep a copy apart from the data: without it nothing can be restored, and no pseudonym "
        "comes out the same again.",
    ),
    "keys.new-signing": (
        "签名密钥在 {file}（0600），公钥在 {public}，公钥标识 {key}。公钥可以发给核对回执的人。",
        "The signing key is in {file} (mode 0600), its public key in {public}, identifier {key}. Give the public key to whoever checks "
        "receipts.",
    ),
    "keys.in-git": (
        "{file} 位于 git 工作区内且未被忽略，可能会被提交。移到别处，或写进 .gitignore",
        "{file} lies in a work tree of git and is not ignored: it may be committed. Move it, or name it in .gitignore",
    ),
    "redact.looked-for": (
        "被隐藏的 {numbers} 个号码、{names} 个姓名在副本的任何位置都找不到；{outside}。",
        "None of the {numbers} numbers and {names} names that were hidden stands anywhere in the copy; {outside}.",
    ),
    "redact.looked-for-kept": (
        "被隐藏的 {numbers} 个号码、{names} 个姓名，除策略在 {kept} 处保留的同一值外，在副本的任何位置都找不到；{outside}。",
        "But for {kept} place(s) where the policy keeps the same value, none of the {numbers} numbers and {names} names that were hidden "
        "stands in the copy; {outside}.",
    ),
    "redact.blocked": ("不得分享这份副本：{why}", "Do not share this copy: {why}"),
    "redact.hidden-too": ("其中 {count} 处检测器没有看到，也已隐藏。", "{count} place(s) that the detector had not seen were hidden, too."),
    "redact.outside": ("替换位置以外与原文件相同", "outside the changed spans it is the original"),
    "redact.not-compared": ("没有与原文件逐字节比较", "it was not compared with the original outside the changed spans"),
    "receipt.line": (
        "回执：{file}，副本 SHA-256 {output}，策略 {policy}，{signed}",
        "Receipt: {file}, SHA-256 of the copy {output}, policy {policy}, {signed}",
    ),
    "receipt.lines": ("回执：{count} 份，在 {folder}，{signed}", "Receipts: {count}, in {folder}, {signed}"),
    "receipt.signed": ("已签名（公钥 {key}）", "signed (public key {key})"),
    "receipt.unsigned": ("未签名", "not signed"),
    "verify.ok": ("核对通过", "Verified"),
    "verify.not-ok": ("核对不通过：不要依赖这份回执", "NOT verified: do not rely on this receipt"),
    "verify.receipt.holds": ("回执可读，格式正确", "the receipt can be read and has the right form"),
    "verify.receipt.fails": ("这不是 leakguard 写出的回执，或已被改动", "this is no receipt that leakguard wrote, or it was changed"),
    "verify.digest.holds": ("回执与自身的摘要一致", "the receipt agrees with its own digest"),
    "verify.digest.fails": ("回执与自身的摘要不一致：内容被改动过", "the receipt does not agree with its own digest: it was changed"),
    "verify.signature.holds": ("签名有效，公钥标识 {key}", "the signature is valid, by the public key {key}"),
    "verify.signature.fails": ("签名无效（公钥标识 {key}）", "the signature is not valid (public key {key})"),
    "verify.signature.open": (
        "回执没有签名：能改文件的人也能另造一份回执",
        "the receipt is not signed: whoever can change the file can also make another receipt",
    ),
    "verify.signature-missing.fails": ("给出了公钥，但回执没有签名", "a public key was given, but the receipt is not signed"),
    "verify.signer.holds": ("签名人就是所给公钥（{key}）的持有人", "it is signed by the owner of the public key given ({key})"),
    "verify.signer.fails": ("签名人不是所给公钥（{key}）的持有人", "it is not signed by the owner of the public key given ({key})"),
    "verify.signer.open": (
        "公钥取自回执本身，它属于谁未经证明；用 --public-key 给出可信的公钥",
        "the public key is the one in the receipt, and whose it is remains unproven; give one that you trust with --public-key",
    ),
    "verify.file.holds": ("文件就是回执所说的副本，逐字节相同", "the file is the copy that the receipt speaks of, byte for byte"),
    "verify.file.fails": ("文件不是回执所说的副本，或写出后被改动", "the file is not the copy that the receipt speaks of, or was changed since"),
    "verify.original.holds": ("原文件就是回执所说的输入，逐字节相同", "the original is the input that the receipt speaks of, byte for byte"),
    "verify.original.fails": ("原文件不是回执所说的输入", "the original is not the input that the receipt speaks of"),
    "verify.original.open": ("没有给出原文件，未核对输入", "no original was given; the input was not checked"),
    "verify.proof-rescan.holds": ("写出时已用同一检测器重新扫描，没有策略禁止的内容", "when written, the copy was scanned again with the same detector: nothing that the policy forbids"),
    "verify.proof-rescan.fails": ("写出时的重新扫描没有通过", "the scan of the copy when it was written has not passed"),
    "verify.proof-strict.holds": ("写出时已在副本全部内容中查找被隐藏的号码和姓名，没有不该有的", "when written, the numbers and names that were hidden were looked for everywhere in the copy: none was where it must not be"),
    "verify.proof-strict.fails": ("没有查找被隐藏的号码和姓名，或没有通过", "the numbers and names that were hidden were not looked for, or were found"),
    "verify.proof-outside.holds": ("写出时已与原文件比较：被替换的位置以外完全相同", "when written, the copy was compared with the original: outside the changed spans it is the same"),
    "verify.proof-outside.open": ("没有与原文件比较替换位置以外的内容（副本为另一种格式，或该格式不支持）", "outside the changed spans the copy was not compared with the original (it has another format, or this format is not compared)"),
    "verify.tolerated.open": (
        "未计入：{kept} 处是策略允许保留的同一值，{chance} 处落在更长的数字里、可以用巧合解释",
        "not counted: {kept} place(s) where the policy keeps the same value, and {chance} within longer numbers that chance explains",
    ),
    "verify.unscanned.open": ("有 {count} 个部分未能扫描，原样进入了副本", "{count} part(s) of the input could not be scanned and are in the copy as they were"),
    "verify.told": (
        "写出时间 {time}（写出者的时钟），leakguard {version}，策略 {policy}（{digest}），替换 {spans} 处",
        "Written at {time} (by the writer's clock) by leakguard {version}, policy {policy} ({digest}), {spans} spans changed",
    ),
    "verify.proves": (
        "它证明：这个文件自写出以来没有变过；写出它的程序声明了上述策略、数量和检验结果。",
        "This proves that the file has not changed since it was written, and that the program that wrote it stated this policy, these counts "
        "and these results.",
    ),
    "verify.proves-not": (
        "它不证明：没有遗漏任何个人信息（检测器可能漏检）；文件已匿名化（脱敏后的数据可能仍是个人信息）；时间属实；对外分享合法。",
        "It does not prove that no personal information was missed (a detector can miss), that the file is anonymous (de-identified data may "
        "still be personal information), that the time is right, or that sharing it is lawful.",
    ),
}
# fmt: on
