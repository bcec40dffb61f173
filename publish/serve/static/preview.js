"use strict";

// The page of a preview: tabs, the frames with the documents, and the diagnostics.

(() => {
  const { say, tell, ask, make, listen } = serve;
  const page = document.getElementById("preview");
  const { source, view } = page.dataset;
  const path = source.split("/").map(encodeURIComponent).join("/");
  let version = 0;

  // Tabs ----------------------------------------------------------------------------------------

  const tabs = [...page.querySelectorAll("[role=tab]")];
  const nameOf = (tab) => tab.id.replace("tab-", "");
  const panelOf = (tab) => document.getElementById(tab.getAttribute("aria-controls"));

  const select = (chosen) => {
    for (const tab of tabs) {
      const selected = tab === chosen;
      tab.setAttribute("aria-selected", String(selected));
      tab.tabIndex = selected ? 0 : -1;
      panelOf(tab).hidden = !selected;
    }
    frames[nameOf(chosen)]?.begin();
    page.dispatchEvent(new CustomEvent("tab", { detail: nameOf(chosen) }));
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

  // Documents -----------------------------------------------------------------------------------

  /** A frame that shows the pages of one kind of rendition, "web" or "epub". */
  class Frame {
    constructor(kind) {
      this.kind = kind;
      this.element = document.getElementById(`frame-${kind}`);
      this.base = `${view}${kind}/`;
      this.name = ""; // of the page that is shown
      this.going = ""; // the id to go to when another page has been loaded
      this.pages = [];
    }

    begin() {
      if (!this.element.src) this.element.src = this.base;
    }

    send(message) {
      this.element.contentWindow.postMessage(message, "*");
    }

    show(name, id = "") {
      if (name === this.name && id) return this.send({ kind: "go", id });
      this.going = id;
      this.element.src = this.base + name;
    }

    /** Send what is new of the shown page to the frame, which keeps its place. */
    async update(files) {
      if (!this.element.src) return;
      if (!this.name) return void (this.element.src = this.base);
      const answer = await fetch(this.base + this.name);
      if (!answer.ok) return void (this.element.src = this.base);
      const type = answer.headers.get("Content-Type").split(";")[0];
      this.send({ kind: "update", text: await answer.text(), type, files, version });
    }

    hear(message) {
      if (message.kind === "here") {
        this.name = message.path.startsWith(this.base) ? message.path.slice(this.base.length) : "";
        if (this.going) this.send({ kind: "go", id: this.going });
        this.going = "";
        this.turned?.();
      } else if (message.kind === "updated") {
        page.dataset.version = message.version;
      } else if (message.kind === "outside") {
        tell(say("outside", { address: message.address }));
      }
    }
  }

  const frames = { web: new Frame("web") };
  if (document.getElementById("frame-epub")) frames.epub = new Frame("epub"); // no foliate-js

  addEventListener("message", (event) => {
    for (const frame of Object.values(frames)) {
      if (event.source === frame.element.contentWindow) frame.hear(event.data);
    }
  });

  // The pages of the EPUB -----------------------------------------------------------------------

  const choice = document.getElementById("pages");
  const turn = frames.epub ? { previous: -1, next: 1 } : {};

  const turned = () => {
    const { pages, name } = frames.epub;
    choice.replaceChildren(...pages.map(([value, title]) => make("option", { value }, title)));
    choice.value = name;
    const at = pages.findIndex(([one]) => one === name);
    for (const [id, step] of Object.entries(turn)) {
      document.getElementById(id).disabled = at < 0 || !pages[at + step];
    }
  };

  if (frames.epub) frames.epub.turned = turned;
  choice?.addEventListener("change", () => frames.epub.show(choice.value));
  for (const [id, step] of Object.entries(turn)) {
    document.getElementById(id).addEventListener("click", () => {
      const { pages, name } = frames.epub;
      frames.epub.show(pages[pages.findIndex(([one]) => one === name) + step][0]);
    });
  }

  // Diagnostics ---------------------------------------------------------------------------------

  const list = document.getElementById("checks");
  const count = document.getElementById("checks-count");

  const goTo = (one) => {
    select(tabs[0]);
    frames.web.show(one.page, one.id);
  };

  const button = (word, about, onclick) =>
    make("button", { type: "button", "aria-label": `${word}: ${about}`, onclick }, word);

  const fix = async (one) => {
    try {
      await ask("POST", `/fix/${path}`, { key: one.key });
      tell(say("fixed"));
    } catch (error) {
      tell(error.message);
      load();
    }
  };

  const item = (one) => {
    const place = one.line ? say("line", { line: one.line }) : "";
    const where = one.file === source ? place : [one.file, place].filter(Boolean).join(", ");
    return make(
      "li",
      { class: one.severity },
      make(
        "p",
        {},
        make("strong", { class: one.severity }, say(one.severity)),
        where ? ` ${where}` : "",
      ),
      make("p", { lang: "en" }, one.message),
      one.text ? make("p", { class: "line" }, make("code", {}, one.text)) : null,
      one.fixed
        ? make("p", { class: "line new" }, make("ins", {}, make("code", {}, one.fixed)))
        : null,
      one.advice ? make("p", { lang: "en", class: "muted" }, one.advice) : null,
      make("p", { lang: "en", class: "muted rule" }, one.code),
      make(
        "p",
        { class: "actions" },
        one.id ? button(say("go"), one.message, () => goTo(one)) : null,
        one.key ? button(say("fix"), one.message, () => fix(one)) : null,
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
    for (const frame of Object.values(frames)) frame.pages = state.pages[frame.kind] ?? [];
    if (frames.epub?.name) turned();
    const found = state.diagnostics;
    const focused = document.activeElement?.closest?.("#checks li");
    const at = focused ? [...list.children].indexOf(focused) : -1;
    list.replaceChildren(...found.map(item));
    if (at >= 0) {
      const near = list.children[Math.min(at, found.length - 1)];
      (near?.querySelector("button") ?? tabs[0]).focus();
    }
    const errors = found.filter((one) => one.severity === "error").length;
    const key = errors ? "found_errors" : found.length ? "found" : "clean";
    const text = say(key, { errors, all: found.length });
    const message = state.error ? `${say("unread")} ${found.length ? text : state.error}` : text;
    if (count.textContent !== message) count.textContent = message;
  };

  listen(
    {
      preview(event) {
        if (event.source !== source) return;
        version = event.version;
        if (!event.kind) return void load();
        if (!frames[event.kind]?.pages.length) load();
        frames[event.kind]?.update(event.files);
        page.dispatchEvent(new CustomEvent("changed", { detail: event.kind }));
      },
      job(event) {
        page.dispatchEvent(new CustomEvent("job", { detail: event }));
      },
    },
    async () => {
      await load();
      for (const frame of Object.values(frames)) frame.update([]);
    },
  );
  load();
})();
