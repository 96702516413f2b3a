// Quicker fingers only: without this file every Enter asks the server, which goes on to the next question itself.
"use strict";

const sheet = document.querySelector("form[data-sheet]");
const fields = sheet ? [...sheet.querySelectorAll("input[data-keys]")] : [];
const known = (field) => field.dataset.keys.split(" ").filter(Boolean);
const isBlank = (value) => value === "." || value === ",";

const goTo = (place) => {
  const next = fields[place] ?? document.getElementById("save");
  next.focus();
  next.select?.();
};

// done when it is a key and no longer key begins with it; minutes wait for Enter
const isDone = (field) => {
  if ("text" in field.dataset) return field.value === ".";
  const keys = known(field);
  const others = keys.filter((key) => key !== field.value && key.startsWith(field.value));
  return isBlank(field.value) || (keys.includes(field.value) && others.length === 0);
};

fields.forEach((field, place) => {
  field.addEventListener("input", () => {
    if (field.value.trim() === "" && field.value !== "") field.value = ".";
    if (isDone(field)) goTo(place + 1);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      // a wrong key is told by the server, with what was expected
      const isWrong = known(field).length > 0 && !known(field).includes(field.value) && !isBlank(field.value);
      if (field.value && isWrong) sheet.requestSubmit();
      else if (field.value) goTo(place + 1);
    }
    if ((event.key === "Backspace" && !field.value) || event.key === "ArrowUp") {
      event.preventDefault();
      if (place > 0) goTo(place - 1);
      else document.getElementById("sheet")?.select();
    }
    if (event.key === "ArrowDown") {
      event.preventDefault();
      goTo(place + 1);
    }
  });
});

// what the page opens on is ready to be typed over, unless fingers were quicker than this file
const first = sheet?.querySelector("[autofocus]");
if (first && first.value === first.defaultValue) first.select?.();
