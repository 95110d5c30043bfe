// What the pages inside need and no framework event should carry: files, secrets, keys. Listens on the
// document in the capture phase, so that a form's submit event can be held back before it reaches the page's framework.
"use strict";

(() => {
  const api = () => document.querySelector('meta[name="kit-api"]')?.content || "";
  const post = async (path, body) => {
    const answer = await fetch(api() + path, {
      method: "POST", headers: { Accept: "application/json" }, body, credentials: api() ? "include" : "same-origin",
    });
    return answer.json();
  };
  const keep = (key, value) => { try { localStorage.setItem(key, value); } catch { /* storage refused: nothing to keep */ } };
  const kept = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const words = (name) => document.querySelector("[data-kit-words]")?.dataset[name] || "";
  const isBusy = (button) => button?.getAttribute("aria-busy") === "true";
  const busy = (button, on) => button?.setAttribute("aria-busy", String(on));
  const slotFor = (box, name) => box.querySelector(`[data-error-for="${name}"]`);

  // --- Photo: chosen, posted, shown. The form itself only carries the photo's id.
  const photoInput = (box) => box.querySelector('[data-photo-id], input[type="hidden"]');

  function showPhoto(box, id, url) {
    const image = box.querySelector("img");
    const input = photoInput(box);
    input.value = id;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    image.hidden = !url;
    if (url) image.src = url;
    else image.removeAttribute("src");
    box.querySelector("[data-photo-remove]").hidden = !url;
  }

  async function takePhoto(box, file) {
    const dialog = box.querySelector("dialog");
    const cut = dialog ? await (await import("/js/crop.js")).crop(dialog, file) : undefined;
    if (cut !== null) await sendPhoto(box, file, cut);
  }

  async function sendPhoto(box, file, cut) {
    const body = new FormData();
    body.append("photo", file);
    Object.entries(cut ?? {}).forEach(([name, value]) => body.append(name, value));
    box.setAttribute("aria-busy", "true");
    const slot = slotFor(box, photoInput(box).name);
    slot.textContent = "";
    try {
      const said = await post(box.dataset.photoTo || "/photos", body);
      if (said.photo) showPhoto(box, said.photo, api() + said.url);
      else slot.textContent = said.errors?.photo || Object.values(said.errors ?? {})[0] || words("network");
    } catch {
      slot.textContent = words("network");
    }
    box.removeAttribute("aria-busy");
  }

  // --- A list of people: its file or its text is posted as it is; the page learns only the number of the import.
  async function sendList(form) {
    const kind = form.dataset.import;
    const file = form.elements.file?.files[0];
    const slot = slotFor(form, kind);
    const said = form.querySelector("[data-import-busy]");
    if (isBusy(form)) return;
    const body = new FormData();
    body.append(kind, file ?? new Blob([valueOf(form, "text")]), file?.name ?? "text");
    slot.textContent = "";
    busy(form, true);
    if (said) said.hidden = false;
    try {
      const answer = await post(form.dataset.importTo || "/imports", body);
      const next = document.getElementById(form.dataset.importTaken || "import-taken");
      if (answer.import && next) {
        next.elements.import.value = answer.import;
        next.requestSubmit();
      } else slot.textContent = answer.errors?.form || Object.values(answer.errors ?? {})[0] || words("network");
    } catch {
      slot.textContent = words("network");
    }
    if (said) said.hidden = true;
    if (form.elements.file) form.elements.file.value = "";
    busy(form, false);
  }

  // --- Initial password: it goes to its own route first, and the form carries only the number that stands for it, so
  // that a password never is in an event of the web socket.
  const valueOf = (form, name) => form.elements[name]?.value ?? "";

  const submitOf = (form) => [...form.elements].find((element) => element.type === "submit");

  async function stage(form, input, submitter) {
    const button = submitOf(form);
    if (isBusy(button)) return;
    const holder = form.elements[input.dataset.stagePassword];
    const slot = form.querySelector(`[id="${input.id}-error"]`);
    slot.textContent = "";
    const body = new URLSearchParams({ password: input.value, name: valueOf(form, "full_name"), email: valueOf(form, "email") });
    busy(button, true);
    try {
      const said = await post("/auth/initial-password", body);
      if (!said.staged) throw said.errors;
      holder.value = said.staged;
      holder.dataset.stands = input.value;
      form.requestSubmit(submitter?.isConnected ? submitter : undefined);
    } catch (errors) {
      slot.textContent = errors?.password || errors?.form || words("network");
      input.setAttribute("aria-invalid", "true");
      input.focus();
    } finally {
      busy(button, false);
    }
  }

  function unstaged(form) {
    const input = form.querySelector("input[data-stage-password]");
    if (!input) return null;
    const holder = form.elements[input.dataset.stagePassword];
    if (input.value === "") holder.value = "";
    return input.value !== "" && (holder.value === "" || holder.dataset.stands !== input.value) ? input : null;
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-live]")) clearTimeout(looking);
    if (form.matches("[data-import]")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      sendList(form);
      return;
    }
    const input = unstaged(form);
    if (input) {
      event.preventDefault();
      event.stopImmediatePropagation();
      stage(form, input, event.submitter);
      return;
    }
    if (api() && /^\/(auth|invitations)\//.test(form.getAttribute("action") ?? "") && !form.matches("[data-door]")) {
      form.setAttribute("action", api() + form.getAttribute("action"));
    }
  }, true);

  // --- The link of an invitation, or a key that is shown once (its address begins with « / »): fetched for who asks, shown and copied; it goes when its dialog does.
  async function copyLink(button) {
    if (isBusy(button)) return;
    const input = button.parentElement.querySelector("input");
    const news = button.parentElement.querySelector('[role="status"]');
    const tell = (sentence, refused) => {
      news.textContent = sentence;
      news.toggleAttribute("data-refused", refused);
    };
    tell("", false);
    busy(button, true);
    try {
      const from = button.dataset.copyLink;
      const said = await post(from.startsWith("/") ? from : `/invitations/${from}/link`);
      if (!said.link) tell(said.errors?.form || words("network"), true);
      else if (input.isConnected) {
        input.value = said.link;
        const copied = await copy(input);
        tell(copied ? button.dataset.copied : button.dataset.byHand, !copied);
      }
    } catch {
      tell(words("network"), true);
    }
    busy(button, false);
  }

  // A value that stands beside its button, such as a DNS record's.
  async function copyField(button) {
    const input = button.parentElement.querySelector("input, textarea");
    const news = button.parentElement.querySelector('[role="status"]');
    const copied = await copy(input);
    news.textContent = copied ? button.dataset.copied : button.dataset.byHand;
    news.toggleAttribute("data-refused", !copied);
  }

  // Some browsers allow the clipboard no longer once an answer was waited for, or not at all without https.
  async function copy(input) {
    try {
      await navigator.clipboard.writeText(input.value);
      input.select();
      return true;
    } catch {
      input.focus();
      input.select();
      return document.execCommand("copy");
    }
  }

  // --- Acts of a form: « Créer » and its menu differ by the hidden input `act`.
  function act(form, name) {
    if (form.elements.act) form.elements.act.value = name;
    keep(`kit_act_${form.id}`, name);
  }

  function pressed(button) {
    const form = document.getElementById(button.dataset.form);
    if (!form) return;
    act(form, button.dataset.act);
    // The main button submits by itself; an entry of the menu stands outside the form.
    if (button.type !== "submit") form.requestSubmit();
  }

  function repeatAct(form) {
    act(form, kept(`kit_act_${form.id}`) || valueOf(form, "act"));
    form.requestSubmit();
  }

  function foldMenu() {
    const narrow = document.documentElement.dataset.menu !== "narrow";
    if (narrow) document.documentElement.dataset.menu = "narrow";
    else delete document.documentElement.dataset.menu;
    keep("kit_menu", narrow ? "narrow" : "wide");
  }

  // --- A form that is drawn while one fills it: a moment after the last key it is handed in to be looked at, not kept.
  const LOOKED_AT = 350;
  let looking = 0;

  function look(form) {
    clearTimeout(looking);
    looking = setTimeout(() => {
      if (!form.isConnected) return;
      form.elements.act.value = "draw";
      form.requestSubmit();
    }, LOOKED_AT);
  }

  // A colour is typed or chosen: each of the two inputs follows the other.
  function sameColour(input) {
    const form = input.form;
    const name = input.dataset.colourOf || input.name;
    const chooser = form?.querySelector(`[data-colour-of="${name}"]`);
    if (!chooser) return;
    if (input === chooser) form.elements[name].value = input.value;
    else if (/^#[0-9a-f]{6}$/i.test(input.value)) chooser.value = input.value;
  }

  function takeColour(button) {
    const input = document.getElementById(button.dataset.form).elements.accent;
    input.value = button.dataset.takeColour;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  }

  // A button that moves its own line keeps the focus: to the browser, what is moved is taken away and put back.
  function stay(button) {
    const seen = new MutationObserver(() => {
      if (button.isConnected && document.activeElement === document.body) button.focus();
    });
    seen.observe(button.closest("ol, ul"), { childList: true });
    setTimeout(() => seen.disconnect(), 5000);
  }

  const CLICKS = {
    "[data-stays]": stay,
    "[data-take-colour]": takeColour,
    "[data-act]": pressed,
    "[data-submit]": (button) => document.getElementById(button.dataset.submit)?.requestSubmit(),
    "[data-copy-link]": copyLink,
    "[data-copy-field]": copyField,
    "[data-photo-remove]": (button) => showPhoto(button.closest("[data-photo]"), "", ""),
    "[data-menu-fold]": foldMenu,
    "[data-print]": () => window.print(),
    "[data-dismiss]": (button) => { button.closest(button.dataset.dismiss).hidden = true; },
  };

  document.addEventListener("click", (event) => {
    for (const [selector, does] of Object.entries(CLICKS)) {
      const found = event.target.closest(selector);
      if (found && !found.matches('[aria-disabled="true"], [data-disabled]')) does(found);
    }
  }, true);

  document.addEventListener("change", (event) => {
    if (event.target.type === "file" && event.target.files.length && event.target.form?.matches("[data-import]")) {
      sendList(event.target.form);
      return;
    }
    const box = event.target.type === "file" && event.target.closest("[data-photo]");
    if (!box || !event.target.files.length) return;
    takePhoto(box, event.target.files[0]);
    event.target.value = "";
  });

  document.addEventListener("input", (event) => {
    if (event.target.form?.matches("[data-live]")) {
      sameColour(event.target);
      look(event.target.form);
    }
    if (event.target.matches?.("input[data-stage-password]")) event.target.removeAttribute("aria-invalid");
  });

  document.addEventListener("reset", (event) => {
    event.target.querySelectorAll("[data-photo]").forEach((box) => showPhoto(box, "", ""));
    event.target.querySelectorAll("input[data-stage-password]").forEach((input) => {
      event.target.elements[input.dataset.stagePassword].value = "";
    });
  });

  const typing = (element) => element.matches?.("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
      const search = document.querySelector("[data-search]");
      if (search && !document.querySelector('[role="dialog"]')) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    }
    const form = event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest?.("form[data-acts]");
    if (form) {
      event.preventDefault();
      repeatAct(form);
    }
  });

  // --- The focus returns to what opened a dialog: ours open without a trigger of their own, so nobody else gives it back.
  const trail = [];
  const takesFocus = (element) => element !== document.body && element.isConnected && !element.closest('[aria-hidden="true"], [inert]');

  document.addEventListener("focusin", (event) => {
    trail.push(event.target);
    if (trail.length > 30) trail.shift();
  });
  new MutationObserver(() => setTimeout(() => {
    if (document.activeElement === document.body) trail.findLast(takesFocus)?.focus();
  }, 60)).observe(document.body, { childList: true });
})();
