"""What the drawer itself refuses."""

from comunik_kit.kernel.errors import KitError


class PasswordOrInvitation(KitError):
    """An account starts with an initial password or with an invitation, never both."""

    code = "password_or_invitation"
