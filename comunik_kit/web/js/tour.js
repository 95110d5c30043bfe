// Brings what the tour speaks of into sight: the card at the foot of the page may hide it, or it is further down.
import { useEffect } from "react";

const TARGETS = { modules: ".home .tiles", figures: ".home .grid" };

export function TourPointer({ stop }) {
  useEffect(() => {
    const target = document.querySelector(TARGETS[stop] ?? "#main");
    target?.scrollIntoView({ block: "start" });
  }, [stop]);
  return null;
}
