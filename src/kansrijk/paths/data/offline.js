// Keeps public pages for when there is no network. Asks them as a visitor, so nothing of an account is kept.
const KEPT = "kansrijk-openbaar-1";
const FIRST = ["/hulp-vinden", "/hulp-vinden/meldcode", "/paden"];
const IS_PUBLIC = /^\/(hulp-vinden|paden|duizend-dagen)(\/|$)/;
const asVisitor = (address) => fetch(address, { credentials: "omit" });
async function keep(address) {
  const answer = await asVisitor(address);
  if (!answer.ok || answer.redirected) return;
  await (await caches.open(KEPT)).put(address, answer.clone());
  const parts = [...(await answer.text()).matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((found) => found[1]);
  for (const part of parts) {
    const cache = await caches.open(KEPT);
    if (!(await cache.match(part))) await cache.add(new Request(part, { credentials: "omit" }));
  }
}
self.addEventListener("install", (event) => {
  event.waitUntil(Promise.all(FIRST.map(keep)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const at = new URL(event.request.url);
  if (event.request.method !== "GET" || at.origin !== location.origin) return;
  const isPage = event.request.mode === "navigate" && IS_PUBLIC.test(at.pathname);
  if (!isPage && !at.pathname.startsWith("/static/")) return;
  event.respondWith(
    fetch(event.request)
      .then((answer) => {
        if (isPage && answer.ok) event.waitUntil(keep(at.pathname).catch(() => undefined));
        return answer;
      })
      .catch(async () => (await caches.match(isPage ? at.pathname : event.request.url)) || Response.error()),
  );
});
