// A form about a family, sent where reception is bad: what was typed stays on the page and goes when there is a
// connection again. Nothing is put away in the browser. The page works without this.
const form = document.querySelector("form[data-keeps]");
if (form) {
  const away = form.querySelector("[data-no-connection]");
  const refused = form.querySelector("[data-not-taken]");
  let again;
  let button; // which of two was pressed; it may say where to go
  const send = async () => {
    clearTimeout(again);
    refused.hidden = true;
    if (!navigator.onLine) {
      away.hidden = false; // the browser tells when there is a connection again
      return;
    }
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: new FormData(form, button), redirect: "manual" });
    } catch {
      away.hidden = false;
      again = setTimeout(send, 5000);
      return;
    }
    away.hidden = true;
    if (answer.type === "opaqueredirect") location.assign(button?.dataset.then ?? form.dataset.keeps);
    else if ([200, 400, 403].includes(answer.status)) form.submit(); // the page says what is asked, with what was typed
    else refused.hidden = false;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    button = event.submitter;
    send();
  });
  window.addEventListener("online", () => {
    if (!away.hidden) send();
  });
}

// Only the questions of the chosen phase.
const phases = [...document.querySelectorAll("input[name='phase']")];
const show = () => {
  const chosen = phases.find((one) => one.checked)?.value;
  for (const part of document.querySelectorAll("[data-phase]")) part.hidden = part.dataset.phase !== chosen;
};
if (phases.length) {
  for (const one of phases) one.addEventListener("change", show);
  show();
}

// A word narrows the list of factors; what was chosen stays in sight.
const filter = document.querySelector("[data-factor-filter]");
if (filter) {
  filter.hidden = false;
  const words = filter.querySelector("input");
  words.addEventListener("input", () => {
    const wanted = words.value.trim().toLowerCase();
    for (const group of document.querySelectorAll(".k-side details")) {
      let any = false;
      for (const line of group.querySelectorAll(".k-factor")) {
        const fits = line.querySelector("label").textContent.toLowerCase().includes(wanted);
        line.hidden = Boolean(wanted) && !fits && !line.querySelector("select").value;
        any ||= !line.hidden;
      }
      group.hidden = !any;
      if (wanted) group.open = any;
    }
  });
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}
