// Comfort only: a field for a unit works without this file, by typing a name or a code.
"use strict";

for (const field of document.querySelectorAll("input[data-units]")) {
  const list = document.getElementById(field.getAttribute("list"));
  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const typed = field.value.trim();
      if (typed.length < 2 || typed.endsWith(")")) return;
      const answer = await fetch(`${field.dataset.units}?q=${encodeURIComponent(typed)}`, { credentials: "same-origin" });
      if (!answer.ok) return;
      list.replaceChildren(...(await answer.json()).map((text) => Object.assign(document.createElement("option"), { value: text })));
    }, 200);
  });
}
