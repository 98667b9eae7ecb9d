"""``section16 secret``: the owners' CCC and the tokens of the filing API, kept and forgotten."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from section16.vocabulary.errors import Section16Error

if TYPE_CHECKING:
    from section16.edgar.secrets import Secret, SecretStore

DESCRIPTOR = "SECTION16_PASSPHRASE_FD"
_LONGEST = 64 * 1024

vault_option = click.option(
    "--vault", type=click.Path(dir_okay=False), envvar="SECTION16_VAULT",
    help="Encrypted file with the secrets; the keyring of the system when left out.",
)  # fmt: skip


@click.group()
def secret() -> None:
    """Keep secrets: ccc-CIK for each reporting owner, filer-token, user-token.

    They are kept in the keyring of the system, or with --vault in an encrypted
    file, whose passphrase is asked for, or read from the file descriptor that
    SECTION16_PASSPHRASE_FD names. A value is asked for or read from standard
    input, never taken from the command line.
    """


@secret.command("set")
@click.argument("name")
@vault_option
def set_(name: str, vault: str | None) -> int:
    """Keep the secret NAME, in place of one of the same name.

    Exit status: 0 kept, 2 another name or value, or nowhere to keep it.

    \b
        section16 secret set ccc-1234567
        section16 secret set filer-token < token.txt
    """
    from section16.edgar.secrets import checked, secret_name

    try:
        name = secret_name(name)
        value = checked(name, _value(name))
        store_of(vault, new=True).set(name, value)
    except (Section16Error, OSError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{name}: kept", err=True)
    return 0


@secret.command("list")
@vault_option
def list_(vault: str | None) -> int:
    """List the names of the secrets that are kept; never a value.

    Exit status: 0 listed, 2 nowhere to look.
    """
    try:
        for name in store_of(vault).names():
            click.echo(name)
    except (Section16Error, OSError) as error:
        raise click.ClickException(str(error)) from None
    return 0


@secret.command()
@click.argument("name")
@vault_option
def delete(name: str, vault: str | None) -> int:
    """Forget the secret NAME.

    Exit status: 0 forgotten, 1 there was none, 2 another name, or nowhere to look.
    """
    from section16.edgar.secrets import secret_name

    try:
        name = secret_name(name)
        found = store_of(vault).delete(name)
    except (Section16Error, OSError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{name}: {'forgotten' if found else 'there was none'}", err=True)
    return 0 if found else 1


def store_of(vault: str | None, *, new: bool = False) -> SecretStore:
    """The keyring, or the vault with its passphrase.

    new  the vault may be made; then the passphrase is asked for twice

    Raises Section16Error; MissingPackage without the extra ``file``.
    """
    if vault is None:
        from section16.edgar.keyring_store import KeyringStore

        return KeyringStore()
    from section16.edgar.vault import VaultStore

    path = Path(vault)
    if not path.exists() and not new:
        raise Section16Error(f"{vault}: found no vault, expected one that section16 secret set --vault has made")
    return VaultStore(path, _passphrase(twice=not path.exists()))


def lazily(vault: str | None) -> Callable[[str], Secret | None]:
    """Name -> secret; the store is opened when the first is asked for: a package with CCCs may need none."""

    @cache
    def store() -> SecretStore:
        return store_of(vault)

    return lambda name: store().get(name)


def _passphrase(*, twice: bool) -> Secret:
    from section16.edgar.secrets import Secret

    descriptor = os.environ.get(DESCRIPTOR, "")
    if descriptor:
        if not descriptor.isdigit():
            raise Section16Error(f"{DESCRIPTOR}: found another value, expected the number of a file descriptor")
        with os.fdopen(os.dup(int(descriptor)), "rb") as file:
            found = Secret(file.read(_LONGEST).decode("utf-8", "surrogateescape").strip("\r\n"))
    elif sys.stdin.isatty():
        found = Secret(click.prompt("Passphrase", hide_input=True, confirmation_prompt=twice, err=True))
    else:
        raise Section16Error(f"found no terminal to ask for the passphrase, expected one, or {DESCRIPTOR}")
    if not found.reveal():
        raise Section16Error("found an empty passphrase, expected one that nobody guesses")
    return found


def _value(name: str) -> str:
    if sys.stdin.isatty():
        value: str = click.prompt(f"Value of {name}", hide_input=True, confirmation_prompt=True, err=True)
        return value
    return sys.stdin.read(_LONGEST)
