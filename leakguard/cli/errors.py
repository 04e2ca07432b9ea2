"""The one place where exceptions become a message and an exit code.

Nothing that an exception says is printed, unless leakguard raised it on purpose: what Python or a library puts into
its messages can be a value out of the file. Of everything else only class and place are told.
"""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from leakguard.cli.console import complain, silence_stdout
from leakguard.errors import LeakguardError, UnscannedError
from leakguard.evidence.errors import SpokenError
from leakguard.messages import Texts
from leakguard.reports.width import visible

DEBUG_VARIABLE = "LEAKGUARD_DEBUG"
USAGE, INTERRUPTED = 2, 130
_PACKAGE = Path(__file__).parent.parent


def guarded(work: Callable[[], int], texts: Texts) -> int:
    """The exit code of ``work``, whatever happens in it."""
    try:
        with _own_warnings(texts):
            code = work()
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (KeyboardInterrupt, click.Abort):
        complain(texts("error.interrupted"))
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has gone; nobody has seen a verdict, so this is no success.
        silence_stdout()
        return USAGE
    except LeakguardError as error:
        complain(texts("error", text=_message(error, texts)))
        return error.exit_code
    except click.ClickException as error:
        complain(texts("error", text=visible(error.format_message())))
        if isinstance(error, click.UsageError) and error.ctx is not None:
            complain(texts("error.usage", command=error.ctx.command_path))
        return USAGE
    except OSError as error:
        complain(texts("error", text=_system(error, texts)))
        _debug(error)
        return USAGE
    except Exception as error:
        complain(texts("error", text=texts("error.crash", kind=type(error).__name__, place=_place(error))))
        _debug(error)
        return USAGE
    else:
        return code


@contextmanager
def _own_warnings(texts: Texts) -> Iterator[None]:
    """What leakguard warns of is said in one line, every time; what libraries warn of is said by Python."""
    from leakguard.keys import ExposedKeyWarning

    with warnings.catch_warnings():
        warnings.simplefilter("always", ExposedKeyWarning)
        before = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *rest: Any, **more: Any) -> None:
            if issubclass(category, ExposedKeyWarning):
                complain(texts("warning", text=visible(str(message))))
            else:
                before(message, category, *rest, **more)

        warnings.showwarning = show
        yield


def _message(error: LeakguardError, texts: Texts) -> str:
    if isinstance(error, SpokenError):
        return visible(error.said(texts))
    if not isinstance(error, UnscannedError):
        return visible(str(error))
    reason = texts.known(f"reason.{error.reason}", error.reason)
    cure = texts.known(f"cure.{error.reason}", texts("cure.other"))
    return f"{reason} ({visible(error.detail)}). {texts('report.cure', cure=cure)}"


def _system(error: OSError, texts: Texts) -> str:
    """What the operating system says, by its number: the text of an exception could be anything."""
    if error.errno is None:
        return texts("error.crash", kind=type(error).__name__, place=_place(error))
    path = error.filename if isinstance(error.filename, str | bytes | os.PathLike) else type(error).__name__
    return texts("error.os", path=visible(os.fsdecode(path)), problem=os.strerror(error.errno))


def _place(error: BaseException) -> str:
    """The innermost line of leakguard that was running, as ``module.py:line``."""
    frames = [(Path(frame.f_code.co_filename), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    ours = [(path, line) for path, line in frames if path.is_relative_to(_PACKAGE)]
    path, line = (ours or frames or [(Path("?"), 0)])[-1]
    return f"{path.relative_to(_PACKAGE) if ours else path.name}:{line}"


def _debug(error: BaseException) -> None:
    """The call stack, without values: no exception text, no locals, no source lines."""
    if not os.environ.get(DEBUG_VARIABLE):
        return
    link: BaseException | None = error
    while link is not None:
        complain(f"{type(link).__module__}.{type(link).__qualname__}")
        for frame, line in traceback.walk_tb(link.__traceback__):
            complain(f"  {visible(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}")
        link = link.__cause__ or link.__context__
