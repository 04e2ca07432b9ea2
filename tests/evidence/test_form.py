"""Empty forms: every field explained, readable as they are, and never over something that is there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from leakguard.errors import UsageError
from leakguard.evidence.case import ATTACHMENTS, FORM, READ_ME, load_case, missing
from leakguard.evidence.form import attachment_lines, new_case
from leakguard.evidence.kinds import KINDS, load_kind
from leakguard.messages import Texts

DAY = date(2024, 5, 14)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_new_form_is_read_back_empty(tmp_path: Path, kind: str, language: str) -> None:
    folder = tmp_path / "new" / "case"
    made = new_case(kind, folder, language, DAY)
    assert made == [folder / FORM, folder / ATTACHMENTS / READ_ME]
    case = load_case(folder)
    assert (case.kind.id, case.language, case.date) == (kind, language, DAY)
    assert (case.answers, case.facts, case.own, case.timeline, case.attachments) == ({}, {}, (), (), ())
    lacks = {lack.name for lack in missing(case) if lack.what == "answer" and lack.severity == "required"}
    assert lacks == {field.id for field in case.kind.fields if field.need == "required"}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_field_says_what_it_is(tmp_path: Path, kind: str, language: str) -> None:
    new_case(kind, tmp_path, language, DAY)
    text = (tmp_path / FORM).read_text("utf-8")
    told = " ".join(line.strip().removeprefix("# ") for line in text.splitlines() if line.strip().startswith("#"))
    told = told.replace(" ", "")
    for field in load_kind(kind).fields:
        need = Texts(language)(f"form.{field.need}")
        assert f"{getattr(field.title, language)}({need})".replace(" ", "") in told.replace("（", "(").replace(
            "）", ")"
        )
        for wanted in (field.help, field.example, *(choice.title for choice in field.choices)):
            assert getattr(wanted, language).replace(" ", "") in told
    assert all(getattr(fact.help, language).replace(" ", "") in told for fact in load_kind(kind).facts)
    assert all(len(line) <= 100 for line in text.splitlines())


def test_the_same_form_every_time(tmp_path: Path) -> None:
    for name in ("a", "b"):
        new_case("appeal", tmp_path / name, "en", DAY)
    assert (tmp_path / "a" / FORM).read_bytes() == (tmp_path / "b" / FORM).read_bytes()


@pytest.mark.parametrize("there", [FORM, ATTACHMENTS])
def test_nothing_is_overwritten(tmp_path: Path, there: str) -> None:
    (tmp_path / there).symlink_to(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="exists already"):
        new_case("appeal", tmp_path, "en", DAY)
    assert [path.name for path in tmp_path.iterdir()] == [there]


def test_it_may_be_a_folder_with_other_things(tmp_path: Path) -> None:
    (tmp_path / "screenshot.png").write_bytes(b"x")
    new_case("appeal", tmp_path, "zh", DAY)
    assert (tmp_path / "screenshot.png").read_bytes() == b"x"


def test_lines_to_paste_are_a_list_of_the_form() -> None:
    name = 'attachments/a "b" \\ c\u202e\x1b.txt'
    (entry,) = yaml.safe_load("\n".join(attachment_lines(name, "chat", Texts("zh"))))
    assert (entry["file"], entry["kind"], entry["leave_out"]) == (name, "chat", "否")


def test_what_to_put_there_names_every_kind_of_attachment(tmp_path: Path) -> None:
    new_case("leak-complaint", tmp_path, "zh", DAY)
    text = (tmp_path / ATTACHMENTS / READ_ME).read_text("utf-8")
    assert all(kind in text for need in load_kind("leak-complaint").attachments for kind in need.kinds)
