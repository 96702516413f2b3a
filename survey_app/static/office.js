// Comfort only: every page works without this file.
"use strict";

// older browsers do not print what is folded
let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("main details:not([open])")];
  for (const folded of unfolded) folded.open = true;
});
addEventListener("afterprint", () => {
  for (const folded of unfolded) folded.open = false;
});

// a link to a row unfolds what the row stands in, where the browser does not by itself
const unfold = () => {
  const row = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!row) return;
  for (let around = row; around; around = around.parentElement) if (around.tagName === "DETAILS") around.open = true;
  row.scrollIntoView({ block: row.tagName === "TR" ? "center" : "start" });
};
addEventListener("hashchange", unfold);
addEventListener("load", unfold);

// a button that copies a table for a spreadsheet
const label = document.querySelector("main")?.dataset.copy;
for (const box of label && navigator.clipboard ? document.querySelectorAll(".scroll") : []) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy button";
  button.textContent = label;
  button.addEventListener("click", async () => {
    // without the links to corrective actions, which are no figures
    const cells = (row) => [...row.cells].filter((cell) => !cell.classList.contains("act"));
    const line = (row) => cells(row).map((cell) => cell.innerText.trim()).join("\t");
    const text = [...box.querySelectorAll("tr")].map(line).join("\n");
    await navigator.clipboard.writeText(text);
    button.textContent = document.querySelector("main").dataset.copied;
  });
  box.after(button);
}
