"""Two brands on one installation at the same moment, each at its own host: nothing of one is ever seen at the other."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.kernel.actor import Actor
from comunik_kit.users.inputs import NewColleague
from tests.branding.conftest import brand_form, picture
from tests.journeys.conftest import House
from tests.journeys.person import PASSWORD, PATIENCE, Person
from tests.support.cast import ORIGIN

pytestmark = pytest.mark.browser
COLOUR = "() => getComputedStyle(document.documentElement).getPropertyValue('--brand').trim()"
LOGO = "mark => getComputedStyle(mark, '::before').backgroundImage"


@dataclass(frozen=True)
class Brand:
    """A workspace with all that a brand has, and somebody who manages it."""

    host: str
    name: str
    colour: str
    sender: str
    legal: str
    address: str = ""
    icon: str = ""
    logo: str = ""
    actor: Actor | None = None
    secret: str = ""

    @property
    def marks(self) -> tuple[str, ...]:
        """List what nobody may meet at the other's host."""
        return self.host, self.name, self.colour, self.sender, self.legal, self.icon, self.logo


A = Brand("a.localhost", "Maison Aubry", "#155e75", "Les Aubry", "Maison Aubry SAS, RCS Lyon 111 222 333")
B = Brand(
    "b.localhost", "Filature Brune", "#9a3412", "La Filature", "Filature Brune SARL, RCS Lille 444 555 666"
)


def opened(house: House, brand: Brand) -> Brand:
    """Make the workspace and give it its brand."""
    kit, email = house.cast.kit, f"admin@{brand.name.split()[1].lower()}.example.org"
    kit.installed_workspaces.create(
        workspace=brand.name, name="Alix Admin", email=email, domain=brand.host, password=PASSWORD
    )
    place = kit.hosts.at(brand.host)
    secret = kit.sign_in.sign_in(email=email, password=PASSWORD, origin=ORIGIN, at=place).secret
    actor = house.cast.actor(secret)
    kit.first_days.end_tour(actor)
    icon = kit.brand_pictures.store(actor, picture((64, 64), color=brand.colour), kind="icon")
    logo = kit.brand_pictures.store(actor, picture((400, 100), color=brand.colour), kind="logo")
    said = {"accent": brand.colour, "sender_name": brand.sender, "legal_line": brand.legal, "reply_to": ""}
    kit.branding.save(actor, form=brand_form(brand=brand.name, icon=icon, logo=logo, **said))
    address = f"http://{brand.host}:{house.kit.url.rpartition(':')[2]}"
    return Brand(
        brand.host, brand.name, brand.colour, brand.sender, brand.legal, address, icon, logo, actor, secret
    )


@pytest.fixture(scope="module")
def brands(house: House) -> tuple[Brand, Brand]:
    """Open both."""
    return opened(house, A), opened(house, B)


def nothing_of(brand: Brand, text: str) -> list[str]:
    """List what a text says of a brand that it should not know."""
    return [mark for mark in (*brand.marks, "Comunik") if mark in text]


def looks_like(person: Person, brand: Brand, other: Brand) -> None:
    """Open the door and look at what was sent, and at what became of it."""
    answer = person.page.goto(f"{brand.address}/login")
    assert answer is not None
    served = answer.text()
    for part in (
        f"<title>Connexion · {brand.name}</title>",
        f'<link rel="icon" href="/brand/{brand.icon}-32.png"',
        f"--brand:{brand.colour};",
        f"--brand-logo:url(/brand/{brand.logo}.png);",
        brand.legal,
    ):
        assert part in served
    assert nothing_of(other, served) == []
    is_shown(person, brand, other)


def is_shown(person: Person, brand: Brand, other: Brand) -> None:
    """Look at the door that is open."""
    page = person.page
    expect(page.locator(".door-legal")).to_contain_text(brand.legal, timeout=PATIENCE)
    expect(page).to_have_title(f"Connexion · {brand.name}")
    expect(page.locator('link[rel="icon"]')).to_have_attribute("href", f"/brand/{brand.icon}-32.png")
    assert page.evaluate(COLOUR) == brand.colour
    assert brand.logo in page.locator(".door-top .brand").evaluate(LOGO)
    assert nothing_of(other, page.content()) == []


