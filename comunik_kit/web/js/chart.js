// Both periods of a widget, drawn large, with the numbers beside it for whoever reads them better. The library that
// draws is fetched when the figures stand there and the chart is about to be seen: nobody waits for it.
import { createElement as made, lazy, Suspense, useEffect, useRef, useState } from "react";
import { number, t, useLang } from "./i18n";
import { pointsOf } from "./chart_points";

const Drawn = lazy(() => import("./chart_drawn"));
const AHEAD = "120px";

function useAboutToBeSeen() {
  const place = useRef(null);
  const [isNear, come] = useState(false);
  useEffect(() => {
    if (isNear || !place.current) return undefined;
    const watcher = new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && come(true), { rootMargin: AHEAD });
    watcher.observe(place.current);
    return () => watcher.disconnect();
  });
  return [place, isNear];
}

function Choice({ order, chosen, choose, say }) {
  const one = (key) =>
    made("button", { key, type: "button", className: "segment", "aria-pressed": key === chosen, onClick: () => choose(key) }, say(`modules.widget.${key}`));
  return made("div", { className: "segmented chart-choice", role: "group", "aria-label": say("home.chart.which") }, order.map(one));
}

function Legend({ span, say }) {
  const one = (part) => made("span", { key: part, className: `chart-key chart-key-${part}` }, say(`home.chart.${part}.${span}`));
  return made("p", { className: "chart-legend" }, ["now", "before"].map(one));
}

function Numbers({ points, span, say, lang }) {
  const cell = (value) => (value === null ? "–" : number(lang, value));
  const line = ({ name, now, before }, place) =>
    made("tr", { key: place }, made("th", { scope: "row" }, name), made("td", null, cell(now)), made("td", null, cell(before)));
  const heads = [span === "today" ? "home.chart.hour" : "home.chart.day", `home.chart.now.${span}`, `home.chart.before.${span}`];
  return made("details", { className: "chart-numbers" },
    made("summary", null, say("home.chart.numbers")),
    made("div", { className: "chart-scroll", tabIndex: 0, role: "group", "aria-label": say("home.chart.numbers") },
      made("table", null,
        made("thead", null, made("tr", null, heads.map((head) => made("th", { key: head, scope: "col" }, say(head))))),
        made("tbody", null, points.map(line)))));
}

export function PeriodChart({ widgets, order, zone }) {
  const lang = useLang();
  const [wanted, want] = useState("");
  const [place, isNear] = useAboutToBeSeen();
  const chosen = order.includes(wanted) ? wanted : order[0];
  const widget = widgets[chosen];
  if (!widget?.starts_at) return null;
  const say = (key, values) => t(lang, key, values);
  const points = pointsOf(widget, zone, lang);
  const waiting = made("div", { className: "skeleton chart-room" });
  const drawn = isNear ? made(Suspense, { fallback: waiting }, made(Drawn, { points, lang, span: widget.span })) : waiting;
  const label = say("home.chart.label", { widget: say(`modules.widget.${chosen}`) });
  return made("div", { className: "chart", ref: place },
    made("div", { className: "chart-head" }, made(Choice, { order, chosen, choose: want, say }), made(Legend, { span: widget.span, say })),
    made("div", { className: "chart-room", role: "img", "aria-label": label }, drawn),
    made(Numbers, { points, span: widget.span, say, lang }));
}
