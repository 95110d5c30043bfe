// What is to be done when somebody leaves the page that this stands on for another one, by a link or the browser's
// « Back »: the server still has a question open that nobody sees any more, and would ask it again at their next visit.
// Not when this is only taken off the page it stands on, which happens in the ordinary way; nor when React, in
// development, takes everything off and puts it back at once.
import { useEffect, useRef } from "react";

export function LeftPage({ onLeft }) {
  const latest = useRef(onLeft);
  latest.current = onLeft;
  useEffect(() => {
    const { pathname } = location;
    return () => {
      if (location.pathname !== pathname) latest.current();
    };
  }, []);
  return null;
}
