// Each chart is drawn below its words; its specification is in the element that has its name.
"use strict";

// The interpreter (ast) needs no eval, which the policy of this page forbids.
const options = {
  actions: false,
  ast: true,
  mode: "vega-lite",
  renderer: "svg",
  tooltip: { disableDefaultStyle: true },
};

for (const place of document.querySelectorAll("[data-chart]")) {
  const text = document.getElementById(`chart-${place.dataset.chart}`).textContent;
  vegaEmbed(place, JSON.parse(text), options).catch((error) => {
    place.textContent = document.querySelector("main").dataset.undrawn;
    console.error(error);
  });
}
