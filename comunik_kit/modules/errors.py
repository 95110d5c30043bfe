"""What the modules refuse."""

from comunik_kit.kernel.errors import KitError


class UnknownModule(KitError):
    """No module has this name."""

    code = "unknown_module"


class ModuleLocked(KitError):
    """Only administrators switch the module: the workspace has not left it to each person."""

    code = "module_locked"
    http_status = 403


class UnknownKind(KitError):
    """Nothing of this kind happens in the module."""

    code = "unknown_kind"
