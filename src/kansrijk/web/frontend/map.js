// The zoom map, an island on top of the drawn map: <div data-zoom-map data-tiles="/…/x.pmtiles" data-worker="…"
// data-layer="gm" data-value="field"> . Colours come from the design tokens, classes from data-breaks (JSON).
import "maplibre-gl/dist/maplibre-gl.css";
import * as maplibre from "maplibre-gl";
import { Protocol } from "pmtiles";

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function fill(field, breaks) {
  const value = ["get", field];
  const steps = breaks.flatMap((edge, index) => [edge, token(`--k-class-${index + 2}`)]);
  const colour = breaks.length ? ["step", value, token("--k-class-1"), ...steps] : token("--k-class-3");
  return ["case", ["==", ["typeof", value], "number"], colour, token("--k-neighbour")];
}

function draw(place) {
  const { tiles, layer, value, breaks = "[]", worker, bounds = "[3.2,50.7,7.3,53.6]" } = place.dataset;
  maplibre.setWorkerUrl(worker);
  const map = new maplibre.Map({
    container: place,
    bounds: JSON.parse(bounds),
    attributionControl: false,
    style: {
      version: 8,
      sources: { areas: { type: "vector", url: `pmtiles://${new URL(tiles, location.href)}` } },
      layers: [
        { id: "ground", type: "background", paint: { "background-color": token("--k-paper") } },
        {
          id: "areas",
          type: "fill",
          source: "areas",
          "source-layer": layer,
          paint: { "fill-color": fill(value, JSON.parse(breaks)), "fill-outline-color": token("--k-map-line") },
        },
      ],
    },
  });
  map.on("click", "areas", (event) => {
    const href = event.features[0]?.properties.href;
    if (href && href.startsWith("/") && !href.startsWith("//")) location.assign(href);
  });
}

maplibre.addProtocol("pmtiles", new Protocol().tile);
for (const place of document.querySelectorAll("[data-zoom-map]")) draw(place);
