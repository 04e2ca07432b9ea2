"""What a server was started with."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from leakguard.detection.tagging.choosing import DEFAULT_TAGGER
from leakguard.errors import UsageError

DEFAULT_PORT = 8741
MAX_BYTES = 100 << 20
"""Size limit of an upload in bytes, unless another is given."""

TIMEOUT = 60.0
"""Seconds that the work on one upload may take, unless another limit is given."""

GRACE = 10
"""Seconds that requests in progress may take to end after SIGTERM; then their work is ended."""

REQUESTS_PER_JOB = 4
"""Requests in progress (arriving, waiting, worked on or being answered) per worker; more are refused with 503."""

NAME_LENGTH = 255


@dataclass(frozen=True, slots=True)
class Told:
    """What clients may know about a policy."""

    id: str
    zh: str
    en: str
    digest: str


@dataclass(frozen=True)
class Settings:
    """``policies`` maps the id of each policy that may be asked for to the name or path it is loaded from; the first is the
    default. ``timeout`` bounds the work, ``body_timeout`` the silence of a client, ``grace`` the end after SIGTERM, all in seconds.
    """

    policies: Mapping[str, str]
    told: tuple[Told, ...]
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    token: bytes | None = field(default=None, repr=False)
    max_bytes: int = MAX_BYTES
    timeout: float = TIMEOUT
    body_timeout: float = 20.0
    grace: int = GRACE
    jobs: int = 1
    journal: Path | None = None
    signing_key: Path | None = None
    key: bytes | None = field(default=None, repr=False)
    recognizers: tuple[str, ...] = ()
    tagger: str = DEFAULT_TAGGER

    @property
    def default_policy(self) -> str:
        """The policy of requests that name none."""
        return next(iter(self.policies))

    @property
    def max_requests(self) -> int:
        """Requests in progress at most."""
        return REQUESTS_PER_JOB * self.jobs

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return ipaddress.ip_address(self.host).is_loopback


def address(host: str) -> str:
    """``host`` as a numeric address. Names other than ``localhost`` are refused: looking them up would use the network.

    Raises:
        UsageError: it is no address.
    """
    if host == "localhost":
        return "127.0.0.1"
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError as error:
        raise UsageError("--host takes an IP address or localhost, and this is neither") from error


def refuse_open_door(settings: Settings) -> None:
    """Raise :class:`UsageError` if others could reach a server that asks nobody for a token."""
    if settings.token is None and not settings.loopback:
        raise UsageError(
            f"{settings.host} can be reached from other machines: without a token everybody could send files. "
            "Give --token-env or --token-file, or keep to 127.0.0.1."
        )
