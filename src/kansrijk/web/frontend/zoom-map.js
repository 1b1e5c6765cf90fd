// The zoom map: from the country to a street, on tiles of this site. Colours are the tokens of the page, classes and
// words come with the page, figures from the interface; map.js opens it when asked.
import "maplibre-gl/dist/maplibre-gl.css";
import * as maplibre from "maplibre-gl";
import { Protocol } from "pmtiles";

const STATUSES = ["hidden", "no_data", "empty_at_source", "too_uncertain"];
const FROM = { gemeente: 4, wijk: 9, buurt: 11 }; // the zoom at which a level takes over
const NAMES_FROM = { gemeente: 7.5, wijk: 10.5, buurt: 12 };
const NAMES_TO = { gemeente: 11, wijk: 13, buurt: 24 };
const FONT = "Noto Sans Variable"; // drawn by the browser itself: no file with letters is fetched
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

let protocol = null;

// The class of a value: edges belong to the class above them, as on the drawn map.
const classOf = (value, edges) => edges.filter((edge) => value >= edge).length + 1;

async function ask(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  return answer.ok ? answer.json() : {};
}

// The outlines hold codes only: the names of a level come once, and the browser keeps them.
async function names(about, level) {
  const found = await ask(about.names.replace("LEVEL", level));
  return new Map((found.area ?? []).map((code, i) => [code, found.name[i]]));
}

async function figures(about, level) {
  const found = await ask(about.figures.replace("LEVEL", level).replace("PERIOD", about.levels[level].period));
  if (found.edition !== about.edition || !found.area) return new Map();
  const { edges } = about.levels[level];
  return new Map(
    found.area.map((code, i) => {
      const value = found.value[i];
      const kind = value === null ? found.status[i] : classOf(value, edges);
      return [code, { value, kind, lower: found.lower[i], upper: found.upper[i] }];
    }),
  );
}

// The four textures as small pictures, drawn as in web/textures.html.
function texture(status) {
  const size = 16;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const pen = canvas.getContext("2d");
  pen.fillStyle = token("--k-texture-ground");
  pen.fillRect(0, 0, size, size);
  pen.strokeStyle = pen.fillStyle = token("--k-texture-line");
  pen.lineWidth = 2;
  pen.beginPath();
  if (status === "hidden") {
    for (const [x, y, u, v] of [[-2, 2, 2, -2], [0, 16, 16, 0], [14, 18, 18, 14], [-2, 10, 10, -2], [6, 18, 18, 6]]) {
      pen.moveTo(x, y);
      pen.lineTo(u, v);
    }
    pen.stroke();
  } else if (status === "no_data") {
    for (const [x, y] of [[4, 4], [12, 12]]) {
      pen.moveTo(x, y);
      pen.arc(x, y, 2.2, 0, 7);
    }
    pen.fill();
  } else {
    pen.moveTo(0, 4);
    pen.lineTo(16, 4);
    pen.moveTo(0, 12);
    pen.lineTo(16, 12);
    if (status === "too_uncertain") {
      pen.moveTo(4, 0);
      pen.lineTo(4, 16);
      pen.moveTo(12, 0);
      pen.lineTo(12, 16);
    }
    pen.stroke();
  }
  return pen.getImageData(0, 0, size, size);
}

// A match on codes, with no branch for a list that is empty (the style language refuses those).
function match(lists, otherwise) {
  const branches = lists.filter(([codes]) => codes.length).flatMap(([codes, outcome]) => [codes, outcome]);
  return branches.length ? ["match", ["get", "code"], ...branches, otherwise] : otherwise;
}

const codesOf = (known, kind) => [...known].filter(([, figure]) => figure.kind === kind).map(([code]) => code);

function paint(map, level, known) {
  const classes = [1, 2, 3, 4, 5].map((kind) => [codesOf(known, kind), token(`--k-class-${kind}`)]);
  map.setPaintProperty(`${level}-fill`, "fill-color", match(classes, token("--k-neighbour")));
  const empties = STATUSES.map((status) => [codesOf(known, status), status]);
  map.setFilter(`${level}-empty`, match(empties.map(([codes]) => [codes, true]), false));
  map.setPaintProperty(`${level}-empty`, "fill-pattern", match(empties, "no_data"));
}

