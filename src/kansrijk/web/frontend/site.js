// What every page gets. Pages work without it; nothing here holds data of people.
import htmx from "htmx.org";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // no page is kept in the browser's storage
htmx.config.historyEnabled = false; // nor which page it was
sessionStorage.removeItem("htmx-current-path-for-history");
window.htmx = htmx;

// A security key that does not answer: say so in the page's own words, beside the button.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const place = document.querySelector("[data-security-key-error]");
  if (place) {
    place.hidden = false;
    place.focus();
  }
});

// A field with a mistake gets the focus after a form came back.
document.addEventListener("DOMContentLoaded", () => {
  const wrong = document.querySelector("main [aria-invalid='true']");
  if (wrong) wrong.focus();
});

// The menu in the head of the page closes as people expect: by Escape, and when they go on elsewhere.
const menu = document.querySelector("[data-menu]");
if (menu) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}

// Printing opens every explanation, and closes again what was closed.
const opened = [];
window.addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("main details:not([open])")) {
    details.open = true;
    opened.push(details);
  }
});
window.addEventListener("afterprint", () => {
  for (const details of opened.splice(0)) details.open = false;
});

// Two minutes before a session ends for want of a request: say so, and let one stay (WCAG 2.2.1).
const session = document.querySelector("[data-session-seconds]");
if (session) {
  let timer;
  const wait = () => {
    clearTimeout(timer);
    session.hidden = true;
    timer = setTimeout(() => {
      session.hidden = false;
    }, (Number(session.dataset.sessionSeconds) - 120) * 1000);
  };
  session.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch(session.action, { method: "POST", body: new FormData(session), redirect: "manual" });
    if (answer.ok) wait();
    else location.reload();
  });
  wait();
}

// Leaving a page quickly: the page is not left in the history of the browser.
document.addEventListener("click", (event) => {
  const exit = event.target.closest?.("[data-quick-exit]");
  if (!exit) return;
  event.preventDefault();
  location.replace(exit.href);
});

// What stands in a box is copied with one press; where a browser cannot, the box can be selected by hand.
for (const button of document.querySelectorAll("[data-copies]")) {
  if (!navigator.clipboard) continue;
  const word = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent.trim());
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = word), 3000);
  });
}
