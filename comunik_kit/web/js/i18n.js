// The words in the browser. Pages are compiled in both languages at once: each word of theirs stands there twice, marked,
// and the server leaves one of them (http/drawn_language.py). React hydrates in the language that was drawn, whose words
// are there before any page is; the other language is fetched once, and only by those who read it.
import { useEffect, useLayoutEffect, useSyncExternalStore } from "react";
import french from "./i18n_fr";

const loaders = { en: () => import("./i18n_en") };
const catalogues = { fr: french };
const listeners = new Set();
const inBrowser = typeof document !== "undefined";

const supported = (wish) => {
  const lang = String(wish || "").slice(0, 2).toLowerCase();
  return lang === "fr" || lang in loaders ? lang : null;
};

// The compiler speaks all; the server of the developers has nobody who would choose.
const BOTH = "fr|en";
const drawn = inBrowser ? supported(document.documentElement.dataset.drawn) || "fr" : import.meta.env.PROD ? BOTH : "fr";
// Words that do not come cost their language, not the page: it goes on in French, and they are asked for again.
const load = async (lang) => { catalogues[lang] = (await loaders[lang]()).default; };
if (drawn !== "fr") await load("en").catch(() => {});
let spoken = drawn;

const chosen = () => supported((document.cookie.match(/(?:^|; )kit_lang=([a-z]+)/) || [])[1]);

function ofTheWorkspace() {
  try { return supported(JSON.parse(document.querySelector('meta[name="kit-brand"]').content).language); } catch { return null; }
}

// The same order as the script in the head: the cookie, the first of the browser's languages that we speak, the workspace's.
const wanted = () => chosen() || (navigator.languages || [navigator.language]).map(supported).find(Boolean) || ofTheWorkspace() || "fr";

// Asked once: every piece of a page asks, and a browser reads its cookies slowly.
const atFirst = inBrowser ? wanted() : drawn;

export async function speak(lang) {
  if (!supported(lang)) return;
  if (!catalogues[lang]) await load(lang);
  spoken = lang;
  document.documentElement.lang = lang;
  listeners.forEach((listener) => listener());
}

function choose(lang) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `kit_lang=${lang}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  return speak(lang);
}

if (inBrowser) {
  speak(atFirst);
  // A switch is any element with data-lang; it works the same on the doors, where no socket is needed.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-lang]");
    if (button) choose(button.dataset.lang);
  });
}

const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useLang() {
  const lang = useSyncExternalStore(subscribe, () => spoken, () => drawn);
  useLayoutEffect(() => {
    // Ends the wait that the head script began for readers of another language than the drawn one.
    if (lang === atFirst) document.documentElement.classList.remove("kit-wait");
  }, [lang]);
  return lang;
}

// The language of the account, once the server has said it, wins over what the browser asked for.
export function AccountLanguage({ lang, ready }) {
  useEffect(() => {
    if (ready && supported(lang) && lang !== chosen()) choose(lang);
  }, [lang, ready]);
  return null;
}

// What both languages say alike stands there once. A word may have others in it, marked already: each side takes its own.
const MARKED = /⟦([^⟦¦⟧]*)¦([^⟦¦⟧]*)⟧/g;
function of(side, value) {
  if (typeof value === "string") return value.replace(MARKED, side === "fr" ? "$1" : "$2");
  if (Array.isArray(value)) return value.map((each) => of(side, each));
  if (value?.constructor !== Object) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, of(side, each)]));
}

export const inBoth = (say) => (lang, ...given) => {
  if (lang !== BOTH) return say(lang, ...given);
  const [french, english] = ["fr", "en"].map((side) => say(side, ...of(side, given)));
  return french === english ? french : `⟦${french}¦${english}⟧`;
};

const made = {};
const once = (key, make) => made[key] || (made[key] = make());
const plural = (lang, count) => once(`p${lang}`, () => new Intl.PluralRules(lang)).select(Number(count) || 0);
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:\d\d)$/;

function shown(lang, value) {
  if (typeof value === "number") return number(lang, value);
  return MOMENT.test(value) ? said(lang, new Date(value)) : value ?? "";
}

// A moment inside a sentence: « à 14 h 20 », and with its day when that is another.
function said(lang, date) {
  const clock = once(`c${lang}`, () => new Intl.DateTimeFormat(lang, { hour: "numeric", minute: "2-digit" })).format(date);
  const time = lang === "fr" ? clock.replace(":", "\u00a0h\u00a0") : clock;
  if (date.toDateString() === new Date().toDateString()) return t(lang, "app.at.time", { time });
  const day = once(`a${lang}`, () => new Intl.DateTimeFormat(lang, { day: "numeric", month: "long" })).format(date);
  return t(lang, "app.at.day", { day, time });
}

export const number = inBoth((lang, value) =>
  value === null || value === undefined || value === "" ? "" : once(`n${lang}`, () => new Intl.NumberFormat(lang)).format(value));

export const t = inBoth((lang, key, params) => {
  const word = (catalogues[lang] || french)[key];
  if (word === undefined) return key || "";
  const values = params || {};
  const form = typeof word === "string" ? word : word[plural(lang, values.count)] || word.other;
  return form.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? shown(lang, values[name]) : whole));
});

// A sentence of the journal: some of its values are words of ours, several of them in a row.
export const sentence = inBoth((lang, key, texts, words) => {
  const values = { ...texts };
  for (const [name, keys] of Object.entries(words || {})) values[name] = keys.map((each) => t(lang, each)).join(", ");
  return t(lang, key, values);
});

const STYLES = {
  date: { dateStyle: "medium" },
  datetime: { dateStyle: "medium", timeStyle: "short" },
  day: { weekday: "long", day: "numeric", month: "long" },
  time: { timeStyle: "short" },
};
const UNITS = [["year", 31536000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];

export const when = inBoth((lang, moment, style, zone) => {
  const date = moment ? new Date(moment) : null;
  if (!date || Number.isNaN(date.getTime())) return "";
  if (style === "relative") return ago(lang, date);
  const options = zone ? { ...STYLES[style], timeZone: zone } : STYLES[style];
  return once(`d${lang}${style}${zone || ""}`, () => new Intl.DateTimeFormat(lang, options)).format(date);
});

function ago(lang, date) {
  const seconds = (date.getTime() - Date.now()) / 1000;
  const words = once(`r${lang}`, () => new Intl.RelativeTimeFormat(lang, { numeric: "auto" }));
  const found = UNITS.find(([, size]) => Math.abs(seconds) >= size);
  return found ? words.format(Math.trunc(seconds / found[1]), found[0]) : words.format(0, "second");
}
