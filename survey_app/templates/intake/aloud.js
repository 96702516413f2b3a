// Reads a question and its answers aloud where the phone itself has a voice for the language. Nothing is sent anywhere:
// voices that speak from another computer are not used.
{
const speech = self.speechSynthesis, SPEAKER = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 9.5v5h3.5l4.5 4v-13l-4.5 4zM15.5 9q2.5 3 0 6m2.5-8.5q4.5 5.5 0 11"/></svg>`;
let reading;

const page = () => document.documentElement.lang;
const voice = language => speech.getVoices().find(each => each.localService && each.lang.split(/[-_]/)[0].toLowerCase() === language);
const questions = () => document.querySelectorAll("form fieldset, form div:has(> .ask)");

function parts(question) {
  return [...question.querySelectorAll("legend, .ask, #place, .error, label:not(.ask)")].flatMap(each => {
    const language = each.querySelector("[lang]")?.lang ?? page(), found = voice(language), text = each.innerText.trim();
    return found && text ? [Object.assign(new SpeechSynthesisUtterance(text), {voice: found, lang: found.lang})] : [];
  });
}

function name(button, text) {
  button.querySelector("span").textContent = text;
}

function stop() {
  if (!reading) return;
  name(reading, TEXT.read);
  reading = null;
  speech.cancel();
}

function press(button, question) {
  const same = reading === button;
  stop();
  if (same) return;
  const said = parts(question);
  reading = button;
  name(button, TEXT.quiet);
  said.at(-1).onend = () => { if (reading === button) stop() };
  said.forEach(each => speech.speak(each));
}

function offer() {
  if (!voice(page()) || document.querySelector(".aloud")) return;
  if (questions().length) document.head.append(Object.assign(document.createElement("style"), {textContent: TEXT.style}));
  for (const question of questions()) {
    const button = Object.assign(document.createElement("button"), {type: "button", className: "aloud", innerHTML: `${SPEAKER}<span></span>`});
    name(button, TEXT.read);
    button.onclick = () => press(button, question);
    question.querySelector("legend, .ask").after(button);
  }
}

if (speech) {
  // the list of voices comes late; an answer of the server may bring a new page into this one
  speech.addEventListener("voiceschanged", offer);
  new MutationObserver(() => { stop(); offer() }).observe(document.documentElement, {childList: true});
  addEventListener("pagehide", stop);
  offer();
}
}