// From where to where a level is drawn: it takes over at its own zoom and stays until the next level that has figures.
function span(levels, level) {
  const at = levels.indexOf(level);
  return { minzoom: at ? FROM[level] : 0, maxzoom: at + 1 < levels.length ? FROM[levels[at + 1]] : 24 };
}

function layers(levels) {
  const drawn = [];
  for (const level of levels) {
    const common = { source: "areas", "source-layer": level, ...span(levels, level) };
    drawn.push({ ...common, id: `${level}-fill`, type: "fill", paint: { "fill-color": token("--k-neighbour") } });
    drawn.push({ ...common, id: `${level}-empty`, type: "fill", filter: false, paint: { "fill-pattern": "no_data" } });
    drawn.push({
      ...common,
      id: `${level}-line`,
      type: "line",
      paint: { "line-color": token("--k-map-line"), "line-width": 0.5 },
    });
  }
  if (levels.includes("gemeente")) {
    drawn.push({
      id: "gemeente-border",
      type: "line",
      source: "areas",
      "source-layer": "gemeente",
      minzoom: 9,
      paint: { "line-color": token("--k-ink"), "line-width": 1.2 },
    });
  }
  for (const level of Object.keys(FROM)) {
    drawn.push({
      id: `${level}-name`,
      type: "symbol",
      source: "areas",
      "source-layer": `${level}_name`,
      minzoom: NAMES_FROM[level],
      maxzoom: NAMES_TO[level],
      layout: { "text-field": ["get", "name"], "text-font": [FONT], "text-size": 13, "text-max-width": 7 },
      paint: { "text-color": token("--k-ink"), "text-halo-color": token("--k-paper"), "text-halo-width": 1.5 },
    });
  }
  for (const level of levels) {
    drawn.push({
      id: `${level}-here`,
      type: "line",
      source: "areas",
      "source-layer": level,
      ...span(levels, level),
      filter: ["==", ["get", "code"], ""],
      paint: { "line-color": token("--k-ink"), "line-width": 3 },
    });
  }
  return drawn;
}

// No more digits than the interval allows, as in the table beside the map.
function digitsWithin({ lower, upper }, about) {
  if (upper <= lower) return about.decimals;
  return Math.max(0, Math.min(about.decimals, Math.ceil(-Math.log10((upper - lower) / 2))));
}

