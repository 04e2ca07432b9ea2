"""Redaction: nothing else changes, nothing forbidden is left, nothing half-written stays."""

from pathlib import Path

import pytest

import leakguard
from leakguard.errors import KeyMissingError, ResidueError, UnscannedError, UsageError
from leakguard.policy import bundled_policies
from leakguard.sources import open_source

SAMPLES = sorted(p for p in Path(__file__).parents[1].joinpath("samples").iterdir() if p.suffix in (".csv", ".txt"))
EXPORTS = sorted(Path(__file__).parent.joinpath("data", "exports").glob("*.csv"))
KEY = b"a key of the tests only"


@pytest.fixture(params=sorted(bundled_policies()))
def policy(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.name)
def test_samples_come_out_clean_and_otherwise_unchanged(sample: Path, policy: str, tmp_path: Path) -> None:
    before, target = sample.read_bytes(), tmp_path / sample.name
    redaction = leakguard.redact(sample, target, policy=policy, key=KEY)
    assert sample.read_bytes() == before
    assert leakguard.scan(target, policy=policy, key=KEY).forbidden == []
    assert only_spans_changed(sample, target, redaction)
    assert [p.name for p in tmp_path.iterdir()] == [sample.name]


@pytest.mark.parametrize("export", EXPORTS, ids=lambda p: p.name)
def test_exports_come_out_clean_and_otherwise_unchanged(export: Path, tmp_path: Path) -> None:
    before, target = export.read_bytes(), tmp_path / export.name
    redaction = leakguard.redact(export, target)
    assert redaction.report.unscanned == []
    assert export.read_bytes() == before
    assert leakguard.scan(target).forbidden == []
    proofs = {proof.name: proof for proof in redaction.proofs}
    assert proofs["outside"].result == "passed"
    # A name that is found in one cell only is hidden in the others, too; that is no span of a finding.
    assert only_spans_changed(export, target, redaction, proofs["strict"].counts["hidden"])


def only_spans_changed(original: Path, copy: Path, redaction: object, names: int = 0) -> bool:
    """Whether the copy is the original with nothing but the findings' spans replaced, by an independent road.

    Every stretch of raw bytes between two findings must stand in the copy, in order, with nothing around it; but for so many
    ``names`` of two to four characters, in whose place ``<PERSON>`` stands.
    """
    source = open_source(original)
    data = copy.read_bytes()
    position = 0
    codec = "utf-8" if source.encoding == "utf-8-sig" else source.encoding
    for kept in stretches(source.name, original.read_bytes(), source.encoding, redaction):
        found = data.find(kept, position)
        if found < 0 and names:
            kept, names = with_a_name_hidden(kept, data, position, codec), names - 1
            found = data.find(kept, position) if kept else -1
        if found < 0 or (position == 0 and found != 0):
            return False
        position = found + len(kept)
    return position == len(data) and not names


def with_a_name_hidden(kept: bytes, data: bytes, position: int, codec: str) -> bytes:
    """A stretch with a name in it replaced, as it stands in the copy; empty if it does not."""
    text = kept.decode(codec)
    for start in range(len(text)):
        for end in range(start + 2, min(start + 4, len(text)) + 1):
            if all("\u4e00" <= char <= "\u9fff" for char in text[start:end]):
                hidden = f"{text[:start]}<PERSON>{text[end:]}".encode(codec)
                if hidden in data[position:]:
                    return hidden
    return b""


def stretches(name: str, raw: bytes, encoding: str, redaction: object) -> list[bytes]:
    """The raw bytes between findings: each value is looked up in the raw bytes, one after the other."""
    values = [f.value for f in redaction.report.findings]  # type: ignore[attr-defined]
    parts, position = [], 0
    codec = "utf-8" if encoding == "utf-8-sig" else encoding
    for value in values:
        needle = value.encode(codec).replace(b'"', b'""') if name.endswith(".csv") else value.encode(codec)
        start = raw.find(needle, position)
        assert start >= 0
        parts.append(raw[position:start])
        position = start + len(needle)
    return [*parts, raw[position:]]


