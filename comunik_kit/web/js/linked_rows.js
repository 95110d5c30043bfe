// The rows of a table. A link in them that stays inside the app (`data-inside`) is followed here, for all of them at
// once: the router's own link asks where it stands and where it leads anew whenever it is drawn, which for a list that
// is drawn at every key took as long as a third of all the rest. Whatever else a link can be asked for (a new tab, a
// copy of its address) is the browser's to do.
import { createElement } from "react";
import { useNavigate } from "react-router";

export function LinkedRows({ children }) {
  const navigate = useNavigate();
  const follow = (event) => {
    const link = event.target.closest("a[data-inside]");
    const isAsked = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !isAsked || event.defaultPrevented) return;
    event.preventDefault();
    navigate(link.getAttribute("href"));
  };
  return createElement("tbody", { onClick: follow }, children);
}
