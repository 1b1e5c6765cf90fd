// The drawn map and its table: one is pointed at, both light up; arrow keys go to the area on that side. The page
// works without this: every area is a link. It also opens the zoom map when somebody asks for it.

const DIRECTIONS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

// The area whose middle lies nearest on that side; what lies straight ahead counts before what lies aslant.
function beside(from, direction, places) {
  const [dx, dy] = direction;
  let best = null;
  let least = Infinity;
  for (const place of places) {
    const ahead = (place.x - from.x) * dx + (place.y - from.y) * dy;
    const aslant = Math.abs((place.x - from.x) * dy) + Math.abs((place.y - from.y) * dx);
    if (ahead <= 0 || aslant > 2 * ahead) continue;
    const far = ahead + 2 * aslant;
    if (far < least) [best, least] = [place, far];
  }
  return best;
}

const BACK = { ArrowUp: "ArrowDown", ArrowDown: "ArrowUp", ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" };

// Where each arrow leads from each area. An area that is nobody's nearest is put between the nearest of its own and
// where that one led, so that the arrows come everywhere.
function waysBetween(places) {
  const ways = new Map(
    places.map((from) => [
      from,
      Object.fromEntries(Object.entries(DIRECTIONS).map(([key, way]) => [key, beside(from, way, places)])),
    ]),
  );
  const reached = new Set();
  const walk = (start) => {
    const waiting = [start];
    while (waiting.length) {
      const place = waiting.pop();
      if (!place || reached.has(place)) continue;
      reached.add(place);
      waiting.push(...Object.values(ways.get(place)));
    }
  };
  walk(places[0]);
  for (let left = places.length; left > reached.size; ) {
    left = reached.size;
    for (const lone of places.filter((place) => !reached.has(place))) {
      const own = ways.get(lone);
      const key = Object.keys(own).find((one) => reached.has(own[one]));
      if (!key) continue;
      const near = ways.get(own[key]);
      own[BACK[key]] = near[BACK[key]] ?? own[BACK[key]];
      near[BACK[key]] = lone;
      walk(lone);
    }
  }
  return ways;
}

function middle(link) {
  const box = link.getBBox();
  return { link, x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

function connect(page) {
  const drawing = page.querySelector("svg");
  const links = [...(drawing?.querySelectorAll("a[data-code]") ?? [])];
  const rows = new Map([...page.querySelectorAll("tr[data-code]")].map((row) => [row.dataset.code, row]));
  const byCode = new Map(links.map((link) => [link.dataset.code, link]));
  const said = page.querySelector("[data-map-says]");
  const frame = page.querySelector("[data-map-table]");
  let lit = null;
  let ways = null;

  const ring = drawing?.ownerDocument.createElementNS("http://www.w3.org/2000/svg", "path");
  ring?.setAttribute("class", "k-map__here");
  if (drawing) drawing.append(ring);

  function light(code, follow) {
    if (code === lit) return;
    rows.get(lit)?.classList.remove("is-here");
    lit = code;
    const row = rows.get(code);
    row?.classList.add("is-here");
    const link = byCode.get(code);
    ring?.setAttribute("d", link?.querySelector("path").getAttribute("d") ?? "");
    if (said) said.textContent = link?.getAttribute("aria-label") ?? "";
    if (follow && row && frame) {
      const edge = frame.querySelector("thead")?.offsetHeight ?? 0;
      const [top, bottom] = [row.offsetTop - edge, row.offsetTop + row.offsetHeight];
      if (top < frame.scrollTop || bottom > frame.scrollTop + frame.clientHeight) {
        frame.scrollTop = top - frame.clientHeight / 2;
      }
    }
  }

  // One stop for the Tab key: the area where one was. The arrows do the rest.
  function stop(link) {
    for (const other of links) other.setAttribute("tabindex", other === link ? "0" : "-1");
  }

  if (links.length) stop(links[0]);
  for (const link of links) {
    link.addEventListener("pointerenter", () => light(link.dataset.code, true));
    link.addEventListener("focus", () => {
      stop(link);
      light(link.dataset.code, true);
    });
    link.addEventListener("keydown", (event) => {
      if (!DIRECTIONS[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      if (!ways) {
        const places = links.map(middle);
        const between = waysBetween(places);
        ways = new Map(places.map((place) => [place.link, between.get(place)]));
      }
      ways.get(link)[event.key]?.link.focus({ preventScroll: true });
    });
  }
  for (const [code, row] of rows) {
    row.addEventListener("pointerenter", () => light(code, false));
    row.addEventListener("focusin", () => light(code, false));
  }
}

// The zoom map is large, so it comes only when asked for; style, worker and data come from this site alone.
function offer(place) {
  const button = place.querySelector("[data-zoom-open]");
  place.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = place.dataset.style;
    document.head.append(style);
    try {
      const { open } = await import(place.dataset.script);
      place.querySelector("[data-zoom-frame]").hidden = false;
      await open(place);
      button.remove();
    } catch (error) {
      place.querySelector("[data-zoom-frame]").hidden = true;
      place.querySelector("[data-zoom-fails]").hidden = false;
      if (!(error instanceof TypeError)) console.info(error);
    }
  });
}

for (const page of document.querySelectorAll("[data-map-page]")) connect(page);
for (const place of document.querySelectorAll("[data-zoom-map]")) offer(place);