def test_the_input_is_never_the_output(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("电话13902746158", encoding="utf-8")
    with pytest.raises(UsageError, match="never modified"):
        leakguard.redact(path, path, overwrite=True)
    link = tmp_path / "b.txt"
    link.symlink_to(path)
    with pytest.raises(UsageError, match="never modified"):
        leakguard.redact(path, link, overwrite=True)
    assert path.read_text(encoding="utf-8") == "电话13902746158"


def test_an_existing_output_is_kept_unless_asked(tmp_path: Path) -> None:
    source, target = tmp_path / "a.txt", tmp_path / "b.txt"
    source.write_text("电话13902746158", encoding="utf-8")
    target.write_text("precious", encoding="utf-8")
    with pytest.raises(UsageError, match="exists already"):
        leakguard.redact(source, target)
    assert target.read_text(encoding="utf-8") == "precious"
    leakguard.redact(source, target, overwrite=True)
    assert target.read_text(encoding="utf-8") == "电话<PHONE_NUMBER>"


def test_a_residue_leaves_no_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from leakguard.scanning import Hit

    source = tmp_path / "a.txt"
    source.write_text("电话13902746158", encoding="utf-8")
    monkeypatch.setattr(Hit, "edit", lambda self, key: None)
    with pytest.raises(ResidueError, match="PHONE_NUMBER at line 1") as caught:
        leakguard.redact(source, tmp_path / "b.txt")
    assert "13902746158" not in str(caught.value)
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_crash_leaves_no_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from leakguard import redaction

    source = tmp_path / "a.txt"
    source.write_text("电话13902746158", encoding="utf-8")

    def crash(*_: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(redaction, "prove", crash)
    with pytest.raises(RuntimeError):
        leakguard.redact(source, tmp_path / "b.txt")
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_what_cannot_be_read_is_not_copied(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_bytes(b"PK\x03\x04" + b"\x00" * 100)
    with pytest.raises(UnscannedError):
        leakguard.redact(source, tmp_path / "b.csv")
    assert not (tmp_path / "b.csv").exists()


def test_tokens_need_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEAKGUARD_KEY", raising=False)
    source = tmp_path / "a.txt"
    source.write_text("电话13902746158", encoding="utf-8")
    with pytest.raises(KeyMissingError, match="LEAKGUARD_KEY"):
        leakguard.redact(source, tmp_path / "b.txt", policy="complaint-evidence")


def test_tokens_join_spellings_and_files(tmp_path: Path) -> None:
    texts = {"a.txt": "电话13902746158", "b.txt": "联系139-0274-6158"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        leakguard.redact(tmp_path / name, tmp_path / f"out-{name}", policy="complaint-evidence", key=KEY)
    tokens = {(tmp_path / f"out-{name}").read_text(encoding="utf-8")[2:] for name in texts}
    assert len(tokens) == 1


def test_masked_values_stay_unless_the_mask_is_too_weak(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("收货人,手机,备注\n王*,138****8000,\n李*,1******8000,\n", encoding="utf-8")
    leakguard.redact(source, tmp_path / "share.csv")
    assert (tmp_path / "share.csv").read_bytes() == source.read_bytes()
    leakguard.redact(source, tmp_path / "waybill.csv", policy="waybill")
    assert "138******00" in (tmp_path / "waybill.csv").read_text(encoding="utf-8")
    assert "1******8000" in (tmp_path / "waybill.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5"])
def test_every_encoding_is_written_back_as_it_was(encoding: str, tmp_path: Path) -> None:
    text = "姓名,電話,地址,備註\r\n林志明,0912-345-678,臺北市中正區某路一段10巷2弄3號,請打0912-345-678\r\n"
    clean = text.replace("0912-345-678", "<PHONE_NUMBER>").replace("林志明", "<PERSON>")
    clean = clean.replace("臺北市中正區某路一段10巷2弄3號", "<ADDRESS>")
    source, target = tmp_path / "a.csv", tmp_path / "b.csv"
    source.write_bytes(text.encode(encoding))
    leakguard.redact(source, target)
    assert target.read_bytes() == clean.encode(encoding)


def test_what_redaction_brings_to_light_is_hidden_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first pass is made to overlook the second phone; the proof sees it, and the second pass hides it."""
    from leakguard.scanning import Hit

    source, target = tmp_path / "a.txt", tmp_path / "b.txt"
    source.write_text("电话13902746158，备用13902746159", encoding="utf-8")
    edit, overlooked = Hit.edit, []

    def overlook_once(self: Hit, key: bytes | None) -> object:
        if self.finding.value.endswith("9") and not overlooked:
            overlooked.append(self)
            return None
        return edit(self, key)

    monkeypatch.setattr(Hit, "edit", overlook_once)
    leakguard.redact(source, target)
    assert target.read_text(encoding="utf-8") == "电话<PHONE_NUMBER>，备用<PHONE_NUMBER>"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.txt", "b.txt"]
