(() => {
let shown = performance.now(), at = Date.now(), asking = false;
const main = () => document.querySelector("main");
// a screen that slept stops one clock, a clock that is set moves the other
const age = () => Math.max(performance.now() - shown, Date.now() - at) / 1000;
async function renew() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(location.href, {cache: "no-store", signal: AbortSignal.timeout?.(10000)});
    if (!answer.ok) throw answer.status;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (["style", "body > script"].some(part => fresh.querySelector(part)?.textContent !== document.querySelector(part).textContent)) return location.reload();
    main().replaceWith(fresh.querySelector("main"));
    shown = performance.now();
    at = Date.now();
  } catch {} finally { asking = false }
  tell();
}
function tell() {
  const {left, stale, minutes, soon, waiting} = main().dataset, rest = left - age();
  main().querySelector(".next").textContent =
    rest > 60 ? minutes.replace("#", Math.ceil(rest / 60)) : rest > -5 ? soon : waiting;
  main().classList.toggle("stale", rest < -stale);
  return rest;
}
const look = () => { if (tell() <= 0) renew() };
setInterval(look, 5000);
addEventListener("online", renew);
document.addEventListener("visibilitychange", () => document.hidden || renew());
})();
