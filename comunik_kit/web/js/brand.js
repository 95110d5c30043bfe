// What the workspace looks like, from the first paint on. The server dresses the compiled page on its way out: it puts
// the name where the marks below stand, and the rest into the head (http/dressing.py). React hydrates with the same name.
import { useEffect, useSyncExternalStore } from "react";

const inBrowser = typeof document !== "undefined";
const MARKS = { name: "__KIT_BRAND__", legal: "__KIT_LEGAL__" };
const listeners = new Set();
const worn = () => document.querySelector('meta[name="kit-brand"]')?.content;

function first() {
  if (!inBrowser) return MARKS;
  try { return { name: "", legal: "", ...JSON.parse(worn() || "{}") }; } catch { return { name: "", legal: "" }; }
}

const served = first();
let face = served;

function icons(to) {
  const tags = { icon: to.icon, "apple-touch-icon": to.touch_icon };
  Object.entries(tags).forEach(([rel, href]) => {
    const found = [...document.head.querySelectorAll(`link[rel="${rel}"]`)];
    if (!href || found[0]?.getAttribute("href") === href) return;
    found.slice(1).forEach((link) => link.remove());
    const link = found[0] || document.head.appendChild(document.createElement("link"));
    link.removeAttribute("type");
    link.setAttribute("rel", rel);
    link.setAttribute("href", href);
  });
}

function put(to) {
  if (!to?.name) return;
  const root = document.documentElement;
  [...root.style].filter((name) => name.startsWith("--brand")).forEach((name) => root.style.removeProperty(name));
  Object.entries(to.variables || {}).forEach(([name, value]) => root.style.setProperty(name, value));
  root.toggleAttribute("data-logo", Boolean(to.logo));
  root.toggleAttribute("data-cover", Boolean(to.cover));
  icons(to);
  if (to.name === face.name && to.legal === face.legal) return;
  face = { ...face, name: to.name, legal: to.legal };
  listeners.forEach((listener) => listener());
}

// In development nobody dresses the pages: they ask for the look themselves.
if (inBrowser && !worn()) {
  const api = document.querySelector('meta[name="kit-api"]')?.content || "";
  fetch(`${api}/brand/face.json`).then((answer) => answer.json()).then(put).catch(() => {});
}

const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useFace() {
  return useSyncExternalStore(subscribe, () => face, () => served);
}

export function titled(title, name) {
  return name ? `${title} · ${name}` : title;
}

// Set on the root, because dialogs are drawn outside the frame and the shades of css/tokens.css are mixed there.
export function Wear({ face: given }) {
  useEffect(() => put(given), [given]);
  return null;
}
