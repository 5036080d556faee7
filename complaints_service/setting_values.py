"""Checks single values of an installation's settings, each with its own mend."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit

MEGABYTE = 1024 * 1024
USUAL_DOCUMENT_MB = "20"
MOST_DOCUMENT_MB = 500


class SettingsError(ValueError):
    """A value cannot be used; the message names the variable, the value and the mend."""


class RefusedSettings(SettingsError):
    """Policy forbids to start with these values, readable though they are."""


def smtp_url(value: str | None) -> str | None:
    """Check the address of the mail server."""
    if value is None:
        return None
    parts = urlsplit(value)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise SettingsError(
            "COMPLAINTS_SMTP_URL is no mail server; write smtp://user:password@host:port?tls=starttls."
        )
    return value


def clamd_url(value: str | None) -> str | None:
    """Check the address of the virus scanner; None where none is named."""
    parts = urlsplit(value or "unix:/none")
    reached = parts.path if parts.scheme == "unix" else parts.scheme == "tcp" and parts.hostname
    if not reached:
        raise SettingsError(
            f"COMPLAINTS_CLAMD_URL is {value!r}; write tcp://host:3310 or unix:/run/clamd.sock."
        )
    return value


def largest_document(value: str | None) -> int:
    """Read megabytes, as bytes; the usual number where none is given."""
    told = value or USUAL_DOCUMENT_MB
    if not told.isascii() or not told.isdigit() or not 1 <= int(told[:9]) <= MOST_DOCUMENT_MB:
        raise SettingsError(
            f"COMPLAINTS_LARGEST_DOCUMENT_MB is {value!r}; write a whole number of megabytes "
            f"from 1 to {MOST_DOCUMENT_MB}."
        )
    return int(told) * MEGABYTE


def origins(value: str) -> tuple[str, ...]:
    """Read origins, spaces or commas between them."""
    origins = tuple(value.replace(",", " ").split())
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
            raise SettingsError(
                f"COMPLAINTS_PUBLIC_ORIGINS has {origin!r}; write origins such as "
                "https://www.council.example, without a path."
            )
    return origins


def networks(value: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Read networks in CIDR form, spaces or commas between them."""
    networks = []
    for network in value.replace(",", " ").split():
        try:
            networks.append(ip_network(network))
        except ValueError as error:
            raise SettingsError(
                f"COMPLAINTS_TRUSTED_PROXIES has {network!r}; write networks such as 10.0.0.0/8."
            ) from error
    return tuple(networks)
