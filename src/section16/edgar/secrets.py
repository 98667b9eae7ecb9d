"""Secrets: the owners' CCC and the tokens of the filing API, and where they are kept.

They are kept in the system's keyring (``keyring_store``) or in an encrypted file (``vault``), never in a
package, a journal, a log or on a command line.  A ``Secret`` never shows itself: it is read
by ``reveal`` alone, in the expression that needs it.  Names: ``ccc-1234567`` (an owner's
CIK), ``filer-token``, ``user-token``.
"""

from __future__ import annotations

import base64
import hmac
import logging
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Any, NoReturn, Protocol

import msgspec

from section16.vocabulary.errors import SeenAndExpected
from section16.vocabulary.identifiers import compact_cik, is_cik

HIDDEN = "********"
FILER_TOKEN, USER_TOKEN = "filer-token", "user-token"
CCC_LENGTH = 8  # schema type of rptOwnerCcc
_TOKEN = re.compile(r"[\x21-\x2b\x2d-\x7e]+").fullmatch  # printable ASCII without blank and comma


class Secret:
    """A value that cannot be printed, logged, formatted, pickled or serialised by accident.

    >>> secret = Secret("s3cr3t#1")
    >>> f"{secret!r} {secret}"
    'Secret(********) ********'
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    def __str__(self) -> str:
        return HIDDEN

    def __format__(self, spec: str) -> str:
        return HIDDEN

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    __hash__ = None  # type: ignore[assignment]

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Secret:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("found a secret, expected something that may be stored")

    def __getstate__(self) -> NoReturn:
        raise TypeError("found a secret, expected something that may be stored")


class SecretStore(Protocol):
    """Where secrets are kept."""

    def get(self, name: str) -> Secret | None:
        """The secret; None when there is none of that name."""
        ...

    def set(self, name: str, secret: Secret) -> None:
        """Keep a secret, in place of one of the same name."""
        ...

    def delete(self, name: str) -> bool:
        """Forget a secret; False when there was none."""
        ...

    def names(self) -> tuple[str, ...]:
        """Names of the secrets, sorted."""
        ...


def secret_name(name: str) -> str:
    """The name in its one spelling: "CCC-0001234567" is "ccc-1234567".  Raises SeenAndExpected.

    >>> secret_name("ccc-0001234567")
    'ccc-1234567'
    """
    plain = name.strip().lower()
    if plain in (FILER_TOKEN, USER_TOKEN):
        return plain
    if plain.startswith("ccc-") and is_cik(plain[4:]):
        return ccc_name(plain[4:])
    raise SeenAndExpected(f"the name {name[:40]!r}", f"{FILER_TOKEN}, {USER_TOKEN} or ccc- and an owner's CIK")


def ccc_name(cik: str) -> str:
    """Name of an owner's CCC."""
    return f"ccc-{compact_cik(cik)}"


def checked(name: str, value: str) -> Secret:
    """A value a person gave, without the line end.  Raises SeenAndExpected, which says nothing of the value."""
    value = value.strip("\r\n")
    if name.startswith("ccc-"):
        if len(value) != CCC_LENGTH or not value.isprintable() or " " in value:
            raise SeenAndExpected(f"{len(value)} characters", f"a CCC, {CCC_LENGTH} characters without blanks")
    elif not _TOKEN(value):
        raise SeenAndExpected("a value that is no token", "printable ASCII without blanks and commas")
    return Secret(value)


class Tokens(msgspec.Struct, frozen=True):
    """The two tokens of the filing API; a status needs the filer's alone."""

    filer: Secret
    user: Secret


def token_expiry(token: Secret) -> datetime | None:
    """When a token ends, as its head says; None when it does not.

    The head of a token is a JSON object in base64 with ``expiresAt`` (unverified: told by
    third parties of the SEC's toolkit), and is no secret.
    """
    head = token.reveal().partition(".")[0]
    try:
        data = base64.urlsafe_b64decode(head + "=" * (-len(head) % 4))
        return msgspec.convert(msgspec.json.decode(data)["expiresAt"], datetime)
    except (ValueError, KeyError, TypeError, msgspec.MsgspecError):
        return None


class Redactor(logging.Filter):
    """Takes known secrets out of text: log records, messages of an endpoint, tracebacks."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        super().__init__()
        self._secrets = tuple(secrets)

    def text(self, text: str) -> str:
        """The text with every known secret hidden, plain or within base64."""
        for secret in self._secrets:
            for form in _forms(secret):
                text = text.replace(form, HIDDEN)
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        """Hide the secrets in a log record, its traceback included; every record passes."""
        record.msg, record.args = self.text(record.getMessage()), None
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = self.text("".join(traceback.format_exception(*record.exc_info)))
        return True

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Within: no log record of any present handler, and no traceback of the process, shows a secret."""
        handlers = [*logging.getLogger().handlers, *([logging.lastResort] if logging.lastResort else [])]
        for handler in handlers:
            handler.addFilter(self)
        sys.excepthook = self._hook
        try:
            yield
        finally:
            for handler in handlers:
                handler.removeFilter(self)

    def _hook(self, kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        """Stays in place after ``installed``: a traceback is printed when all is left."""
        sys.stderr.write(self.text("".join(traceback.format_exception(kind, error, where))))


def _forms(secret: Secret) -> Iterator[str]:
    """A secret as it may stand in a text: as it is, or somewhere in a base64 text, which has three alignments."""
    value = secret.reveal().encode()
    if len(value) < 4:  # anything could be that
        return
    yield value.decode()
    yield repr(value)[2:-1]  # as an error message quotes bytes
    for before in range(3):
        text = base64.b64encode(bytes(before) + value).decode().rstrip("=")
        # the first and the last character also hold bits of what stands beside the secret
        first = -(-before * 8 // 6)
        last = len(text) if (before + len(value)) % 3 == 0 else -1
        yield text[first:last]
