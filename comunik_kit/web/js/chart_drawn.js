// The chart itself: this period as columns, the one before as a broken line, so that no colour has to be told apart.
import { createElement as made } from "react";
import { Bar, CartesianGrid, ComposedChart, Line, Rectangle, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { number, t } from "./i18n";

const INK = { fill: "var(--text-soft)", fontSize: 12 };
const MARGIN = { top: 8, right: 8, bottom: 0, left: 0 };
const HEIGHT = 240;

// A day that goes on is drawn paler: it is not yet what the others are.
const column = (given) => made(Rectangle, { ...given, radius: [3, 3, 0, 0], fillOpacity: given.payload.goesOn ? 0.55 : 1 });

function Tip({ active, payload, lang, span }) {
  const point = active && payload?.[0]?.payload;
  if (!point) return null;
  const line = (part) => point[part] !== null &&
    made("span", { key: part, className: `chart-key chart-key-${part}` }, `${t(lang, `home.chart.${part}.${span}`)} : ${number(lang, point[part])}`);
  const name = point.goesOn ? t(lang, "home.chart.so_far", { point: point.name }) : point.name;
  return made("div", { className: "chart-tip" }, made("strong", null, name), line("now"), line("before"));
}

export default function Drawn({ points, lang, span }) {
  return made(ResponsiveContainer, { width: "100%", height: HEIGHT },
    made(ComposedChart, { data: points, margin: MARGIN, accessibilityLayer: false },
      made(CartesianGrid, { vertical: false, stroke: "var(--line)" }),
      made(XAxis, { dataKey: "name", tick: INK, tickLine: false, axisLine: { stroke: "var(--line)" }, minTickGap: 16 }),
      made(YAxis, { tick: INK, tickLine: false, axisLine: false, allowDecimals: false, width: "auto", tickFormatter: (value) => number(lang, value) }),
      made(Tooltip, { content: made(Tip, { lang, span }), cursor: { fill: "var(--hover)" }, isAnimationActive: false }),
      made(Bar, { dataKey: "now", fill: "var(--accent)", maxBarSize: 40, shape: column, isAnimationActive: false }),
      made(Line, { dataKey: "before", stroke: "var(--text-soft)", strokeWidth: 1.5, strokeDasharray: "5 4", dot: false, activeDot: false, isAnimationActive: false })));
}
