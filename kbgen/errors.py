"""Exceptions for misuse. Faults of content are diagnostics and never raise."""


class KbgenError(Exception):
    """The base of kbgen's exceptions; its text is fit to be shown to a user as it stands."""


class SettingsError(KbgenError):
    """A setting is unknown or has a value that kbgen cannot use."""


class VaultError(KbgenError):
    """The vault as a whole cannot be read: it does not exist or is no folder."""
