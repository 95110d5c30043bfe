"""What the side menu leads to, in its order."""

from dataclasses import dataclass

from comunik_kit.modules import registry


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the side menu: name of the page, icon, address, and the permission that shows it."""

    here: str
    symbol: str
    href: str
    needs: str = ""


HOME = Entry("home", "house", "/")
LED = Entry("led", "users", "/team")
MODULES = tuple(Entry(module.key, module.icon, f"/{module.key}") for module in registry.MODULES)
SETTINGS = (
    Entry("users", "users", "/users", "users:read"),
    Entry("archive", "archive", "/invitations", "users:read"),
    Entry("teams", "network", "/settings/teams", "users:read"),
    Entry("roles", "shield", "/settings/roles", "roles:read"),
    Entry("sign_in", "key-round", "/settings/sign-in", "security:manage"),
    Entry("subscriptions", "credit-card", "/settings/tiers", "subscriptions:manage"),
    Entry("modules", "layout-grid", "/settings/modules", "modules:manage"),
    Entry("white_label", "palette", "/settings/white-label", "white_label:manage"),
    Entry("mail", "mail", "/settings/mail", "mail:read"),
    Entry("api", "plug", "/settings/api", "api:manage"),
    Entry("audit", "scroll-text", "/settings/audit", "audit:read"),
)
