// One person after the other on one tablet. Answers go into a queue that outlives the network and the page; nothing
// here asks what time it is, only how long something took.
{
const body = document.body, {to, nonces: source, code, page: version} = body.dataset, own = `kiosk:${to}:`;
const forms = [...document.forms], stage = document.getElementById("stage"), footer = document.querySelector("footer");
const staff = document.getElementById("staff"), pad = staff.querySelector(".pad"), panel = staff.querySelector(".panel");
const IDLE = 15, NOTICE = 20, THANKS = 6, BLIND = 400, FEW = 150, HOUR = 3600, TRIES = 5, TURNS = 20, STANDS = 600000;
const memory = {}, tab = Math.random().toFixed(6).slice(2);
let isKept = true, isOnline = true, batch, seat, loading, flushing, timer, wait = 4, missed = 0;
let seeing, form = forms[0], step, answers, began, screen, thanked, idle = 0, left = 0, typed = "", wrong = 0, done = [];

// --- What the tablet keeps: nonces, answers that wait, those that were refused, whether it is locked. All its tabs see
// the same; what one could not put by it has in its own memory.

function put(name, value) {
  delete memory[name];
  try {
    localStorage.removeItem(own + name);
    if (value !== undefined) localStorage.setItem(own + name, value);
    isKept = value === undefined || localStorage.getItem(own + name) === value;
  } catch { isKept = false }
  if (!isKept && value !== undefined) memory[name] = value;
}

function get(name) {
  try { return memory[name] ?? localStorage.getItem(own + name) } catch { return memory[name] }
}

function names(letter) {
  let kept = [];
  try { kept = Object.keys(localStorage).filter(key => key.startsWith(own)).map(key => key.slice(own.length)) } catch { isKept = false }
  return [...new Set([...kept, ...Object.keys(memory)])].filter(name => name[0] === letter).sort();
}

const queue = () => names("q");
const refused = () => names("x");
const soon = seconds => AbortSignal.timeout?.(1000 * seconds);

// --- Several tabs: each has a seat with nonces of its own, and one of them sends at a time.

// `work` is told whether it has the lock; where the browser has none, it always has
async function hold(name, work) {
  let isAsked;
  const told = lock => { isAsked = true; return work(Boolean(lock)) };
  try { return await navigator.locks.request(own + name, {ifAvailable: true}, told) } catch (fault) { if (isAsked) throw fault }
  return work(true);
}

// until the page is gone; the one before a reload may still be going
async function sit() {
  const takes = number => new Promise(done => hold(`seat${number}`, isMine => { done(isMine); return isMine && new Promise(() => {}) }));
  for (let tries = 0; ; tries++) {
    const number = Math.floor(tries / 10);
    if (await takes(number)) return number || "";
    await new Promise(done => setTimeout(done, 100));
  }
}

// a tab that was put to sleep while it sent is not waited for for ever: twice sent is kept once
const inTurn = work => hold("send", isMine => {
  missed = isMine ? 0 : missed + 1;
  return (isMine || missed >= TURNS) && work();
});

// --- Nonces: a day's worth, of one day. A tablet that slept stops one stopwatch, one whose clock is set moves the other.

let since;
const opened = performance.now();
function age() {
  const byClock = (Date.now() - batch.at) / 1000;
  if (since === undefined) return byClock < -60 ? Infinity : Math.max(byClock, 0);
  return Math.max(byClock, (performance.now() - since) / 1000);
}
const isReady = () => Boolean(batch?.nonces.length) && age() < batch.left;
// what is sent under the nonce of another questionnaire is refused
const fits = asks => asks === forms[0].elements["form-id"].value;

async function load() {
  if (loading) return;
  loading = true;
  try {
    const answer = await fetch(source, {cache: "no-store", signal: soon(20)});
    if (!answer.ok || !answer.headers.get("Sipas")) throw answer.status;
    const fresh = await answer.json();
    isOnline = true;
    await flush();
    renew(fresh);
  } catch { isOnline = false }
  loading = false;
  if (screen === "blank" || screen === "resting") blank();
  tell();
}

function renew({nonces, left, page, asks}) {
  const tried = `tried${seat}`;
  // another wording, another desk's name: between two people, and not at once again where that brought the old page
  if (page !== version && (page !== get(tried) || performance.now() - opened > STANDS)) {
    if (screen === "ask" || screen === "notice" || flushing) return;
    put(tried, page);
    if (isKept || !queue().length) return location.reload();
  }
  if (!fits(asks)) return;
  batch = {nonces, left, asks, at: Date.now()};
  since = performance.now();
  put(`nonces${seat}`, JSON.stringify(batch));
}

// --- The queue: in order, one at a time, each until the server itself has answered.

async function flush() {
  if (flushing) return;
  flushing = true;
  clearTimeout(timer);
  try {
    if (await inTurn(sendAll)) {
      wait = 4;
      isOnline = true;
    } else timer = setTimeout(flush, 2000);
  } catch {
    isOnline = false;
    timer = setTimeout(flush, 1000 * (wait = Math.min(2 * wait, 300)));
  }
  flushing = false;
  tell();
  // what could be sent says that there is a network again: a tablet that waits for one need not wait a minute more
  if (isOnline && !isReady()) load();
}

async function sendAll() {
  for (let name; name = queue()[0];) await send(name, get(name));
  return true;
}

async function send(name, kept) {
  const answer = await fetch(to, {method: "POST", body: new URLSearchParams(kept), signal: soon(30)});
  const kind = answer.headers.get("Sipas"), text = await answer.text();
  if (!kind || answer.status > 499) throw answer.status;
  if (kind !== "kept") {
    const said = new DOMParser().parseFromString(text, "text/html").querySelector(".said, .error, h1");
    put(`x${name}`, `${said?.textContent ?? answer.status}\n${kept}`);
  } else recorded(name);
  put(name);
}

function recorded(name) {
  if (screen === "thanks" && name === thanked) stage.firstChild.textContent = form.dataset.thanks;
}

// another tab has sent one, or has one more
function seen({key, newValue}) {
  const name = key?.startsWith(own) ? key.slice(own.length) : "";
  if (newValue === null && !get(`x${name}`)) recorded(name);
  tell();
}

function keep() {
  const now = performance.now(), last = [...queue(), ...refused().map(each => each.slice(1))].sort().pop() ?? "q0";
  // in the order they came, and another than in any other tab
  const name = `q${String(Number(last.slice(1, 10)) + 1).padStart(9, "0")}${tab}`;
  done = [...done.filter(at => now - at < 60000), now];
  const sent = new URLSearchParams({
    "form-id": form.elements["form-id"].value,
    "form-nonce": batch.nonces.pop(),
    ...answers,
    "kiosk-age": Math.floor(age()),
    "kiosk-took": Math.floor((now - began) / 1000),
    "kiosk-run": done.length,
  });
  put(`nonces${seat}`, JSON.stringify(batch));
  put(name, String(sent));
  tell();
  flush();
  return name;
}

// --- The screens.

function add(parent, tag, text, values = {}) {
  const made = Object.assign(document.createElement(tag), {textContent: text, ...values});
  parent.append(made);
  return made;
}

function show(name, heading, classes = "center") {
  screen = name;
  stage.className = classes;
  stage.replaceChildren();
  // the second tap of an impatient finger is no answer to the next question
  stage.style.pointerEvents = "none";
  clearTimeout(seeing);
  seeing = setTimeout(() => { stage.style.pointerEvents = "" }, BLIND);
  stage.lang = document.documentElement.lang = form.lang;
  document.querySelectorAll("nav a").forEach(each => each.toggleAttribute("aria-current", each.lang === form.lang));
  add(stage, "h1", heading, {tabIndex: -1});
}

function buttons(...pairs) {
  const below = add(stage, "div", "", {className: "below"});
  pairs.filter(Boolean).forEach(([text, onclick], at) => add(below, "button", text, {type: "button", onclick, className: at ? "" : "main"}));
}

function blank() {
  form = forms[0];
  answers = {};
  step = 0;
  began = performance.now();
  ask();
}

function ask() {
  if (!isReady()) return show("resting", form.dataset.resting);
  const questions = [...form.querySelectorAll("fieldset")], question = questions[step];
  // while an answer or a chosen language stands, its person may have walked away: on whatever question
  const isUntouched = !step && form === forms[0] && !Object.keys(answers).length;
  show(isUntouched ? "blank" : "ask", question.querySelector("legend").textContent, "");
  if (!step) stage.append(question.querySelector(".place").cloneNode(true));
  else add(stage, "p", form.dataset.step.replace("#", step + 1), {className: "step"});
  const {className} = question.querySelector(".choices"), ariaLabel = stage.firstChild.textContent;
  const choices = add(stage, "div", "", {className, role: "group", ariaLabel});
  for (const label of question.querySelectorAll("label")) {
    const choice = add(choices, "button", "", {type: "button", onclick: () => choose(question.dataset.name, label.firstChild.value)});
    choice.append(...[...label.childNodes].slice(1).map(each => each.cloneNode(true)));
  }
  if (step) {
    buttons([form.dataset.done, finish], step + 1 < questions.length && [form.dataset.skip, skip], [form.dataset.back, () => { step--; ask() }]);
    stage.firstChild.focus();
  }
}

function choose(name, value) {
  answers[name] = value;
  if (step + 1 < form.querySelectorAll("fieldset").length) { step++; ask() } else finish();
}

function skip() {
  delete answers[form.querySelectorAll("fieldset")[step].dataset.name];
  step++;
  ask();
}

function finish() {
  thanked = keep();
  answers = {};
  left = THANKS;
  // nothing is called recorded until the server has answered for it
  show("thanks", form.dataset.held);
  stage.firstChild.ariaLive = "polite";
  stage.firstChild.focus();
  add(stage, "p", form.dataset.soon.replace("#", left), {className: "soon"});
  buttons([form.dataset.next, blank]);
}

// covers what was chosen, and leaves time to go on (WCAG 2.2.1)
function warn() {
  left = NOTICE;
  show("notice", form.dataset.there);
  if (answers.overall) {
    add(stage, "p", form.dataset.sends, {id: "sends"});
    stage.firstChild.setAttribute("aria-describedby", "sends");
  }
  stage.firstChild.focus();
  add(stage, "p", form.dataset.soon.replace("#", left), {className: "soon"});
  buttons([form.dataset.on, ask], answers.overall && [form.dataset.done, finish], answers.overall ? [form.dataset.leave, blank] : [form.dataset.again, blank]);
}

function tick() {
  idle++;
  if (staff.open) closeSoon(2 * IDLE - idle);
  if (screen === "ask" && idle >= IDLE) return warn();
  if (screen !== "notice" && screen !== "thanks") return;
  left--;
  stage.querySelector(".soon").textContent = form.dataset.soon.replace("#", left);
  if (left > 0) return;
  if (screen === "notice" && answers.overall) keep();
  blank();
}

function closeSoon(left) {
  staff.querySelector(".soon").textContent = left > IDLE ? "" : form.dataset.soon.replace("#", left);
  if (left <= 0) staff.close();
}

function minute() {
  if (!isReady() || batch.nonces.length < FEW || age() > HOUR) load();
  if (!isReady() && screen === "blank") blank();
}

function tell() {
  const {waiting, offline} = staff.dataset;
  footer.firstElementChild.textContent = [waiting.replace("#", queue().length), isOnline ? "" : offline].filter(Boolean).join(" · ");
  if (staff.open) list();
}

// --- Staff: a code, what waits, the lock.

function list() {
  const lines = panel.querySelector("ul"), {waiting, refused: no, left: ready, offline, unkept} = staff.dataset;
  lines.replaceChildren();
  add(lines, "li", waiting.replace("#", queue().length));
  add(lines, "li", no.replace("#", refused().length));
  for (const reason of new Set(refused().map(name => get(name).split("\n")[0]))) add(lines, "li", reason);
  add(lines, "li", ready.replace("#", isReady() ? batch.nonces.length : 0));
  if (!isOnline) add(lines, "li", offline);
  if (!isKept) add(lines, "li", unkept);
  // what there is nothing to do about is not offered
  const idle = {drop: !refused().length, lock: get("locked"), unlock: !get("locked")};
  for (const button of panel.querySelectorAll("[data-do]")) button.hidden = Boolean(idle[button.dataset.do]);
}

function open(isKnown) {
  typed = "";
  pad.hidden = isKnown;
  panel.hidden = !isKnown;
  sayTyped(wrong === TRIES ? undefined : "");
  list();
  if (!staff.open) staff.showModal();
}

function press(text) {
  if (wrong === TRIES) return;
  typed = text.length === 1 ? typed + text : "";
  sayTyped("•".repeat(typed.length));
  if (typed.length < code.length) return;
  if (typed === code) { wrong = 0; return open(true) }
  wrong++;
  typed = "";
  sayTyped();
  // five guesses a minute: who stands before the tablet does not get through a million
  if (wrong === TRIES) setTimeout(() => { wrong = 0; sayTyped("") }, 60000);
}

function sayTyped(dots = wrong === TRIES ? staff.dataset.shut : wrong ? staff.dataset.wrong : "") {
  const said = pad.querySelector(".typed");
  said.textContent = dots;
  said.classList.toggle("dots", /^•*$/.test(dots));
}

const actions = {
  send: flush,
  drop: () => refused().forEach(name => put(name)),
  lock: () => { put("locked", "yes"); lock(); staff.close() },
  unlock: () => { put("locked"); body.classList.remove("locked"); document.fullscreenElement && document.exitFullscreen(); staff.close(); screen === "covered" && blank() },
};

async function lock() {
  body.classList.add("locked");
  history.pushState(null, "");
  try { await document.documentElement.requestFullscreen() } catch {}
  try { await navigator.wakeLock.request("screen") } catch {}
  blank();
}

function cover() {
  if (!get("locked") || document.fullscreenElement || !document.fullscreenEnabled) return;
  if (screen !== "covered") form = forms[0];
  answers = {};
  show("covered", form.dataset.locked);
  buttons([form.dataset.again]);
}

// a tap anywhere, in the language that was chosen on the cover
async function uncover({target}) {
  if (screen !== "covered" || target.closest("nav a, footer, dialog")) return;
  const chosen = form;
  screen = "uncovered";
  await lock();
  form = chosen;
  ask();
}

// --- Begin.

async function remember() {
  if (!self.caches || !navigator.serviceWorker) return;
  const here = location.href.split("#")[0], found = await fetch(here, {cache: "no-store"});
  if (found.ok && found.headers.get("Sipas")) await (await caches.open("sipas-kiosk")).put(here, found);
  await navigator.serviceWorker.register("/sw.js", {scope: "/kiosk/"});
}

async function begin() {
  forms.forEach(each => { each.hidden = true });
  seat = await sit();
  batch = JSON.parse(get(`nonces${seat}`) ?? null);
  if (!fits(batch?.asks)) batch = null;
  stage.hidden = footer.hidden = false;
  blank();
  if (get("locked")) { body.classList.add("locked"); cover() }
  tell();
  load();
  remember().catch(() => {});
  setInterval(tick, 1000);
  setInterval(minute, 60000);
}

for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => { idle = 0 }, true);
addEventListener("online", () => { load(); flush() });
addEventListener("fullscreenchange", cover);
addEventListener("click", uncover);
addEventListener("storage", seen);
addEventListener("contextmenu", event => get("locked") && event.preventDefault());
addEventListener("popstate", () => get("locked") && history.pushState(null, ""));
addEventListener("keydown", event => {
  if (get("locked") && (event.ctrlKey || event.altKey || event.metaKey || /^F\d+$/.test(event.key))) event.preventDefault();
});
document.querySelectorAll("nav a").forEach(link => link.addEventListener("click", event => {
  event.preventDefault();
  form = forms.find(each => each.lang === link.lang);
  // what was chosen stays, as the notice says; the cover lets nobody past
  if (screen === "notice") return warn();
  if (screen === "covered") return cover();
  if (screen !== "blank" && screen !== "ask") { answers = {}; step = 0; began = performance.now() }
  ask();
}));
footer.lastElementChild.onclick = () => open(false);
pad.addEventListener("click", event => event.target.tagName === "BUTTON" && press(event.target.textContent));
panel.addEventListener("click", event => { actions[event.target.dataset.do]?.(); tell() });
staff.querySelector(".close").onclick = () => staff.close();
begin();
}
