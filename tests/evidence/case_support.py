"""Cases made of a few lines."""

from __future__ import annotations

from pathlib import Path

from leakguard.evidence.case import Case, load_case
from leakguard.evidence.found import Found, FoundFile
from leakguard.policy import Bilingual

ROOT = Path(__file__).parents[2]
CASES = ROOT / "samples" / "cases"

HEAD = "schema: 1\nkind: leak-complaint\nlanguage: {language}\ndate: 2024-05-14\n"


def form(folder: Path, text: str = "", language: str = "en", head: str = HEAD) -> Path:
    """A folder with a form and an empty folder of attachments."""
    (folder / "attachments").mkdir(exist_ok=True)
    (folder / "case.yaml").write_text(head.format(language=language) + text, encoding="utf-8")
    return folder


def case(folder: Path, text: str = "", language: str = "en", head: str = HEAD) -> Case:
    """The case of :func:`form`."""
    return load_case(form(folder, text, language, head))


def attach(folder: Path, name: str, content: str = "x\n") -> Path:
    """A file among the attachments."""
    path = folder / "attachments" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


FOUND = Found(
    persons=6,
    severity_code="S3",
    severity_name=Bilingual("高", "high"),
    entities={"PERSON": 9, "PHONE_NUMBER": 8},
    files=(FoundFile("attachments/chat.txt", "ab" * 32, {"PERSON": 9}, persons=6),),
)
