"""What the workspace refuses."""

from comunik_kit.kernel.errors import KitError


class InvalidHost(KitError):
    """The text is not a host name people could sign in on."""

    code = "invalid_host"


class HostTaken(KitError):
    """Another workspace already uses this host name."""

    code = "host_taken"
