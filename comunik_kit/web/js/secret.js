// A secret that only its owner's browser fetches, straight into the field that shows it: no state of the server's pages
// ever holds it, and it is gone with the field.
import { createElement, useEffect, useState } from "react";

const api = () => document.querySelector('meta[name="kit-api"]')?.content || "";

async function read(path) {
  const answer = await fetch(api() + path, {
    headers: { Accept: "application/json" }, credentials: api() ? "include" : "same-origin", cache: "no-store",
  });
  return answer.ok ? (await answer.json()).text : "";
}

export function SecretText({ path, turn, label, rows, fieldId }) {
  const [text, setText] = useState("");
  useEffect(() => {
    let here = true;
    read(path).then((found) => here && setText(found), () => {});
    return () => { here = false; setText(""); };
  }, [path, turn]);
  const shared = { id: fieldId, "aria-label": label, value: text, readOnly: true, spellCheck: false, className: "input secret", autoComplete: "off" };
  return rows > 1
    ? createElement("textarea", { ...shared, rows })
    : createElement("input", { ...shared, type: "text" });
}
