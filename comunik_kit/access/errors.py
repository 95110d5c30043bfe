"""What signing in, passwords and the first set-up refuse."""

from comunik_kit.kernel.errors import KitError


class BadCredentials(KitError):
    """Unknown address, wrong password, or an account that may not sign in: one answer for all (AUT-09)."""

    code = "bad_credentials"


class InitialPasswordExpired(KitError):
    """The initial password was right, but its time is over (AUT-11). Said only after it was right."""

    code = "initial_password_expired"


class SignInElsewhere(KitError):
    """The person comes in by the provider of their company alone. Said of an account once its secret was right."""

    code = "sign_in_elsewhere"
    http_status = 403


class TooManyAttempts(KitError):
    """The counter of an account, an address or the whole installation is full; `count` minutes until it empties."""

    code = "too_many_attempts"
    http_status = 429


class WrongCurrentPassword(KitError):
    """Changing a password needs the one in use."""

    code = "wrong_current_password"


class PasswordTooShort(KitError):
    """Fewer characters than `min`."""

    code = "password_too_short"


class PasswordTooLong(KitError):
    """More characters than `max`: nobody types that, and hashing it is work for nothing."""

    code = "password_too_long"


class PasswordNeedsUpper(KitError):
    """No capital letter."""

    code = "password_needs_upper"


class PasswordNeedsDigit(KitError):
    """No digit."""

    code = "password_needs_digit"


class PasswordNeedsSpecial(KitError):
    """Letters and digits only."""

    code = "password_needs_special"


class PasswordCommon(KitError):
    """Among the passwords that are tried first."""

    code = "password_common"


class PasswordHasContext(KitError):
    """Little more than the name of the person, of the workspace or of the product."""

    code = "password_has_context"


class PasswordMismatch(KitError):
    """The confirmation differs."""

    code = "password_mismatch"


class PasswordUnchanged(KitError):
    """The new password is the old one."""

    code = "password_unchanged"


class BadFactorCode(KitError):
    """Neither the code of this moment nor an unused recovery code."""

    code = "bad_factor_code"


class FactorClockOff(KitError):
    """The code belongs to another moment: the device's clock is wrong (MFA-02)."""

    code = "factor_clock_off"


class FactorStepOver(KitError):
    """The second step of signing in lasts some minutes, and they are over; or it never began."""

    code = "factor_step_over"
    http_status = 401


class FactorIsRequired(KitError):
    """The person's role must have a second factor."""

    code = "factor_is_required"


class NoFactor(KitError):
    """There is no second factor to do this with."""

    code = "no_factor"


class PasskeysNotHere(KitError):
    """Passkeys need a host with a name: none is good at a bare number."""

    code = "passkeys_not_here"


class PasskeyUnknown(KitError):
    """Not a passkey of anybody who may come in here, or no longer; or nothing a passkey says: one answer for all."""

    code = "passkey_unknown"


class PasskeyUnreadable(KitError):
    """What was to become a passkey cannot be one here."""

    code = "passkey_unreadable"


class PasskeyCeremonyOver(KitError):
    """The challenge was used, is too old, or was somebody else's."""

    code = "passkey_ceremony_over"


class PasskeyCopied(KitError):
    """The key's own counter went back: there may be a copy of it."""

    code = "passkey_copied"


class PasskeyTwice(KitError):
    """The key is registered already."""

    code = "passkey_twice"
    http_status = 409


class NoPasskeyHere(KitError):
    """The person has no passkey for this host."""

    code = "no_passkey_here"


class TooManyPasskeys(KitError):
    """The person has `max` passkeys already."""

    code = "too_many_passkeys"


class StagedPasswordGone(KitError):
    """The initial password typed a while ago was thrown away: type it again."""

    code = "staged_password_gone"


class SignInLinkUnknown(KitError):
    """No such link was ever made."""

    code = "sign_in_link_unknown"


class SignInLinkExpired(KitError):
    """The link's minutes are over, a newer one replaced it, or nobody signs in this way here any more."""

    code = "sign_in_link_expired"


class SignInLinkUsed(KitError):
    """The link has signed in already."""

    code = "sign_in_link_used"


class ResetLinkUnknown(KitError):
    """No such link was ever made."""

    code = "reset_link_unknown"


class ResetLinkExpired(KitError):
    """The link's hour is over, or a newer one replaced it."""

    code = "reset_link_expired"


class ResetLinkUsed(KitError):
    """The link has set a password already."""

    code = "reset_link_used"


class AddressUnchanged(KitError):
    """The new address is the one in use."""

    code = "address_unchanged"


class AddressTakenMeanwhile(KitError):
    """Somebody else of the workspace has the address by now."""

    code = "address_taken_meanwhile"
    http_status = 409


class NoAccountYet(KitError):
    """The person has not come in yet: their address belongs to their invitation."""

    code = "no_account_yet"


class AddressLinkUnknown(KitError):
    """No such link was ever made."""

    code = "address_link_unknown"


class AddressLinkExpired(KitError):
    """The link's day is over, or a newer one replaced it."""

    code = "address_link_expired"


class AddressLinkUsed(KitError):
    """The address was confirmed with it already."""

    code = "address_link_used"


class WrongSetupCode(KitError):
    """The set-up link is not the one the server printed."""

    code = "wrong_setup_code"
    http_status = 403


class AlreadySetUp(KitError):
    """Somebody made the first set-up already (AUT-10)."""

    code = "already_set_up"
    http_status = 409


class WorkspaceUnknown(KitError):
    """No workspace has this id, host or name."""

    code = "workspace_unknown"


class SeveralWorkspaces(KitError):
    """More than one could be meant: one has to be named."""

    code = "several_workspaces"


class NotSetUp(KitError):
    """There is no workspace yet, and so nobody to act for."""

    code = "not_set_up"


class NoSuchAdmin(KitError):
    """Nobody who is an active admin has this address."""

    code = "no_such_admin"
