"""What the modules refuse."""

from comunik_kit.kernel.errors import KitError


class UnknownModule(KitError):
    """No module has this name."""

    code = "unknown_module"


class UnknownKind(KitError):
    """Nothing of this kind happens in the module."""

    code = "unknown_kind"
