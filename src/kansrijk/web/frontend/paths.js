// The door finder without a network, and a filter over its list. The page works without this.
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/hulp-vinden-offline.js", { scope: "/" }).catch(() => undefined);

const place = document.querySelector("[data-find-filter]");
if (place) {
  place.hidden = false;
  const words = place.querySelector("input");
  const lines = [...document.querySelectorAll(".k-find__exact label:has(input[type='checkbox'])")];
  words.addEventListener("input", () => {
    const wanted = words.value.trim().toLowerCase();
    for (const line of lines) line.hidden = Boolean(wanted) && !line.textContent.toLowerCase().includes(wanted);
  });
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}