function tellers(place, about) {
  const number = (value, digits) =>
    (value * about.times).toLocaleString(document.documentElement.lang, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  const [name, value, margin, link] = ["name", "value", "margin", "link"].map((part) =>
    place.querySelector(`[data-zoom-${part}]`),
  );
  return (code, called, figure, isWhole) => {
    const has = figure && figure.lower !== null && figure.value !== null;
    const digits = has ? digitsWithin(figure, about) : about.decimals;
    name.textContent = called;
    value.textContent = !code ? "" : !figure ? about.words.none : figure.value === null
      ? about.words[figure.kind]
      : `${number(figure.value, isWhole ? 0 : digits)} ${about.unit}`.trim();
    margin.textContent = has
      ? about.words.between.replace("LOWER", number(figure.lower, digits)).replace("UPPER", number(figure.upper, digits))
      : "";
    link.hidden = !code;
    if (code) {
      link.href = `/gebied/${encodeURIComponent(code)}@${about.edition}`;
      link.textContent = about.words.page.replace("NAME", called);
    }
  };
}

function legend(place, level, about) {
  const list = place.querySelector("[data-zoom-legend]");
  const known = about.levels[level];
  list.replaceChildren(
    ...known.words.map((words, i) => {
      const [item, box] = [document.createElement("li"), document.createElement("span")];
      box.className = `k-zoom__box k-class-${i + 1}`;
      item.append(box, ` ${words}`);
      return item;
    }),
  );
  place.querySelector("[data-zoom-level]").textContent = known.name;
}

export async function open(place) {
  const about = JSON.parse(document.getElementById(place.dataset.about).textContent);
  maplibre.setWorkerUrl(new URL(place.dataset.worker, location.href).href);
  if (!protocol) {
    protocol = new Protocol();
    maplibre.addProtocol("pmtiles", protocol.tile);
  }
  const levels = Object.keys(FROM).filter((level) => about.levels[level]);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const frame = place.querySelector("[data-zoom-canvas]");
  const map = new maplibre.Map({
    container: frame,
    bounds: about.bounds,
    fitBoundsOptions: { padding: 12 },
    maxBounds: about.most,
    minZoom: 4,
    maxZoom: 15,
    attributionControl: false,
    localIdeographFontFamily: FONT,
    dragRotate: false,
    touchPitch: false,
    pitchWithRotate: false,
    fadeDuration: still ? 0 : 300,
    locale: {
      "Map.Title": about.words.title,
      "NavigationControl.ZoomIn": about.words.closer,
      "NavigationControl.ZoomOut": about.words.further,
    },
    style: {
      version: 8,
      sources: { areas: { type: "vector", url: `pmtiles://${new URL(about.tiles, location.href)}` } },
      layers: [{ id: "ground", type: "background", paint: { "background-color": token("--k-surface-soft") } }],
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");

  const known = new Map();
  const called = new Map();
  const tell = tellers(place, about);
  let shown = null;

  const levelNow = () => levels.findLast((level) => map.getZoom() >= FROM[level]) ?? levels[0];

  async function follow() {
    const level = levelNow();
    if (level !== shown) {
      shown = level;
      legend(place, level, about);
    }
    if (!known.has(level)) {
      known.set(level, new Map());
      called.set(level, new Map());
      const [found, own] = await Promise.all([figures(about, level), names(about, level)]);
      known.set(level, found);
      called.set(level, own);
      paint(map, level, found);
    }
  }

  function pick(point) {
    const level = levelNow();
    const [feature] = map.queryRenderedFeatures(point, { layers: [`${level}-fill`] });
    const code = feature ? feature.properties.code : "";
    for (const other of levels) map.setFilter(`${other}-here`, ["==", ["get", "code"], other === level ? code : ""]);
    tell(code, called.get(level)?.get(code) ?? code, known.get(level)?.get(code), about.levels[level].whole);
    return feature;
  }

  await new Promise((ready, broken) => {
    map.once("load", ready);
    map.once("error", (event) => broken(event.error ?? event));
  });
  for (const status of STATUSES) map.addImage(status, texture(status), { pixelRatio: 2 });
  for (const layer of layers(levels)) map.addLayer(layer);
  await follow();
  map.on("zoom", follow);
  // By keyboard, what lies under the cross in the middle is told, and Enter opens its page.
  const canvas = map.getCanvas();
  const centre = () => map.project(map.getCenter());
  let byKey = false;
  const use = (key) => {
    byKey = key;
    frame.classList.toggle("has-cross", key);
  };
  const point = (event) => {
    use(false);
    pick(event.point);
  };
  map.on("click", point);
  map.on("mousemove", point);
  map.on("moveend", () => byKey && pick(centre()));
  canvas.addEventListener("keydown", (event) => {
    if (["Tab", "Shift"].includes(event.key)) return;
    use(true);
    const feature = pick(centre());
    if (event.key === "Enter" && feature) location.assign(place.querySelector("[data-zoom-link]").href);
  });
  canvas.addEventListener("blur", () => use(false));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const status of STATUSES) if (map.hasImage(status)) map.updateImage(status, texture(status));
    map.setPaintProperty("ground", "background-color", token("--k-surface-soft"));
    for (const level of levels) {
      map.setPaintProperty(`${level}-line`, "line-color", token("--k-map-line"));
      map.setPaintProperty(`${level}-here`, "line-color", token("--k-ink"));
      map.setPaintProperty(`${level}-name`, "text-color", token("--k-ink"));
      map.setPaintProperty(`${level}-name`, "text-halo-color", token("--k-paper"));
      if (known.get(level)?.size) paint(map, level, known.get(level));
    }
  });
  map.once("idle", () => place.setAttribute("data-zoom-ready", ""));
  canvas.focus({ preventScroll: true });
}
