// What one searches for, in the page's address (`?q=`): noted when the typing pauses. A browser takes longer to note an
// address than to draw the rows that the key brought, and Safari refuses to after a hundred times in half a minute.
const PAUSE = 150;
let waiting = null;

function note() {
  const { place, text, timer } = waiting ?? {};
  clearTimeout(timer);
  waiting = null;
  // Who went back meanwhile, or on, is at another list: it keeps its own words.
  if (place !== window.location.href) return;
  const url = new URL(window.location.href);
  if (text) url.searchParams.set("q", text);
  else url.searchParams.delete("q");
  window.history.replaceState(window.history.state, "", url);
}

export function keepInAddress(text) {
  // A link that is followed at once must find the address as it is to be found by the way back.
  if (waiting) clearTimeout(waiting.timer);
  else document.addEventListener("click", note, { capture: true, once: true });
  waiting = { place: window.location.href, text, timer: setTimeout(note, PAUSE) };
}
