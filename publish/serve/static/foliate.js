"use strict";

// Shows an EPUB in foliate-js, at the place where the reader was before it was made again.

(async () => {
  const address = document.body.dataset.book;
  await import("/foliate-files/view.js");
  const view = document.createElement("foliate-view");
  document.getElementById("book").append(view);
  view.addEventListener("relocate", ({ detail }) => sessionStorage.setItem(address, detail.cfi));
  const turn = { previous: () => view.prev(), next: () => view.next() };
  const keys = { ArrowLeft: () => view.goLeft(), ArrowRight: () => view.goRight() };
  const press = (event) => keys[event.key]?.();
  view.addEventListener("load", ({ detail }) => detail.doc.addEventListener("keydown", press));
  addEventListener("keydown", press);
  for (const [id, go] of Object.entries(turn)) {
    document.getElementById(id).addEventListener("click", go);
  }
  await view.open(address);
  view.renderer.setAttribute("flow", "paginated");
  await view.init({ lastLocation: sessionStorage.getItem(address), showTextStart: true });
  document.body.dataset.shown = "true";
})();