def host_of(person: Person) -> str:
    return urlsplit(person.page.url).netloc


def test_both_are_served_at_once_and_neither_knows_of_the_other(
    house: House, brands: tuple[Brand, Brand]
) -> None:
    """TOK-07, INP-08."""
    a, b = brands
    with house.somebody() as anna, house.somebody() as bo:
        looks_like(anna, a, b)
        looks_like(bo, b, a)
        is_shown(anna, a, b)
        pictures = {
            name: httpx.get(f"{house.kit.url}/brand/{a.icon}-32.png", headers={"Host": host}).status_code
            for name, host in (("a", host_of(anna)), ("b", host_of(bo)))
        }
        assert pictures == {"a": 200, "b": 404}


def invited(house: House, brand: Brand) -> str:
    """Invite somebody; their address."""
    assert brand.actor is not None
    kit, email = house.cast.kit, f"nina@{brand.name.split()[1].lower()}.example.org"
    choices = kit.users.choices(brand.actor)
    form = house.cast.form(
        "Nina Neuve", email=email, role_id=choices.roles[0].id, tier_id=choices.default_tier_id
    )
    kit.invitations.create_and_invite(brand.actor, new=NewColleague.parse(form))
    return email


def test_each_writes_in_its_own_name_with_links_to_its_own_host(
    house: House, brands: tuple[Brand, Brand]
) -> None:
    """TOK-07."""
    a, b = brands
    sent = [(brand, other, invited(house, brand)) for brand, other in ((a, b), (b, a))]
    for brand, other, email in sent:
        mail = house.mail.wait_for(email)
        plain, rich = mail.text(), mail.text("html")
        assert mail.content["From"].addresses[0].display_name == brand.sender
        assert brand.name in str(mail.content["Subject"])
        for text in (plain, rich):
            assert set(re.findall(r"http://[\w.-]*localhost:\d+", text)) == {brand.address}
            assert brand.legal in text
            assert nothing_of(other, text) == []
        assert f"/brand/{brand.logo}.png" in rich
        assert nothing_of(other, mail.content.as_string()) == []


@contextmanager
def signed_in(house: House, brand: Brand) -> Iterator[Person]:
    """Give who manages a brand a browser at its host."""
    name = session_cookie_name(house.cast.kit.settings)
    with house.somebody() as person:
        person.page.context.add_cookies([{"name": name, "value": brand.secret, "url": brand.address}])
        yield person


def test_saving_one_brand_changes_nothing_at_the_other(house: House, brands: tuple[Brand, Brand]) -> None:
    a, b = brands
    with signed_in(house, a) as anna, house.somebody() as visitor, signed_in(house, b) as bo:
        anna.open(f"{a.address}/users")
        expect(anna.page).to_have_title(f"Utilisateurs · {a.name}", timeout=PATIENCE)
        looks_like(visitor, a, b)
        bo.open(f"{b.address}/settings/white-label?tab=brand")
        bo.page.locator("#brand-form").get_by_label("Nom de la marque").fill("Tissage Brun")
        bo.press("Enregistrer")
        bo.sees("Marque enregistrée")
        expect(bo.page).to_have_title("White Label · Tissage Brun", timeout=PATIENCE)
        is_shown(visitor, a, b)
        expect(anna.page).to_have_title(f"Utilisateurs · {a.name}")
        assert anna.page.evaluate(COLOUR) == a.colour
        looks_like(visitor, a, b)
        assert "Tissage" not in visitor.page.content() + anna.page.content()
        visitor.open(f"{b.address}/login")
        expect(visitor.page).to_have_title("Connexion · Tissage Brun", timeout=PATIENCE)
        assert nothing_of(a, visitor.page.content()) == []
