// The doors (sign in, set-up, forgotten password, reset, welcome) are plain forms that post without any script. With it
// they answer in place: errors beside their fields, nothing typed lost, the rules of a password ticking as one types.
// Listens on the document, so it works before the page's framework has started and does not care when it renders.
"use strict";

(() => {
  const api = () => document.querySelector('meta[name="kit-api"]')?.content || "";
  const query = new URLSearchParams(location.search);

  // Mirrors access/password_rules.py; a test compares the two.
  const RULES = {
    length: (password) => [...password].length >= 8,
    upper: (password) => /\p{Lu}/u.test(password),
    digit: (password) => /\p{Nd}/u.test(password),
    special: (password) => /[^\p{L}\p{N}\s]/u.test(password),
    long: (password) => [...password].length >= 15,
    match: (password, confirmation) => password !== "" && password === confirmation,
  };

  function tick(list) {
    const password = document.getElementById(list.dataset.passwordRules)?.value.normalize("NFC") ?? "";
    const confirmation = document.getElementById(list.dataset.confirmation)?.value.normalize("NFC") ?? "";
    for (const line of list.querySelectorAll("[data-rule]")) {
      line.toggleAttribute("data-kept", RULES[line.dataset.rule](password, confirmation));
    }
  }

  // How long guessing would take, roughly: signs that differ count, what is repeated does not. The server decides alone.
  function strength(password) {
    const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(password)).length;
    const signs = new Set(password.toLowerCase()).size;
    const bits = Math.min([...password].length, signs * 1.6) * (2.5 + kinds);
    return password ? [30, 50, 70].filter((least) => bits >= least).length + 1 : 0;
  }

  function weigh(box) {
    const password = document.getElementById(box.dataset.strengthOf)?.value.normalize("NFC") ?? "";
    box.dataset.level = String(strength(password));
  }

  function tickAll() {
    document.querySelectorAll("[data-password-rules]").forEach(tick);
    document.querySelectorAll("[data-strength-of]").forEach(weigh);
  }

  function reveal(button) {
    const input = document.getElementById(button.dataset.reveal);
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  }

  // What the address says goes into the fields that ask for it: where to go after signing in, the set-up code.
  function fillFromQuery(form) {
    for (const input of form.querySelectorAll("input[data-from-query]")) {
      const value = query.get(input.dataset.fromQuery);
      if (value && !input.value) input.value = value;
    }
  }

  function say(form, name, sentence) {
    const slots = [...form.querySelectorAll("[data-error-for]")];
    const slot = slots.find((one) => one.dataset.errorFor === name) || slots.find((one) => one.dataset.errorFor === "form");
    if (slot) slot.textContent = sentence;
    const input = form.elements[name];
    if (input instanceof HTMLElement) input.setAttribute("aria-invalid", "true");
    return input instanceof HTMLElement && input.type !== "hidden" ? input : null;
  }

  function forget(form, name) {
    for (const slot of form.querySelectorAll("[data-error-for]")) {
      if (!name || slot.dataset.errorFor === name || slot.dataset.errorFor === "form") slot.textContent = "";
    }
    for (const input of form.querySelectorAll('[aria-invalid="true"]')) {
      if (!name || input.name === name) input.removeAttribute("aria-invalid");
    }
  }

  function showErrors(form, errors) {
    const inputs = Object.entries(errors).map(([name, sentence]) => say(form, name, sentence)).filter(Boolean);
    const first = [...form.elements].find((element) => inputs.includes(element));
    if (first) first.focus();
  }

  function finish(form, message) {
    const panel = form.parentElement.querySelector("[data-door-done]");
    if (!panel) return;
    panel.querySelector("[data-door-message]").textContent = message;
    form.hidden = true;
    panel.hidden = false;
    panel.focus();
  }

  function busy(form, on) {
    const button = form.querySelector('button[type="submit"]');
    form.toggleAttribute("data-busy", on);
    button?.setAttribute("aria-busy", String(on));
  }

  // What the page is still reading, such as whose invitation it shows: who presses before that is there waits for it.
  // Meanwhile the page may draw its form anew; what was typed is in `given` by then.
  async function known(form, given) {
    const same = `form[data-door][action="${form.getAttribute("action")}"]`;
    const until = Date.now() + 20_000;
    for (;;) {
      const shown = form.isConnected ? form : document.querySelector(same);
      const awaited = [...(shown?.querySelectorAll("input[data-awaited]") ?? [])];
      if (shown && awaited.every((input) => input.value)) {
        awaited.forEach((input) => given.set(input.name, input.value));
        return shown;
      }
      if (Date.now() > until) return form;
      if (shown) busy(shown, true);
      await new Promise((go) => setTimeout(go, 50));
    }
  }

  async function post(form, given) {
    const answer = await fetch(api() + form.getAttribute("action"), {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams(given),
      credentials: api() ? "include" : "same-origin",
    });
    return answer.json();
  }

  async function send(form) {
    if (form.hasAttribute("data-busy")) return;
    forget(form);
    busy(form, true);
    const given = new FormData(form);
    const shown = await known(form, given);
    busy(shown, true);
    try {
      const said = await post(shown, given);
      // Stays busy: the next page is on its way.
      if (said.location) return void location.assign(said.location);
      if (said.message) finish(shown, said.message);
      // A page of the inside goes on by itself: its own button says with what.
      if (said.done) {
        shown.reset();
        document.querySelector(`[data-done="${said.done}"]`)?.click();
      }
      if (said.errors) showErrors(shown, said.errors);
    } catch {
      say(shown, "form", shown.dataset.network || "");
    }
    busy(shown, false);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-door]")) return;
    event.preventDefault();
    fillFromQuery(form);
    send(form);
  }, true);

  document.addEventListener("input", (event) => {
    if (event.target.type === "password" || event.target.closest(".password")) tickAll();
    const form = event.target.form;
    if (form?.matches("form[data-door]") && event.target.name) forget(form, event.target.name);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-reveal]");
    if (button) reveal(button);
  });

  // The server says what is wrong, in the reader's language and under the field; the browser's own bubbles only serve
  // where this script does not run.
  function prepare(form) {
    form.noValidate = true;
    fillFromQuery(form);
  }

  document.addEventListener("focusin", (event) => {
    const form = event.target.form;
    if (form?.matches("form[data-door]")) prepare(form);
  });

  const start = () => {
    document.querySelectorAll("form[data-door]").forEach(prepare);
    tickAll();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  // Going back brings the page as it was left, its button still busy.
  addEventListener("pageshow", (event) => event.persisted && document.querySelectorAll("form[data-busy]").forEach((form) => busy(form, false)));
})();
