// A form that is refused leads to what is wrong in it: the focus goes to the first wrong field, which on a phone can be
// a screen above the button. When it is no field that is wrong, what is said above them all comes into sight, and the
// focus goes to what it asks. Whoever has gone on to another field meanwhile is left there.
import { useEffect } from "react";

const PATIENCE = 10_000; // ms: an answer that comes later surprises
const THE_SAME = 1_000; // ms: an answer that says what stood there already changes nothing one could wait for

const wrongs = (form) => [...form.querySelectorAll("[aria-invalid=true]")];
const alerts = (form) => [...form.querySelectorAll("[role=alert]")].filter((each) => each.textContent.trim());
const said = (form) =>
  wrongs(form)
    .map((each) => each.name)
    .concat(alerts(form).map((each) => each.textContent))
    .join("\n");

function lead(form) {
  const wrong = wrongs(form)[0];
  if (wrong) return wrong.focus();
  const alert = alerts(form)[0];
  alert?.querySelector("input:checked")?.focus({ preventScroll: true });
  alert?.scrollIntoView();
}

function watch(form, focused) {
  const before = said(form);
  // A refused form may be drawn anew.
  const now = () => (form.isConnected ? form : form.id && document.getElementById(form.id));
  const settle = (isOver) => {
    const there = now();
    const news = there ? said(there) : "";
    if (there && !(isOver ? news : news && news !== before)) return;
    stop();
    const isElsewhere = ![focused, document.body, null].includes(document.activeElement);
    if (there && !isElsewhere) lead(there);
  };
  const observer = new MutationObserver(() => settle(false));
  observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributeFilter: ["aria-invalid"] });
  const timers = [setTimeout(() => settle(true), THE_SAME), setTimeout(() => stop(), PATIENCE)];
  const stop = () => {
    observer.disconnect();
    timers.forEach(clearTimeout);
  };
  return stop;
}

export function FirstError() {
  useEffect(() => {
    let stop = () => {};
    const begin = (event) => {
      stop();
      // What is handed in only to be drawn, while one types (assets/js/kit.js), says nothing of what is wrong.
      const isDrawn = event.target.elements.act?.value === "draw";
      stop = isDrawn ? () => {} : watch(event.target, document.activeElement);
    };
    document.addEventListener("submit", begin, true);
    return () => {
      stop();
      document.removeEventListener("submit", begin, true);
    };
  }, []);
  return null;
}
