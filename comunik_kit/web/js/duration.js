// A length of time in one unit, as the reader's language abbreviates it: « 12 s », « 5 min », « 3 h », « 4 j ».
import { inBoth } from "./i18n";

const UNITS = [["day", 86400, 48 * 3600], ["hour", 3600, 90 * 60], ["minute", 60, 90], ["second", 1, 0]];
const made = {};

export const duration = inBoth((lang, seconds) => {
  if (seconds === null || seconds === undefined || seconds < 0) return "";
  const [unit, size] = UNITS.find(([, , from]) => seconds >= from);
  const key = lang + unit;
  made[key] ||= new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 0 });
  return made[key].format(Math.round(seconds / size));
});
