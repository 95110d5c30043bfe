// What a chart has at each place of its axis: this period's value, the one before it, and the place's name.
const HOUR = 3_600_000;

// Hours are counted on from the first, so that a day on which the clock changes names 2 o'clock twice, or never.
function hours(start, zone, lang) {
  const named = new Intl.DateTimeFormat(lang, { hour: "numeric", timeZone: zone });
  return (place) => named.format(start.getTime() + place * HOUR);
}

// Days are counted in the calendar: one of 23 hours still is one.
function days(start, zone, lang, style) {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, year: "numeric", month: "numeric", day: "numeric" }).formatToParts(start);
  const { year, month, day } = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  const named = new Intl.DateTimeFormat(lang, { ...style, timeZone: "UTC" });
  return (place) => named.format(Date.UTC(year, month - 1, day + place));
}

function names({ span, starts_at }, zone, lang) {
  const start = new Date(starts_at);
  if (span === "today") return hours(start, zone, lang);
  return days(start, zone, lang, span === "7d" ? { weekday: "short", day: "numeric", month: "short" } : { day: "numeric", month: "short" });
}

// Yesterday has its hours to come, today has not: what is not known is null, which is not drawn.
export function pointsOf(widget, zone, lang) {
  const before = widget.sparkline.slice(0, widget.current);
  const now = widget.sparkline.slice(widget.current);
  const name = names(widget, zone, lang);
  return Array.from({ length: Math.max(before.length, now.length) }, (_, place) => ({
    name: name(place),
    now: now[place] ?? null,
    before: before[place] ?? null,
    goesOn: place === now.length - 1,
  }));
}
