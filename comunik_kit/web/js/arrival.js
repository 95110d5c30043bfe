// Within the app a link does not reload the page: nothing would tell a screen reader that it changed. So the frame
// moves the focus to the new page's h1. The first page is left alone: there the browser itself announces it.
import { useEffect } from "react";

let arrived = false;

export function Arrival() {
  useEffect(() => {
    if (arrived) document.querySelector("main h1")?.focus({ preventScroll: true });
    arrived = true;
  }, []);
  return null;
}
