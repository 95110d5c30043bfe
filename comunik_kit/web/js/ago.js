// How long ago, in words that do not grow stale while the page stays open: one timer for all of them.
import { createElement, useSyncExternalStore } from "react";
import { useLang, when } from "./i18n";

const EVERY = 20_000;
const listeners = new Set();
let turns = 0;
let timer = null;

function subscribe(listener) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    turns += 1;
    listeners.forEach((each) => each());
  }, EVERY);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = null;
    }
  };
}

export function Ago({ moment, className }) {
  const lang = useLang();
  useSyncExternalStore(subscribe, () => turns, () => 0);
  if (!moment) return null;
  const title = when(lang, moment, "datetime");
  return createElement("time", { dateTime: moment, title, className }, when(lang, moment, "relative"));
}
