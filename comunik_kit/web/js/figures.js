// Numbers and colours to what is drawn, without a chart library.
import { useEffect } from "react";

// The points of a polyline in a box of width × height, oldest value at the left; a flat line when nothing moves.
export function sparkline(values, width, height) {
  const list = (values || []).map(Number);
  if (list.length === 0) return "";
  const low = Math.min(...list);
  const span = Math.max(...list) - low;
  const step = list.length > 1 ? width / (list.length - 1) : 0;
  const y = (value) => (span === 0 ? height / 2 : height - 2 - ((value - low) / span) * (height - 4));
  return list.map((value, index) => `${(index * step).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
}

const light = (hex) => {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

// The workspace's colour as CSS variables, with white or near-black on it, whichever reads (WCAG AA).
export function accentVariables(colour) {
  if (!/^#[0-9a-f]{6}$/i.test(colour || "")) return {};
  const whiteReads = 1.05 / (light(colour) + 0.05) >= 4.5;
  return { "--accent": colour, "--accent-ink": whiteReads ? "#ffffff" : "#0f1115" };
}

// Set on the root, because dialogs are drawn outside the frame and the shades of css/tokens.css are mixed there.
export function Accent({ colour }) {
  useEffect(() => {
    const style = document.documentElement.style;
    const variables = Object.entries(accentVariables(colour));
    variables.forEach(([name, value]) => style.setProperty(name, value));
    return () => variables.forEach(([name]) => style.removeProperty(name));
  }, [colour]);
  return null;
}
