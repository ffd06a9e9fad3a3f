"""Which addresses may be fetched: http and https, and no private network unless that is allowed."""

import ipaddress
import socket
from urllib.parse import urlsplit

from straitwatch.errors import FetchError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def check_url(url: str, *, private: bool, resolve: bool = True) -> None:
    """Refuse an address that may not be fetched. Without `resolve` (behind a proxy) only literal addresses are judged.

    Raises:
        FetchError: not http or https, no host, user and password in it, an unknown host, or a private network.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError(f"{url[:200]}: no address: {error}", retry=False) from error
    if parts.scheme not in ("http", "https") or not host:
        raise FetchError(f"{url[:200]}: only http and https addresses are fetched", retry=False)
    if parts.username is not None or parts.password is not None:
        raise FetchError(f"{host}: addresses with a user name in them are not fetched", retry=False)
    if private:
        return
    for found in _addresses(host, port or 0, resolve=resolve):
        check_peer(found, host)


def check_peer(address: str, host: str) -> None:
    """Refuse an IP address that is not of the public internet.

    Raises:
        FetchError: naming the host and the address.

    >>> check_peer("93.184.216.34", "example.org")
    """
    if not public(ipaddress.ip_address(address.split("%")[0])):
        raise FetchError(
            f"{host} lies at {address}, on a private network; set private = true under [fetch] to allow it", retry=False
        )


def public(address: Address) -> bool:
    """Tell whether an address is of the public internet, looking into addresses that carry another.

    >>> [public(ipaddress.ip_address(a)) for a in ("8.8.8.8", "10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1")]
    [True, False, False, False]
    """
    if isinstance(address, ipaddress.IPv6Address):
        carried = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in ipaddress.ip_network("64:ff9b::/96"):
            carried = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if carried is not None:
            return public(carried)
    return address.is_global and not address.is_multicast


def _addresses(host: str, port: int, *, resolve: bool) -> list[str]:
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        if not resolve:
            return []
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{host}: unknown host: {error}", retry=True) from error
    return [str(row[4][0]) for row in found]
