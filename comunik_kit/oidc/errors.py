"""What signing in by a provider, and setting one up, refuse.

Words of the former reach people by the address of a page, too: they need no more than their code.
"""

from comunik_kit.kernel.errors import KitError


class OidcFlowOver(KitError):
    """The sign-in was used, is too old, or was begun in another browser or at another host."""

    code = "oidc_flow_over"


class OidcUnavailable(KitError):
    """The provider does not answer, or not as one does. `reason` and `detail` are for who sets it up."""

    code = "oidc_unavailable"

    def __init__(self, reason: str, detail: str = "") -> None:
        """Keep the reason, a name of ours, and what it is about."""
        super().__init__()
        self.reason, self.detail = reason, detail


class OidcDenied(KitError):
    """The provider says that the person did not go through with it, or may not."""

    code = "oidc_denied"


class OidcUnproven(KitError):
    """What the provider says could not be verified. `reason` is for the journal alone."""

    code = "oidc_unproven"

    def __init__(self, reason: str) -> None:
        """Keep the reason: a name of ours, never what was sent."""
        super().__init__()
        self.reason = reason


class OidcAddressUnproven(KitError):
    """The provider gives no address that it has verified."""

    code = "oidc_address_unproven"


class OidcOtherDomain(KitError):
    """The address is of a domain that the provider does not answer for here."""

    code = "oidc_other_domain"


class OidcInvitationFirst(KitError):
    """The person has an invitation, or is about to get one, and has not followed it."""

    code = "oidc_invitation_first"


class OidcOtherIdentity(KitError):
    """The address belongs to somebody whom the provider knew under another identity."""

    code = "oidc_other_identity"


class OidcPersonAbove(KitError):
    """Who set the provider up may not act on the person that it would stand for (INV-01)."""

    code = "oidc_person_above"


class OidcNobody(KitError):
    """Nobody here has the address, and the provider lets no newcomers in."""

    code = "oidc_nobody"


class OidcNoSeat(KitError):
    """There is no seat left for a newcomer."""

    code = "oidc_no_seat"


class OidcRuleBroken(KitError):
    """Newcomers cannot come in any more: who set it up may not grant their role now, or something of it is gone."""

    code = "oidc_rule_broken"


class OidcNeedsScript(KitError):
    """The way to the provider goes by a script of the page."""

    code = "oidc_needs_script"


class BadIssuer(KitError):
    """No address that a provider can have."""

    code = "oidc_bad_issuer"


class IssuerStays(KitError):
    """Another issuer is another provider."""

    code = "oidc_issuer_stays"


class NeedsDomains(KitError):
    """Without domains, everybody would be meant."""

    code = "oidc_needs_domains"


class NewcomersAdminister(KitError):
    """No rule makes an administrator of whoever comes."""

    code = "oidc_newcomers_administer"


class BadMailDomain(KitError):
    """No domain that mail addresses have."""

    code = "oidc_bad_domain"


class TooManyProviders(KitError):
    """The workspace has `max` providers already."""

    code = "oidc_too_many"


class LastWayIn(KitError):
    """Without this identity the person could not come in any more."""

    code = "oidc_last_way_in"
