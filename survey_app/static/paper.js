// Sheets of paper are typed without looking up: pages change in place, and keys typed meanwhile wait for the next one.
// Without this file a sheet is sent by its button alone, with its number typed again.
"use strict";

const REPLAYED = ["Enter", "Backspace", "ArrowUp", "ArrowDown"];
const PASSED_OVER = ["Shift", "CapsLock", "NumLock", "AltGraph", "Escape", "Process", "Unidentified", "Dead"];
// none of them is an answer or ends one
const UNLOCKING = ["-", "Escape", "Backspace", "Delete"];
const UNKNOWN = "?";

let waiting = false;
let held = [];
// "look" where the next Enter sends once more, "locked" until a key that is no answer
let state = "free";
let shown = location.pathname + location.search;

const sheet = () => document.querySelector("form[data-sheet]");
const fields = () => [...document.querySelectorAll("form[data-sheet] input[data-keys]")];
const texts = () => document.querySelector("main.paper").dataset;
const known = (field) => field.dataset.keys.split(" ").filter(Boolean);
const isBlank = (value) => value === "." || value === ",";

const goTo = (place) => {
  const next = fields()[place] ?? document.getElementById("save");
  next.focus();
  next.select?.();
};

// done when it is a key and no longer key begins with it; minutes wait for Enter
const isDone = (field) => {
  if ("text" in field.dataset) return field.value === ".";
  const others = known(field).filter((key) => key !== field.value && key.startsWith(field.value));
  return isBlank(field.value) || (known(field).includes(field.value) && others.length === 0);
};

const isWrong = (field) => {
  const isOpen = field.value === "" || isBlank(field.value) || known(field).length === 0;
  return !isOpen && !known(field).some((key) => key.startsWith(field.value));
};

const note = (text) => {
  const main = document.querySelector("main.paper");
  const made = Object.assign(document.createElement("p"), { id: "keys-note", className: "keys-note", textContent: text });
  document.getElementById("keys-note")?.remove();
  const alert = main.querySelector("[role=alert]");
  if (!alert) made.setAttribute("role", "alert");
  if (alert) alert.append(made);
  else main.querySelector("form").before(made);
};

// nothing is typed further before whoever types has looked up
const lock = (unused, text = texts().unused) => {
  const said = unused.map((key) => (key === "Enter" ? "⏎" : key)).join(" ");
  if (sheet()) state = "locked";
  note([said ? text.replace("#", said) : "", sheet() ? texts().locked : ""].join(" ").trim());
};

const unlock = () => {
  state = "free";
  document.getElementById("keys-note")?.remove();
};

const typed = (field) => {
  if (!field.dataset || !("keys" in field.dataset)) return;
  if (field.value.trim() === "" && field.value !== "") field.value = ".";
  // a wrong key is told by the server, with what was expected
  if (isDone(field)) goTo(fields().indexOf(field) + 1);
  else if (isWrong(field)) field.form.requestSubmit();
};

const enter = (field, place) => {
  if (place < 0) {
    if (field.value) field.form.requestSubmit();
  } else if (field.value) {
    const isKey = known(field).length === 0 || known(field).includes(field.value) || isBlank(field.value);
    if (isKey) goTo(place + 1);
    else field.form.requestSubmit();
  }
};

// what a key does beyond typing; false where the browser does it
const moves = (at, key) => {
  if (at.form !== sheet() || at.tagName !== "INPUT") return false;
  const place = fields().indexOf(at);
  if (key === "Enter") enter(at, place);
  else if (place < 0) return false;
  else if (key === "ArrowDown") goTo(place + 1);
  else if (key === "ArrowUp" || (key === "Backspace" && !at.value)) {
    if (place > 0) goTo(place - 1);
    else document.getElementById("sheet")?.select();
  } else return false;
  return true;
};

const insert = (at, key) => {
  const chosen = at.selectionEnd - at.selectionStart;
  if (at.maxLength >= 0 && at.value.length - chosen >= at.maxLength) return;
  at.setRangeText(key, at.selectionStart, at.selectionEnd, "end");
  typed(at);
};

// one key more than the sheet has questions: some key before it was none of this sheet
const isTooMany = (at, key) => at.id === "save" && key.length === 1 && key !== " ";

const press = (key) => {
  const at = document.activeElement;
  const isField = at.tagName === "INPUT";
  if ((key.length > 1 && !REPLAYED.includes(key)) || key === UNKNOWN || isTooMany(at, key)) {
    lock([key, ...held]);
    held = [];
  } else if (moves(at, key)) return;
  else if (key.length === 1 && isField) insert(at, key);
  else if (key === "Backspace" && isField) at.value = at.value.slice(0, -1);
  else if (key === "Enter" && isField) at.form?.requestSubmit();
  else if (key === "Enter") at.click();
};

