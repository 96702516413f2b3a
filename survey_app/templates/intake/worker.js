// A page that was put by while there was a network opens again without one. Only pages and their scripts are looked
// at: what is sent goes its own way.
addEventListener("install", () => skipWaiting());
addEventListener("activate", event => event.waitUntil(clients.claim()));
addEventListener("fetch", event => {
  const {request} = event;
  if (request.method !== "GET" || !["document", "script", "style"].includes(request.destination)) return;
  event.respondWith(fetch(request).catch(async fault => {
    const kept = await caches.match(request, {ignoreVary: true});
    if (kept) return kept;
    throw fault;
  }));
});
