"""The one fault that stops the reading of a register altogether."""

from __future__ import annotations


class RegisterError(Exception):
    """The file, or its mapping, cannot be read as a register; the text is one clear sentence."""
