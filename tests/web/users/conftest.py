"""The people screens over a workspace of their own, driven through Reflex's event pipeline."""

from dataclasses import dataclass

import pytest

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.kernel.actor import Actor
from tests.support.cast import Cast
from tests.support.events import Tab


@dataclass(frozen=True)
class Stage:
    """The cast, and the tabs they open."""

    cast: Cast

    def tab(self, secret: str | None = None) -> Tab:
        """Open a tab of somebody signed in: Olga, the admin, unless told otherwise."""
        name = session_cookie_name(self.cast.kit.settings)
        return Tab({name: self.cast.admin_secret if secret is None else secret})

    def form(self, name: str = "Ana Lopez", *, act: str = "create", **changes: object) -> dict[str, object]:
        """Fill the drawer's form as the browser sends it."""
        form = self.cast.form(name)
        return {**form, "act": act, "photo": "", "phone_region": "FR", "language": "fr"} | changes

    def join(self, name: str, role: str) -> tuple[Actor, str]:
        """Bring somebody in; answer them and their cookie."""
        return self.cast.join(name, role)


@pytest.fixture
def stage(cast: Cast) -> Stage:
    """Lend a workspace that the pages use."""
    return Stage(cast)
