// Brings what the tour speaks of into sight: the card at the foot of the page may hide it, or it is further down.
// What stands around the page is always in sight; then the page begins at its top.
import { useEffect } from "react";

const TARGETS = { modules: ".home .tiles", figures: ".home .grid" };

export function TourPointer({ stop }) {
  useEffect(() => {
    const target = TARGETS[stop] && document.querySelector(TARGETS[stop]);
    if (target) target.scrollIntoView({ block: "start" });
    else window.scrollTo(0, 0);
  }, [stop]);
  return null;
}
