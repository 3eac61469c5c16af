"""The guard on addresses: only the public internet is dialled, unless the operator opens more."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult

IPv4 = ipaddress.IPv4Address
IPv6 = ipaddress.IPv6Address
Address = IPv4 | IPv6
LookUp = Callable[[str, int], Sequence[str]]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Beyond what the standard library calls private: relays, shared space, documentation.
_REFUSED_V4 = tuple(
    ipaddress.ip_network(text)
    for text in ("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/3")
)
_GLOBAL_V6 = ipaddress.ip_network("2000::/3")
# Protocol assignments with Teredo, documentation, 6to4.
_REFUSED_V6 = tuple(
    ipaddress.ip_network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(slots=True)
class Dial:
    """One connection attempt: the host asked for, and the address refused on the way."""

    host: str
    port: int
    refused: str = ""


current_dial: ContextVar[Dial | None] = ContextVar("current_dial", default=None)


class PrivateAddressError(OSError):
    """The address about to be dialled is not on the public internet."""


def is_public(text: str) -> bool:
    """Whether an address literal lies on the public internet; False for what cannot be read."""
    try:
        address = ipaddress.ip_address(text.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(address, IPv4):
        return _is_public_v4(address)
    if address in _NAT64:
        return _is_public_v4(IPv4(int(address) & 0xFFFFFFFF))
    return address in _GLOBAL_V6 and not any(address in network for network in _REFUSED_V6)


def _is_public_v4(address: IPv4) -> bool:
    return address.is_global and not any(address in network for network in _REFUSED_V4)


@dataclass(frozen=True, slots=True)
class _Opened:
    """One entry of the operator's list: a name or a range, with a port or for all of them."""

    name: str
    network: Network | None
    port: int | None

    def covers(self, host: str, address: Address | None, port: int) -> bool:
        if self.port not in (None, port):
            return False
        if self.network is None:
            return host == self.name
        return address is not None and address in self.network


def _opened(entry: str) -> _Opened:
    try:
        return _Opened("", ipaddress.ip_network(entry.strip("[]"), strict=False), None)
    except ValueError:
        parts = urlsplit(f"//{entry}")
    host = (parts.hostname or "").rstrip(".")
    try:
        return _Opened("", ipaddress.ip_network(host), parts.port)
    except ValueError:
        return _Opened(host, None, parts.port)


class AddressGuard:
    """Decides at the moment of dialling, so that no name or redirect can slip past.

    Args:
        allow: Entries ``host``, ``host:port`` or CIDR that are open although private.

    Raises:
        ValueError: An entry has a port that is no number.
    """

    def __init__(self, allow: Sequence[str]) -> None:
        self._opened = tuple(_opened(entry) for entry in allow)

    def opens(self, host: str, port: int) -> bool:
        """Whether the operator named this host, or the address it is written as."""
        plain = host.strip("[]").rstrip(".").lower()
        return any(entry.covers(plain, _address(plain), port) for entry in self._opened)

    def permits(self, host: str, address: str, port: int) -> bool:
        """Whether `address`, to which `host` resolved, may be dialled."""
        if is_public(address):
            return True
        plain = host.strip("[]").rstrip(".").lower()
        return any(entry.covers(plain, _address(address), port) for entry in self._opened)

    def check(self, address: str, port: int) -> None:
        """Note and refuse an address that may not be dialled in the current attempt."""
        dial = current_dial.get()
        if not self.permits(dial.host if dial else "", address, port):
            if dial:
                dial.refused = address
            raise PrivateAddressError(f"{address} is not a public address")

    def socket_factory(self, addr_info: tuple[Any, ...]) -> socket.socket:
        """Open the socket for one address actually dialled, after looking at that address."""
        family, kind, protocol, _, target = addr_info
        self.check(str(target[0]), int(target[1]))
        return socket.socket(family=family, type=kind, proto=protocol)


def _address(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text.split("%", 1)[0])
    except ValueError:
        return None


def look_up(host: str, port: int) -> Sequence[str]:
    """Give every address of a host by the system's resolver; blocks."""
    rows = socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG)
    return [str(row[4][0]) for row in rows]


class GuardedResolver(AbstractResolver):
    """Resolves names in its own threads and refuses a name with any address that is private."""

    def __init__(self, guard: AddressGuard, *, threads: int, look_up: LookUp = look_up) -> None:
        self._guard = guard
        self._look_up = look_up
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="resolve")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Give every address of `host`; raises OSError without one, or for a private one."""
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, self._look_up, host, port
        )
        for address in found:
            self._guard.check(address, port)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in found
        ]

    async def close(self) -> None:
        """Let go of the threads without waiting for names that never resolve."""
        self._threads.shutdown(wait=False, cancel_futures=True)
