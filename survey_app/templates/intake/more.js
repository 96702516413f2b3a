// After the page has loaded: answers that wait from other pages, those that were refused, and opening without a network.
{
const {get, put, post, show, go} = sipas, shut = "sipas", refusals = {}, receipts = [], looked = new Set();
// A browser freezes pages whole for Back, what was chosen too. A frozen page that a message reaches is thrown away.
const sending = self.BroadcastChannel && new BroadcastChannel("sipas");
let correcting, busy, timer, wait = 4, work = Promise.resolve();

const form = () => document.forms[0]?.["form-nonce"];
const own = () => form() && `sipas:${form().value}`;
const keys = () => { try { return Object.keys(localStorage).filter(key => key.startsWith("sipas:")) } catch { return [] } };
const isRefused = key => get(key)[0] === "!";
// the key of the refused answer that this one was put right from: it stands behind the address, where it is never sent
const before = kept => kept.split("\n")[0].split("#")[1];
const outdated = () => document.querySelector(".outdated");
const page = answer => new DOMParser().parseFromString(answer.text, "text/html").querySelector("main");

function reason(answer) {
  const said = page(answer);
  return (said.querySelector(".problem p:not(.small), .problem li") ?? said.querySelector("h1")).textContent;
}

function add(parent, tag, text, values) {
  const made = Object.assign(document.createElement(tag), {textContent: text}, values);
  parent.append(made);
  return made;
}

function box(id, role) {
  const found = document.getElementById(id);
  if (found) return found;
  const made = Object.assign(document.createElement("div"), {id, role});
  dress();
  document.querySelector("main .bar").after(made);
  return made;
}

function dress() {
  if (!document.getElementById("look")) add(document.head, "style", TEXT.style, {id: "look"});
}

function draw() {
  const told = keys().filter(key => key !== own());
  // on most phones nothing waits: a first view is not dressed for it
  if (!told.length && !receipts.length && !correcting && !document.getElementById("held")) return;
  const place = box("held", "status"), waiting = told.filter(key => !isRefused(key)).length;
  place.replaceChildren();
  for (const receipt of receipts) {
    add(place, "p", TEXT.sent);
    add(place, "p", receipt, {className: "receipt"});
  }
  if (waiting) {
    add(place, "p", TEXT.waiting.replace("#", waiting));
    add(place, "button", TEXT.now, {onclick: resend});
  }
  const putRight = [correcting, ...keys().map(key => before(get(key)))];
  for (const key of keys().filter(key => isRefused(key) && !putRight.includes(key))) drawRefused(place, key);
  if (correcting && form()) tie();
}

// What is put right is known behind each address that its form can go to, a reload's and another language's too.
function tie() {
  const tied = address => `${address.split("#")[0]}#${correcting}`;
  form().form.action = tied(form().form.action);
  document.querySelectorAll(".switch").forEach(each => { each.formAction = tied(each.formAction) });
  history.replaceState(0, "", tied(location.href));
}

function drawRefused(place, key) {
  const said = new URLSearchParams(get(key).split("\n")[1]).get("comment");
  add(place, "p", TEXT.refused);
  if (refusals[key]) add(place, "p", refusals[key]);
  // not before the eyes of whoever holds the phone next: after a tap
  const quote = said && add(place, "blockquote", said, {hidden: !looked.has(key)});
  add(place, "button", TEXT.review, {onclick: () => { if (quote) quote.hidden = false; review(key, place) }});
  add(place, "button", TEXT.drop, {onclick: () => { put(key); draw() }, className: "quiet"});
}

// The form of this page, while it waits: nothing of it changes but by its writer, who has it sent at once or takes it back.
sipas.own = () => {
  document.querySelectorAll(".own").forEach(each => each.remove());
  if (!form()?.form.hidden) return;
  dress();
  const state = document.getElementById("state"), place = Object.assign(document.createElement("div"), {className: "own"});
  state.before(Object.assign(document.createElement("h1"), {className: "own", textContent: TEXT.own}));
  state.after(place);
  add(place, "button", TEXT.now, {type: "button", onclick: () => { sipas.say(0); go() }});
  add(place, "button", TEXT.edit, {type: "button", onclick: takeBack, className: "quiet"});
};

// a try that is under way may yet arrive: what it said is then what was sent
async function takeBack() {
  const kept = get(own());
  sipas.say(0);
  for (const button of document.querySelectorAll(".own button")) button.disabled = true;
  while (form() && sipas.edit() === 1) await new Promise(done => setTimeout(done, 100));
  if (!form()) return;
  if (kept) fill(kept);
  sipas.own();
  (form().form.querySelector(":checked") ?? form().form.querySelector("input")).focus();
}

function fill(kept) {
  const all = [...form().form.elements];
  for (const [name, value] of new URLSearchParams(kept.split("\n").pop())) {
    const radio = all.find(each => each.name === name && each.value === value && each.type === "radio");
    const field = radio ?? all.find(each => each.name === name && ["text", "textarea"].includes(each.type));
    if (!field || !value) continue;
    if (radio) radio.checked = true; else field.value = value;
    field.closest("details")?.setAttribute("open", "");
    field.dispatchEvent(new Event("input", {bubbles: true}));
  }
}

// Where no network lets the kit say what it can never accept, its words stand at the question at once.
const typedIn = question => question.querySelector(".typed input, textarea");
const asked = field => field.closest("fieldset") ?? (field.matches("textarea") ? field.parentElement : null);

function fault(question) {
  const typed = typedIn(question), text = typed?.value.replace(/[\p{Cc}\p{Cf}]/gu, "").trim();
  if (question.querySelector("[name=overall]")) return question.querySelector(":checked") ? "" : TEXT.level;
  if (!text) return "";
  const {from, to, most} = typed.dataset;
  if (most) return sipas.tooLong(typed);
  const isNumber = /^\p{Nd}{1,9}$/u.test(text);
  return isNumber && !(+text < from || +text > to) ? "" : TEXT.number.replace("%(low)d", from).replace("%(high)d", to);
}

sipas.amiss = () => {
  const wrong = [...new Set([...form().form.querySelectorAll("fieldset, textarea")].map(asked))].filter(fault);
  if (!wrong.length) return false;
  sipas.edit();
  dress();
  wrong.forEach(accuse);
  (typedIn(wrong[0]) ?? wrong[0].querySelector("input")).focus();
  return true;
};

function accuse(question) {
  question.closest("details")?.setAttribute("open", "");
  const typed = typedIn(question), field = typed ?? question.querySelector("input");
  const id = `${field.name}-error`, told = document.getElementById(id) ?? document.createElement("p");
  Object.assign(told, {id, className: "error amiss", textContent: fault(question)}).setAttribute("role", "alert");
  (typed ?? field.closest("label")).before(told);
  question.classList.add("wrong");
  typed?.setAttribute("aria-invalid", "true");
  const described = (typed ?? question).getAttribute("aria-describedby") ?? "";
  if (!described.includes(id)) (typed ?? question).setAttribute("aria-describedby", `${described} ${id}`.trim());
}

function pardon(question) {
  const told = question.querySelector(".amiss");
  if (!told || fault(question)) return;
  told.remove();
  question.classList.remove("wrong");
  typedIn(question)?.removeAttribute("aria-invalid");
}

// What need not be answered can be left out again.
function clearing(question) {
  const chosen = question.querySelector(":checked"), found = question.querySelector("button.clear");
  if (!chosen || chosen.name === "overall") return found?.remove();
  if (found) return;
  dress();
  add(question.querySelector(".row") ?? question, "button", TEXT.clear, {type: "button", className: "clear", onclick: () => clear(question)});
}

function clear(question) {
  question.querySelectorAll("[type=radio]").forEach(each => { each.checked = false });
  clearing(question);
  question.querySelector("input").focus();
}

function clearable() {
  // what does it without a script
  document.querySelectorAll(".clear:not(button)").forEach(each => each.remove());
  document.querySelectorAll("fieldset").forEach(clearing);
}

// Another language keeps what was chosen, and stays the form that was opened: it crosses to that page in the tab's own
// memory, and is gone from there at once.
function carry({target, ctrlKey, metaKey, shiftKey}) {
  const chosen = form()?.form;
  if (!target.closest?.(".bar a[lang]") || !chosen || chosen.hidden || ctrlKey || metaKey || shiftKey) return;
  const all = new URLSearchParams(new FormData(chosen)), mark = outdated() ? "outdated" : "";
  try { sessionStorage.carried = [Date.now(), location.pathname, all, mark].join("\n") } catch {}
}

function carried() {
  try {
    const [at, path, chosen, mark] = (sessionStorage.carried ?? "").split("\n");
    delete sessionStorage.carried;
    // what took longer is somebody else's
    return path === location.pathname && Math.abs(Date.now() - at) < 60000 && {chosen, mark};
  } catch {}
}

function arrive({chosen, mark}) {
  const opened = new URLSearchParams(chosen), nonce = opened.get("form-nonce");
  // what was opened while the screen's code was good stays as good, and what is sent from both pages is kept once
  if (nonce && opened.get("form-id") === form().form["form-id"].value) {
    form().value = nonce;
    if (!mark) outdated()?.remove();
  }
  fill(chosen);
}

async function review(key, place) {
  looked.add(key);
  try {
    const answer = await post(get(key).slice(1));
    if (answer.kind === "page") {
      refusals[key] = reason(answer);
      return draw();
    }
    correcting = answer.kind === "form" && key;
    if (!correcting) put(key);
    show(answer);
    draw();
    clearable();
  } catch {
    add(place, "p", TEXT.offline);
  }
}

async function resend() {
  if (busy) return;
  busy = true;
  clearTimeout(timer);
  try {
    for (const key of keys().filter(key => !isRefused(key) && key !== own())) await resendOne(key);
    wait = 4;
  } catch {
    timer = setTimeout(resend, 1000 * (wait = Math.min(2 * wait, 300)));
  }
  busy = false;
  draw();
}

function isOfThisCode(kept) {
  const {pathname} = new URL(kept.split("\n")[0]);
  return pathname.startsWith("/t/") && pathname === location.pathname;
}

async function resendOne(key) {
  const kept = get(key), answer = await post(`${kept}&form-hint=1`);
  if (before(kept)) put(before(kept));
  if (answer.kind === "kept") {
    put(key);
    // the page of that very code has nothing left to ask
    if (isOfThisCode(kept) && !form()?.form.querySelector(":checked")) show(answer);
    else receipts.push(page(answer).querySelector(".receipt").textContent);
    if (!own()) work = work.then(forget).catch(() => {});
    return;
  }
  refusals[key] = reason(answer);
  put(key, `!${kept}`);
}

// true: said beside the form, which stays as it was filled in
sipas.tell = (answer, key) => {
  if (answer.kind === "page") {
    const place = box("told", "alert"), said = page(answer);
    said.querySelectorAll(".bar, .note").forEach(each => each.remove());
    place.className = "problem";
    place.replaceChildren(...said.childNodes);
    form().form.hidden = false;
    if (get(key)) fill(get(key));
    place.scrollIntoView();
    return true;
  }
  if (answer.kind === "kept") {
    if (correcting) put(correcting);
    correcting = null;
    sending?.postMessage("sent");
    work = work.then(forget).catch(() => {});
  } else if (get(key)) correcting = key;
  setTimeout(() => { draw(); clearable() });
};

// The last form that was opened can be opened again without a network, until it has been sent.
async function remember() {
  // a form that was sent back holds answers
  if (!own() || new URLSearchParams(location.search).has("again") || !self.caches || !navigator.serviceWorker) return;
  const here = location.href.split("#")[0], more = document.body.dataset.more;
  const [blank, script] = await Promise.all([here, more].map(url => fetch(url, {cache: "force-cache"})));
  if (blank.headers.get("Sipas") !== "form" || !own()) return;
  // one that came over from another language is put by as the form that it is
  let text = (await blank.text()).replace(/(name="form-nonce" value=")[^"]*/, (_all, start) => start + form().value);
  if (!outdated()) text = text.replace(/<p class="note outdated">.*?<\/p>/, "");
  await caches.delete(shut);
  const cache = await caches.open(shut);
  await Promise.all([cache.put(here, new Response(text, blank)), cache.put(more, script)]);
  await navigator.serviceWorker.register("/sw.js", {scope: `/${location.pathname.split("/")[1]}/`});
}

async function forget() {
  if (!self.caches || !navigator.serviceWorker) return;
  await caches.delete(shut);
  const registered = await navigator.serviceWorker.getRegistrations();
  await Promise.all(registered.filter(each => !each.scope.includes("/kiosk/")).map(each => each.unregister()));
}

// Enter after the minutes leads to the next question: sending is for the button.
document.addEventListener("keydown", event => {
  const field = event.target;
  if (event.key !== "Enter" || event.isComposing || !field.matches?.(".typed input")) return;
  event.preventDefault();
  field.closest("fieldset").nextElementSibling.querySelector("input, summary, textarea, button")?.focus();
});
// Minutes are chosen or typed: the later of the two stands.
document.addEventListener("input", ({target}) => {
  const question = asked(target), typed = question?.querySelector(".typed input");
  if (typed && target.type === "radio") typed.value = "";
  else if (typed?.value.trim()) question.querySelectorAll("[type=radio]").forEach(each => { each.checked = false });
  if (!question) return;
  clearing(question);
  pardon(question);
});
document.addEventListener("focusin", ({target}) => { if (target.matches(".typed input")) target.enterKeyHint = "next" });
document.addEventListener("click", carry);
addEventListener("pageshow", event => event.persisted && carried());
addEventListener("online", resend);
addEventListener("visibilitychange", () => document.hidden || (go(), resend()));
// in a task of its own: a finger on a slow phone does not wait for it
work = new Promise(done => setTimeout(done, 100)).then(remember).catch(() => {});
const hash = location.hash.slice(1);
if (form() && get(hash)?.[0] === "!") correcting = hash;
const crossed = carried();
if (crossed && form() && !form().form.hidden) arrive(crossed);
clearable();
sipas.own();
resend();
}
