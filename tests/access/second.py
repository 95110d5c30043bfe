"""A second factor in a test: an authenticator app, switched on as in life, and signing in with it."""

from dataclasses import dataclass

from pyotp.totp import TOTP

from comunik_kit.access.views import AwaitedFactor, SignedIn
from comunik_kit.audit.journal import Origin
from comunik_kit.kernel.actor import Actor
from tests.access.acts import OLGA
from tests.support.cast import ORIGIN, PASSWORD, Cast


@dataclass(frozen=True)
class App:
    """What somebody has on their phone, and the recovery codes that they kept."""

    cast: Cast
    seed: str
    codes: list[str]

    def code(self, steps: int = 0) -> str:
        """Show the code of this moment, or of some time steps later."""
        now = int(self.cast.kit.clock.now().timestamp())
        return TOTP(self.seed).at(now, counter_offset=steps)


def begun(cast: Cast, actor: Actor) -> App:
    """Begin, and scan the picture."""
    cast.kit.factors.begin(actor)
    return App(cast, cast.kit.factors.secret(actor).key.replace("-", ""), [])


def switched_on(cast: Cast, actor: Actor | None = None) -> App:
    """Switch it on, for Olga unless told otherwise."""
    who = actor or cast.admin
    app = begun(cast, who)
    cast.kit.factors.confirm(who, code=app.code())
    codes = cast.kit.factors.codes(who)
    cast.kit.factors.keep(who)
    return App(cast, app.seed, codes)


def awaited(cast: Cast, *, email: str = OLGA, device: str = "", remember: bool = False) -> str:
    """Give the right password; the secret of the second step."""
    half = cast.kit.sign_in.sign_in(
        email=email, password=PASSWORD, origin=ORIGIN, device=device, remember=remember
    )
    assert isinstance(half, AwaitedFactor)
    return half.secret


def finish(cast: Cast, secret: str, code: str, *, trust: bool = False, origin: Origin = ORIGIN) -> SignedIn:
    """Give the factor."""
    return cast.kit.second_step.finish(secret, code=code, trust=trust, origin=origin)
