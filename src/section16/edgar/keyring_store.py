"""Secrets in the keyring of the system."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from section16.edgar.secrets import Secret
from section16.vocabulary.errors import MissingPackage, Section16Error

try:
    import keyring
    import keyring.errors
except ImportError as error:
    raise MissingPackage(
        "found no package keyring, expected it for secrets; get it: pip install 'section16[file]'"
    ) from error

_SERVICE, _INDEX = "section16", "names"


class KeyringStore:
    """The keyring of the system.  Every method raises Section16Error where no keyring is to be had."""

    def get(self, name: str) -> Secret | None:
        """See ``SecretStore``."""
        with _of_keyring():
            value = keyring.get_password(_SERVICE, name)
        return None if value is None else Secret(value)

    def set(self, name: str, secret: Secret) -> None:
        """See ``SecretStore``."""
        with _of_keyring():
            keyring.set_password(_SERVICE, name, secret.reveal())
        self._index({*self.names(), name})

    def delete(self, name: str) -> bool:
        """See ``SecretStore``."""
        if self.get(name) is None:
            return False
        with _of_keyring():
            keyring.delete_password(_SERVICE, name)
        self._index({*self.names()} - {name})
        return True

    def names(self) -> tuple[str, ...]:
        """See ``SecretStore``; a keyring cannot list, so the names are kept in it as well."""
        with _of_keyring():
            return tuple(sorted((keyring.get_password(_SERVICE, _INDEX) or "").split()))

    def _index(self, names: Iterable[str]) -> None:
        with _of_keyring():
            keyring.set_password(_SERVICE, _INDEX, " ".join(sorted(names)))


@contextmanager
def _of_keyring() -> Iterator[None]:
    """Errors of the keyring as one line of ours."""
    try:
        yield
    except keyring.errors.NoKeyringError:
        raise Section16Error(
            "found no keyring on this system, expected one, or an encrypted file: --vault FILE"
        ) from None
    except keyring.errors.KeyringError as error:
        raise Section16Error(f"the keyring answered: {type(error).__name__}") from None
