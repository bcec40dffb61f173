"use strict";

// The page of a preview: tabs, the frame with the document, and the diagnostics.

(() => {
  const { say, tell, ask, make, listen } = serve;
  const page = document.getElementById("preview");
  const frame = document.getElementById("frame");
  const { source, view } = page.dataset;
  const path = source.split("/").map(encodeURIComponent).join("/");
  let shown = ""; // the name of the page in the frame
  let going = ""; // the id to go to when another page has been loaded
  let version = 0;

  // Tabs ----------------------------------------------------------------------------------------

  const tabs = [...page.querySelectorAll("[role=tab]")];
  const panelOf = (tab) => document.getElementById(tab.getAttribute("aria-controls"));

  const select = (chosen) => {
    for (const tab of tabs) {
      const selected = tab === chosen;
      tab.setAttribute("aria-selected", String(selected));
      tab.tabIndex = selected ? 0 : -1;
      panelOf(tab).hidden = !selected;
    }
    page.dispatchEvent(new CustomEvent("tab", { detail: chosen.id.replace("tab-", "") }));
  };

  for (const [place, tab] of tabs.entries()) {
    tab.addEventListener("click", () => select(tab));
    tab.addEventListener("keydown", (event) => {
      const steps = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: tabs.length - 1 };
      if (!(event.key in steps)) return;
      event.preventDefault();
      const next = tabs[(steps[event.key] + tabs.length) % tabs.length];
      next.focus();
      select(next);
    });
  }

  // The document --------------------------------------------------------------------------------

  const send = (message) => frame.contentWindow.postMessage(message, "*");

  const update = async (files) => {
    if (!shown) return void (frame.src = view);
    const answer = await fetch(view + shown);
    if (!answer.ok) {
      shown = "";
      frame.src = view;
      return;
    }
    const type = answer.headers.get("Content-Type").split(";")[0];
    send({ kind: "update", text: await answer.text(), type, files, version });
  };

  const goTo = (one) => {
    select(tabs[0]);
    if (one.page === shown) return send({ kind: "go", id: one.id });
    going = one.id;
    frame.src = view + one.page;
  };

  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow) return;
    if (event.data.kind === "here") {
      shown = event.data.path.startsWith(view) ? event.data.path.slice(view.length) : "";
      if (going) send({ kind: "go", id: going });
      going = "";
    } else if (event.data.kind === "updated") {
      page.dataset.version = event.data.version;
    } else if (event.data.kind === "outside") {
      tell(say("outside", { address: event.data.address }));
    }
  });

  // The diagnostics -----------------------------------------------------------------------------

  const list = document.getElementById("checks");
  const count = document.getElementById("checks-count");

  const item = (one) => {
    const place = one.line ? say("line", { line: one.line }) : "";
    const where = one.file === source ? place : [one.file, place].filter(Boolean).join(", ");
    const about = one.message + (one.text ? ` (${one.text})` : "");
    return make(
      "li",
      { class: one.severity },
      make(
        "p",
        {},
        make("strong", { class: one.severity }, say(one.severity)),
        where ? ` ${where} ` : " ",
        make("code", {}, one.code),
      ),
      make("p", { lang: "en" }, one.message),
      one.text ? make("p", { class: "line" }, make("code", {}, one.text)) : null,
      one.advice ? make("p", { lang: "en", class: "muted" }, one.advice) : null,
      make(
        "p",
        { class: "actions" },
        one.id
          ? make("button", { type: "button", "aria-label": `${say("go")}: ${about}`, onclick: () => goTo(one) }, say("go"))
          : null,
      ),
    );
  };

  const load = async () => {
    let state;
    try {
      state = await ask("GET", `/preview-state/${path}`);
    } catch (error) {
      return tell(error.message);
    }
    version = state.version;
    const found = state.diagnostics;
    const focused = document.activeElement?.closest?.("#checks li");
    const at = focused ? [...list.children].indexOf(focused) : -1;
    list.replaceChildren(...found.map(item));
    if (at >= 0) (list.children[Math.min(at, found.length - 1)]?.querySelector("button") ?? tabs[0]).focus();
    const errors = found.filter((one) => one.severity === "error").length;
    const text = found.length ? say("found", { errors, all: found.length }) : say("clean");
    const message = state.error ? `${say("unread")} ${found.length ? text : state.error}` : text;
    if (count.textContent !== message) count.textContent = message;
    return state;
  };

  listen(
    {
      preview(event) {
        if (event.source !== source) return;
        version = event.version;
        if (event.checked) load();
        else update(event.files);
      },
    },
    async () => {
      await load();
      update([]);
    },
  );
  load();
})();
