"""What all commands share: help, languages, errors, the registry."""

from __future__ import annotations

import sys

import click
import pytest

from leakguard import __version__
from leakguard.__main__ import main
from leakguard.cli import VERBS, build, wanted_language
from leakguard.cli.errors import guarded
from leakguard.cli.options import SOURCE_FORMATS
from leakguard.errors import LeakguardError, ResidueError, UnscannedError, UsageError
from leakguard.messages import MESSAGES, Texts
from leakguard.reports.width import width
from leakguard.sources import FORMATS

from .support import run

COMMANDS = [[], *([verb] for verb in VERBS)]
COMMANDS += [["recognizers", verb] for verb in ("list", "show", "test")]
COMMANDS += [["policies", verb] for verb in ("list", "show", "validate")]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_is_complete_in_both_languages(command: list[str], lang: str) -> None:
    result = run(*command, "--help", "--lang", lang, env={"COLUMNS": "80"})
    assert result.exit_code == 0
    texts = Texts(lang)
    assert result.stdout.startswith(texts("help.usage"))
    for key in ("help.options", "help.examples", "help.lang"):
        assert texts(key).split("（")[0].split(" (")[0] in result.stdout
    assert "leakguard " in result.stdout.rpartition(texts("help.examples") + ":")[2]
    body = result.stdout.rpartition(texts("help.examples") + ":")[0]
    assert max(width(line) for line in body.splitlines()) <= 80


def test_language_before_and_after_the_verb() -> None:
    zh = Texts("zh")("verb.policies.list")
    assert zh in run("--lang", "zh", "policies", "--help").stdout
    assert zh in run("policies", "--help", "--lang", "zh").stdout
    assert zh in run("policies", "--help", "--lang=zh").stdout
    assert zh in run("policies", "--help", env={"LC_ALL": "zh_CN.UTF-8"}).stdout
    assert zh not in run("policies", "--help", "--lang", "en", env={"LC_ALL": "zh_CN.UTF-8"}).stdout


LANGUAGES = [
    ([], None),
    (["--lang", "zh"], "zh"),
    (["--lang=en"], "en"),
    (["--lang", "zh", "scan", "--lang", "en"], "en"),
    (["scan", "--", "--lang", "zh"], None),
    (["--lang"], None),
    (["--lang", "fr"], None),
]


@pytest.mark.parametrize(("arguments", "expected"), LANGUAGES)
def test_wanted_language(arguments: list[str], expected: str | None) -> None:
    assert wanted_language(arguments) == expected


def test_no_command_shows_help_and_fails() -> None:
    for group in ([], ["recognizers"], ["policies"]):
        result = run(*group)
        assert result.exit_code == 2
        assert "Commands:" in result.stdout


def test_version() -> None:
    assert run("--version").stdout == f"leakguard {__version__}\n"


def test_registry_is_true() -> None:
    root = build("en")
    for name, (module, key) in VERBS.items():
        command = root.get_command(click.Context(root), name)
        assert command is not None
        assert command.name == name
        assert key in MESSAGES
        assert module == f"leakguard.cli.{name}"


def test_format_names_are_those_of_the_sources() -> None:
    assert set(SOURCE_FORMATS) == set(FORMATS)


def test_main_returns_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert main(["nothing"]) == 2
    assert "nothing" in capsys.readouterr().err


ERRORS: list[tuple[BaseException, int]] = [
    (LeakguardError("x"), 2),
    (UsageError("x"), 2),
    (ResidueError("x"), 1),
    (UnscannedError("unsupported", "x"), 3),
    (KeyboardInterrupt(), 130),
    (click.Abort(), 130),
    (click.UsageError("x"), 2),
    (PermissionError(13, "Permission denied", "/x/y"), 2),
    (OSError("no number"), 2),
    (ValueError("x"), 2),
    (RecursionError(), 2),
    (MemoryError(), 2),
    (UnicodeDecodeError("utf-8", b"x", 0, 1, "x"), 2),
]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("error", "code"), ERRORS, ids=lambda value: type(value).__name__)
def test_errors_become_a_message_and_a_code(
    error: BaseException, code: int, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def work() -> int:
        raise error

    assert guarded(work, Texts(lang)) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err


def test_crash_tells_class_and_place_only(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def work() -> int:
        try:
            {}["13902746158"]
        except KeyError as error:
            raise ValueError("13902746158") from error

    monkeypatch.delenv("LEAKGUARD_DEBUG", raising=False)
    assert guarded(work, Texts("en")) == 2
    plain = capsys.readouterr().err
    assert "internal error ValueError at cli/errors.py:" in plain or "ValueError at" in plain
    assert plain.count("\n") == 1
    monkeypatch.setenv("LEAKGUARD_DEBUG", "1")
    assert guarded(work, Texts("en")) == 2
    debug = capsys.readouterr().err
    assert "builtins.KeyError" in debug
    assert "test_frame.py:" in debug
    assert "13902746158" not in plain + debug


def test_broken_pipe_is_silent_and_no_success(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leakguard.cli.errors.silence_stdout", lambda: None)

    def work() -> int:
        raise BrokenPipeError

    assert guarded(work, Texts("en")) == 2
    assert capsys.readouterr().err == ""


def test_reader_that_goes_away() -> None:
    import subprocess

    from .support import ROOT

    command = [sys.executable, "-m", "leakguard", "scan", "samples", "-f", "jsonl"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        told = process.stderr.read()
        assert process.wait() == 2
    assert b"Traceback" not in told
    assert b"Exception ignored" not in told
