// Numbers to what is drawn, without a chart library.

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
