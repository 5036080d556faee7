"""Believes forwarded headers only from proxies that the operator named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

Environ = dict[str, Any]
WsgiApp = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

FORWARDED = (
    "HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX", "HTTP_X_FORWARDED_PROTO",
)


class TrustedProxies:
    """Takes the client's address and scheme from a trusted peer's headers, then drops them all.

    Nothing behind this sees a forwarded header, so nothing can believe one by mistake. The host
    is never taken from a header: absolute links begin with the configured base address.
    """

    def __init__(
        self, app: WsgiApp, networks: tuple[IPv4Network | IPv6Network, ...]
    ) -> None:
        self.app = app
        self.networks = networks

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Pass the request on, its headers judged."""
        if self._trusts(environ.get("REMOTE_ADDR", "")):
            self._believe(environ)
        for name in FORWARDED:
            environ.pop(name, None)
        return self.app(environ, start_response)

    def _believe(self, environ: Environ) -> None:
        hops = [hop.strip() for hop in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        # Each proxy appends its peer: the first from the right that is no proxy is the client.
        client = next((hop for hop in reversed(hops) if not self._trusts(hop)), None)
        if client is not None and _address(client) is not None:
            environ["REMOTE_ADDR"] = client
        scheme = environ.get("HTTP_X_FORWARDED_PROTO", "").split(",")[-1].strip()
        if scheme in {"http", "https"}:
            environ["wsgi.url_scheme"] = scheme

    def _trusts(self, text: str) -> bool:
        address = _address(text)
        return address is not None and any(address in network for network in self.networks)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
