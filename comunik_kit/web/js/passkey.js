// Passkeys: fetches the question, has the browser ask for the key, sends its answer (http/passkeys.py). Nothing is shown
// before it is known that the browser can; where no script runs there is nothing to offer.
import { createElement, Fragment, useEffect, useState } from "react";

const api = () => document.querySelector('meta[name="kit-api"]')?.content || "";

const raw = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (keys) => (keys || []).map((key) => ({ ...key, id: raw(key.id) }));

async function post(path, said) {
  const answer = await fetch(api() + path, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    body: JSON.stringify(said),
    credentials: api() ? "include" : "same-origin",
  });
  const told = await answer.json();
  if (told.errors) throw Object.assign(new Error("refused"), { told: Object.values(told.errors)[0] });
  return told;
}

async function make(options) {
  const user = { ...options.user, id: raw(options.user.id) };
  const publicKey = { ...options, user, challenge: raw(options.challenge), excludeCredentials: named(options.excludeCredentials) };
  const made = await navigator.credentials.create({ publicKey });
  return written(made, {
    attestationObject: text(made.response.attestationObject),
    transports: made.response.getTransports?.() || [],
  });
}

async function take(options) {
  const publicKey = { ...options, challenge: raw(options.challenge), allowCredentials: named(options.allowCredentials) };
  const taken = await navigator.credentials.get({ publicKey });
  const { authenticatorData, signature, userHandle } = taken.response;
  return written(taken, {
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: userHandle?.byteLength ? text(userHandle) : undefined,
  });
}

const written = (key, response) => ({
  id: key.id, rawId: text(key.rawId), type: key.type,
  response: { ...response, clientDataJSON: text(key.response.clientDataJSON) },
});

// What the page says beside the key: the boxes of its form, where to go, the new key's name.
const beside = {
  login: () => ({ remember: ticked("remember"), next: wanted() }),
  factor: () => ({ trust: ticked("trust"), next: wanted() }),
  register: (field) => ({ name: document.getElementById(field)?.value || "" }),
};
const ticked = (name) => Boolean(document.querySelector(`input[name="${name}"]`)?.checked);
const wanted = () => new URLSearchParams(location.search).get("next") || "";

const WHY = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known", SecurityError: "not_here", NotSupportedError: "unsupported", ConstraintError: "unsupported" };
const why = (error, words) => error.told || words[WHY[error.name]] || words.network;

async function ask(purpose, field) {
  const path = `/auth/passkey/${purpose}`;
  const { ceremony, options } = await post(`${path}/options`, {});
  const credential = await (purpose === "register" ? make : take)(options);
  return post(path, { ceremony, credential, ...beside[purpose](field) });
}

const canAsk = (purpose) => Boolean(window.PublicKeyCredential && navigator.credentials)
  && (purpose !== "factor" || new URLSearchParams(location.search).get("key") === "1");

export function PasskeyButton({ purpose, label, words, field, className, before }) {
  const [can, setCan] = useState(null);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState("");
  useEffect(() => setCan(canAsk(purpose)), [purpose]);
  if (!can) return can === false && purpose === "register" ? createElement("p", { className: "field-error" }, words.no_support) : null;

  async function press() {
    setSaid("");
    setBusy(true);
    try {
      const told = await ask(purpose, field);
      // Stays busy: the next page is on its way.
      if (told.location) return void location.assign(told.location);
      document.querySelector(`[data-done="${told.done}"]`)?.click();
    } catch (error) {
      setSaid(why(error, words));
    }
    setBusy(false);
  }

  const button = { type: "button", className, onClick: press, disabled: busy, "aria-busy": String(busy) };
  return createElement(Fragment, null,
    before ? createElement("p", { className: "door-or" }, before) : null,
    createElement("button", button, label),
    createElement("p", { className: "field-error passkey-said", role: "alert" }, said));
}
