// A menu that costs nothing until it is wanted: its button alone at first, Radix's menu from the first press on.
// What was pressed is pressed once more on the button that takes the place of the first, so that pointer, keyboard and
// focus find what they would have found had the menu been there all along. When the row comes to stand for somebody
// else (`of`), the menu is away again: what was open for one person must not act on another.
import { createElement, useRef, useState } from "react";
import { flushSync } from "react-dom";

const OPENING = ["Enter", " ", "ArrowDown"];

export function LateMenu({ of, children: [waiting, menu] }) {
  const [wantedOf, wantOf] = useState(null);
  const wanted = wantedOf === of;
  const place = useRef(null);
  const opening = (event) => {
    if (event.type === "pointerdown" ? event.button !== 0 || event.ctrlKey : !OPENING.includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const hadFocus = place.current.contains(document.activeElement);
    flushSync(() => wantOf(of));
    const button = place.current.querySelector("button");
    if (hadFocus) button.focus();
    button.dispatchEvent(new event.nativeEvent.constructor(event.type, event.nativeEvent));
  };
  const ears = wanted ? {} : { onPointerDownCapture: opening, onKeyDownCapture: opening };
  return createElement("span", { className: "late-menu", ref: place, ...ears }, wanted ? menu : waiting);
}