const replay = () => {
  while (held.length && !waiting && state === "free") press(held.shift());
};

// a status that comes with the page is not read out by every screen reader: its words come a moment later
const speak = () => {
  for (const status of document.querySelectorAll("main [role=status]")) {
    const words = [...status.childNodes];
    status.replaceChildren();
    setTimeout(() => status.replaceChildren(...words), 50);
  }
};

const prepare = () => document.getElementById("again-line")?.remove();

const open = () => {
  prepare();
  state = "free";
  const first = document.querySelector("[autofocus]");
  first?.focus();
  first?.select?.();
  speak();
  const alert = document.querySelector("main [role=alert]");
  const isSeen = alert || document.querySelector("form[data-look]");
  if (!sheet() || !isSeen) return replay();
  if (held.length || (alert && !("hint" in alert.dataset))) lock(held);
  else if (alert) state = "look";
  held = [];
};

const show = (response, came, isPost) => {
  if (!came.querySelector("main.paper") && (response.redirected || !isPost)) return location.assign(response.url);
  const { pathname, search } = new URL(response.url);
  const remember = pathname === location.pathname ? "replaceState" : "pushState";
  history[remember](null, "", pathname + search);
  shown = pathname + search;
  document.title = came.title;
  document.body.replaceWith(document.adoptNode(came.body));
  scrollTo(0, 0);
  waiting = false;
  if (document.querySelector("main.paper")) open();
};

const ask = async (address, options) => {
  waiting = true;
  document.querySelector("main").setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, options);
    show(response, new DOMParser().parseFromString(await response.text(), "text/html"), options.method === "post");
  } catch {
    waiting = false;
    document.querySelector("main").removeAttribute("aria-busy");
    const unused = held;
    held = [];
    lock(unused);
    note(`${texts().unreached} ${document.getElementById("keys-note").textContent}`);
  }
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.closest("main.paper")) return;
  event.preventDefault();
  if (waiting) return;
  const said = new URLSearchParams(new FormData(form));
  const address = new URL(form.getAttribute("action") || location.href, location.href);
  if (form.method === "post") ask(address, { method: "post", body: said });
  else {
    address.search = said;
    ask(address, { method: "get" });
  }
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("main.paper a[href]");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.defaultPrevented;
  if (!link || !isPlain || link.hash || !/\/paper(\/|$)/.test(link.pathname)) return;
  event.preventDefault();
  if (!waiting) ask(link.href, { method: "get" });
});

const hold = (event) => {
  if (PASSED_OVER.includes(event.key) || /^F\d/.test(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat) held.push(event.key);
};

const guard = (event) => {
  if (event.key === "Enter" && state === "look") return unlock();
  if (UNLOCKING.includes(event.key)) {
    event.preventDefault();
    return unlock();
  }
  const isElsewhere = event.target !== document.body && event.target.form !== sheet();
  if (isElsewhere || (event.key.length > 1 && event.key !== "Enter")) return;
  event.preventDefault();
  if (state === "look") lock([event.key]);
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (waiting) return hold(event);
  if (state !== "free" && sheet()) guard(event);
  if (state !== "free" || event.defaultPrevented) return;
  if (isTooMany(event.target, event.key)) lock([event.key]);
  else if (moves(event.target, event.key)) event.preventDefault();
}, true);

// keyboards on a screen say no keys: what they would type is held or kept back here
document.addEventListener("beforeinput", (event) => {
  if (!waiting && state === "free") return;
  event.preventDefault();
  if (waiting) held.push(...(event.cancelable && event.inputType === "insertText" ? event.data ?? UNKNOWN : UNKNOWN));
  else if (event.inputType.startsWith("delete")) unlock();
}, true);
document.addEventListener("input", (event) => typed(event.target));
document.addEventListener("pointerdown", (event) => {
  if (!waiting && state !== "free" && event.target.closest("form[data-sheet]")) unlock();
});

addEventListener("popstate", () => {
  if (location.pathname + location.search !== shown) location.reload();
});

prepare();
// what the page opens on is ready to be typed over; fingers that were quicker than this file look up first
const first = document.querySelector("[autofocus]");
if (!first || first.tagName !== "INPUT" || first.value === first.defaultValue) first?.select?.();
else if (sheet()) lock([first.value], texts().early);
if (sheet() && state === "free" && document.querySelector("main [role=alert]")) open();
