// A menu that costs nothing until it is wanted: its button alone at first, Radix's menu from the first press on.
// What was pressed is pressed once more on the button that takes the place of the first, so that pointer, keyboard and
// focus find what they would have found had the menu been there all along.
import { createElement, useRef, useState } from "react";
import { flushSync } from "react-dom";

const OPENING = ["Enter", " ", "ArrowDown"];

export function LateMenu({ children: [waiting, menu] }) {
  const [wanted, want] = useState(false);
  const place = useRef(null);
  const opening = (event) => {
    if (event.type === "pointerdown" ? event.button !== 0 || event.ctrlKey : !OPENING.includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const hadFocus = place.current.contains(document.activeElement);
    flushSync(() => want(true));
    const button = place.current.querySelector("button");
    if (hadFocus) button.focus();
    button.dispatchEvent(new event.nativeEvent.constructor(event.type, event.nativeEvent));
  };
  const ears = wanted ? {} : { onPointerDownCapture: opening, onKeyDownCapture: opening };
  return createElement("span", { className: "late-menu", ref: place, ...ears }, wanted ? menu : waiting);
}
