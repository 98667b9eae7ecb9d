"""Where EDGAR is: the hosts of the filing API and of the public record, and a local endpoint.

Authority for the hosts of the API: third parties only (unverified).  For the public record:
the SEC's page "Accessing EDGAR Data".  A package travels over TLS, or it does not leave the
machine.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

import msgspec

from section16.vocabulary.errors import SeenAndExpected

EDGAR, BETA, LOCAL = "EDGAR", "EDGAR Beta", "local"
_API, _BETA = "https://api.edgarfiling.sec.gov", "https://api-bravo.edgarfiling.sec.gov"
_DATA, _ARCHIVES = "https://data.sec.gov", "https://www.sec.gov"


class Hosts(msgspec.Struct, frozen=True):
    """The hosts of one system, without a slash at the end.

    system    "EDGAR", "EDGAR Beta" or "local"
    api       of the filing API
    data      of ``/submissions/CIK##########.json``; None where no record is public
    archives  of ``/Archives/edgar/data/...``; None likewise
    """

    system: str
    api: str
    data: str | None = None
    archives: str | None = None

    @property
    def is_local(self) -> bool:
        """True for an endpoint on this machine."""
        return self.system == LOCAL


def hosts_of(endpoint: str) -> Hosts:
    """The hosts for an endpoint: "edgar", "beta", or an address.  Raises SeenAndExpected.

    Any address outside this machine must be https, and is EDGAR itself (a relay, say).

    >>> hosts_of("http://127.0.0.1:8016").system
    'local'
    """
    if endpoint in ("edgar", _API):
        return Hosts(EDGAR, _API, _DATA, _ARCHIVES)
    if endpoint in ("beta", _BETA):
        return Hosts(BETA, _BETA)
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    bad = parts.username or parts.query or parts.fragment or parts.path not in ("", "/")
    if parts.scheme not in ("http", "https") or not host or bad:
        raise SeenAndExpected(f"the endpoint {endpoint[:80]!r}", "edgar, beta, or an address such as https://host:port")
    base = f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{f':{port}' if port else ''}"
    if is_loopback(host):
        return Hosts(LOCAL, base, base, base)
    if parts.scheme != "https":
        raise SeenAndExpected(f"the endpoint {endpoint[:80]!r}", "https, for it is not on this machine")
    return Hosts(EDGAR, base, _DATA, _ARCHIVES)


def record_hosts(address: str = "edgar") -> Hosts:
    """The hosts of a public record: EDGAR's, or one address for all of it.  Raises SeenAndExpected.

    >>> record_hosts("https://mirror.example").data
    'https://mirror.example'
    """
    plain = address.rstrip("/")
    hosts = hosts_of("edgar" if plain in (_DATA, _ARCHIVES) else plain)
    is_mirror = hosts.system == EDGAR and hosts.api != _API
    return msgspec.structs.replace(hosts, data=hosts.api, archives=hosts.api) if is_mirror else hosts


def is_loopback(host: str) -> bool:
    """True for an address of this machine alone.

    >>> is_loopback("localhost"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
