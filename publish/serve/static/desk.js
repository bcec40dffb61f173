"use strict";

// The pages of the desk: fields that save themselves, uploads, jobs, sound.
{
  const path = decodeURIComponent(location.pathname).split("/").slice(3).join("/");
  const at = (step) => `/desk/${step}/${path.split("/").map(encodeURIComponent).join("/")}`;
  const $ = (id) => document.getElementById(id);

  const english = (text) => serve.make("span", { lang: "en" }, text);

  // ---------------------------------------------------------------- jobs

  const followed = new Map();
  let listening = false;

  /** Call `change(status)` whenever the job changes, until it has ended. */
  function follow(id, change) {
    followed.set(id, change);
    if (!listening) {
      listening = true;
      serve.listen({ job: told }, () => [...followed.keys()].forEach(ask));
    }
    ask(id);
  }

  const ENDED = ["done", "failed", "cancelled"];

  async function ask(id) {
    try {
      told(await serve.ask("GET", `/jobs/${id}`));
    } catch (error) {
      serve.tell(error.message);
    }
  }

  function told(status) {
    const change = followed.get(status.id);
    if (!change) return;
    if (ENDED.includes(status.state)) followed.delete(status.id);
    change(status);
  }

  /** Show the progress of a job in the elements `kind`-progress and so on; return its end. */
  function shown(kind, id) {
    const box = $(`${kind}-progress`);
    const bar = $(`${kind}-bar`);
    const step = $(`${kind}-step`);
    const stop = () => serve.ask("DELETE", `/jobs/${id}`).catch((error) => serve.tell(error.message));
    box.hidden = false;
    $(`${kind}-cancel`).onclick = stop;
    let said = "";
    return new Promise((resolve) =>
      follow(id, (status) => {
        const known = status.total > 0;
        if (known) [bar.max, bar.value] = [status.total, status.done];
        else bar.removeAttribute("value");
        const key = `step_${status.step || (status.state === "waiting" ? "waiting" : "Reading")}`;
        const words = key in serve.words ? serve.say(key) : status.step;
        step.lang = key in serve.words ? document.documentElement.lang : "en";
        const left = status.seconds_left > 0 ? ` – ${serve.say("left", { time: time(status.seconds_left) })}` : "";
        // screen readers hear each step once, not each second
        if (words !== said) step.textContent = said = words;
        bar.title = `${known ? `${status.done} / ${status.total}` : ""}${left}`;
        box.dataset.detail = `${known ? `${Math.round((100 * status.done) / status.total)} %` : ""}${left}`;
        if (!ENDED.includes(status.state)) return;
        box.hidden = true;
        resolve(status);
      }),
    );
  }

  function time(seconds) {
    const minutes = Math.round(seconds / 60);
    return seconds < 60
      ? serve.say("seconds", { count: Math.max(1, Math.round(seconds)) })
      : serve.say("minutes", { count: minutes });
  }

  // ---------------------------------------------------------------- fields that save themselves

  const fields = [...document.querySelectorAll("[data-place]")];
  const waiting = new Map();

  const isCheck = (field) => field.type === "checkbox";
  const states = (field) => [field.dataset.checked ?? "true", field.dataset.unchecked ?? ""];
  const valueOf = (field) => (isCheck(field) ? states(field)[field.checked ? 0 : 1] : field.value);
  const keyOf = (field) => `desk ${path} ${field.dataset.file ?? ""} ${field.dataset.place} ${field.id}`;
  const squashed = (text) => text.split(/\s+/).join(" ").trim();
  const isDirty = (field) => valueOf(field) !== field.before;

  const kept = {
    get(field) {
      try {
        return sessionStorage.getItem(keyOf(field));
      } catch {
        return null;
      }
    },
    set(field, value) {
      try {
        if (value === null) sessionStorage.removeItem(keyOf(field));
        else sessionStorage.setItem(keyOf(field), value);
      } catch {
        // without storage, the page still asks before it is left
      }
    },
  };

  function tellState() {
    const state = $("saved");
    if (!state) return;
    const failed = fields.filter((field) => field.getAttribute("aria-invalid") === "true");
    const dirty = fields.some(isDirty);
    const words = failed.length ? "failed" : dirty ? "saving" : "saved_all";
    if (state.dataset.words !== words) state.textContent = serve.say(words);
    state.dataset.words = words;
    const errors = $("errors");
    errors.hidden = !failed.length;
    $("errors-list").replaceChildren(
      ...failed.map((field) => {
        const error = $(`${field.id}-error`);
        const label = error.dataset.label;
        const said = serve.make("span", { lang: error.lang }, error.textContent);
        return serve.make("li", {}, serve.make("a", { href: `#${field.id}` }, `${label}: `, said));
      }),
    );
  }

  /** Return whether a person who set off `element` hasn't gone on: then an answer may take the focus. */
  const stillAt = (element) => [element, document.body].includes(document.activeElement);

  /** Show an error at its field; messages of the server are English. */
  function setError(field, text, language = "en") {
    const error = $(`${field.id}-error`);
    error.textContent = text;
    error.lang = language;
    if (text) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  function count(field) {
    const hint = $(`${field.id}-count`);
    if (hint) hint.textContent = hint.dataset.counted.replace("{count}", [...field.value].length);
  }

  async function save(field) {
    clearTimeout(waiting.get(field));
    if (field.saving || !isDirty(field)) return;
    const value = valueOf(field);
    const data = field.dataset;
    field.saving = true;
    try {
      const answer = await serve.ask("POST", at("change"), {
        place: data.place,
        field: data.field,
        before: field.before,
        value,
        file: data.file ?? "",
        number: Number(data.number ?? 0),
        picture: data.picture ?? "",
      });
      field.before = value;
      if (!isCheck(field) && squashed(answer.value ?? value) !== squashed(value)) {
        // a sign that would be markup has a backslash now
        const more = field.value !== value;
        field.before = answer.value;
        if (!more) field.value = answer.value;
      }
      field.closest(".field").classList.add("saved");
      setError(field, "");
      removeConflict(field);
      if (!isDirty(field)) kept.set(field, null);
      if (data.place === "picture") showCard(field, answer);
    } catch (error) {
      if (error.status === 409) conflict(field, error.data);
      else if (isCheck(field)) {
        field.checked = !field.checked;
        setError(field, error.message);
      } else setError(field, error.message);
    }
    field.saving = false;
    tellState();
    if (isDirty(field) && valueOf(field) !== value) save(field);
  }

  function showCard(field, answer) {
    const card = field.closest(".card");
    if (!card || !answer.notes) return;
    const list = serve.make("ul", { class: "notes" });
    for (const one of answer.notes) {
      const kind = serve.make("strong", { class: `kind ${one.kind}` }, one.said);
      list.append(serve.make("li", {}, kind, " ", serve.make("span", { lang: "en" }, one.text)));
    }
    card.querySelector(".said").replaceChildren(...(answer.notes.length ? [list] : []));
    const state = card.querySelector(".state");
    state.textContent = answer.state;
    state.className = `state ${answer.complete ? "good" : "warning"}`;
    for (const one of card.querySelectorAll("[data-place]:not([type=checkbox])")) {
      one.disabled = answer.decorative;
    }
    const cards = [...document.querySelectorAll(".card .state")];
    const done = $("pictures-done");
    const complete = cards.filter((one) => one.classList.contains("good")).length;
    if (done) done.textContent = serve.say("pictures_done", { done: complete, total: cards.length });
  }

  // Both versions are shown, and the person chooses: nothing is overwritten.
  function conflict(field, data) {
    removeConflict(field);
    const choose = (value, before) => {
      field.before = before;
      if (isCheck(field)) field.checked = value === states(field)[0];
      else field.value = value;
      removeConflict(field);
      setError(field, "");
      count(field);
      field.focus();
      save(field);
      if (!isDirty(field)) kept.set(field, null);
      tellState();
    };
    const current = data.current ?? "";
    const box = serve.make(
      "div",
      { class: "conflict", role: "group", "aria-labelledby": `${field.id}-conflict`, tabindex: "-1" },
      serve.make("h3", { id: `${field.id}-conflict` }, serve.say("conflict")),
      serve.make("dl", {},
        serve.make("dt", {}, serve.say("yours")), serve.make("dd", {}, data.yours || "–"),
        serve.make("dt", {}, serve.say("theirs")), serve.make("dd", {}, current || "–")),
      serve.make("button", { type: "button", onclick: () => choose(valueOf(field), current) }, serve.say("keep_yours")),
      serve.make("button", { type: "button", onclick: () => choose(current, current) }, serve.say("keep_theirs")),
    );
    box.id = `${field.id}-conflict-box`;
    field.closest(".field").append(box);
    setError(field, serve.say("conflict"), document.documentElement.lang);
    if (stillAt(field)) box.focus();
  }

  function removeConflict(field) {
    $(`${field.id}-conflict-box`)?.remove();
  }

  for (const field of fields) {
    field.before = valueOf(field);
    const left = kept.get(field);
    if (left !== null && !isCheck(field) && left !== field.value) {
      field.value = left;
      count(field);
      waiting.set(field, setTimeout(() => save(field), 0));
    }
    field.addEventListener("input", () => {
      field.closest(".field").classList.remove("saved");
      count(field);
      if (!isCheck(field)) kept.set(field, field.value);
      tellState();
      clearTimeout(waiting.get(field));
      if (!isCheck(field) && field.type !== "date") waiting.set(field, setTimeout(() => save(field), 1500));
    });
    field.addEventListener("change", () => save(field));
    field.form?.addEventListener("submit", (event) => event.preventDefault());
  }
  tellState();
  addEventListener("beforeunload", (event) => {
    fields.filter(isDirty).forEach(save);
    if (fields.some(isDirty)) event.preventDefault();
  });
  // Links wait until all is saved; with an error, they lead to its summary first.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || !fields.some(isDirty) || link.getAttribute("href").startsWith("#") || link.download) return;
    event.preventDefault();
    await Promise.all(fields.filter(isDirty).map(save));
    for (let wait = 0; wait < 100 && fields.some((field) => field.saving); wait += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    if (!fields.some(isDirty) || link.dataset.insisted) location.assign(link.href);
    else {
      link.dataset.insisted = "true";
      if (stillAt(link)) $("errors")?.focus();
    }
  });

  // When a page is shown again, it shows what others have written meanwhile; fields with unsaved
  // words stay as they are.
  async function refresh() {
    if (document.hidden || !fields.length || fields.some((field) => field.saving)) return;
    let text;
    try {
      text = await serve.ask("GET", location.href);
    } catch {
      return;
    }
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const clean = !fields.some(isDirty);
    if (clean && fresh.querySelectorAll("[data-place]").length !== fields.length) {
      location.reload();
      return;
    }
    for (const field of fields) {
      const other = fresh.getElementById(field.id);
      const same = other && ["field", "picture", "number", "file"].every((name) => other.dataset[name] === field.dataset[name]);
      if (!same || isDirty(field) || field.saving || valueOf(other) === field.before) continue;
      if (isCheck(field)) field.checked = other.checked;
      else field.value = other.value;
      field.before = valueOf(field);
      count(field);
      serve.tell(serve.say("renewed"));
    }
  }
  document.addEventListener("visibilitychange", refresh);
  addEventListener("focus", refresh);

  // ---------------------------------------------------------------- the first page

  const drop = $("drop");
  if (drop) {
    const input = $("document");
    const error = $("document-error");
    input.addEventListener("change", () => send([...input.files].map((file) => [file.name, file])));
    drop.addEventListener("submit", (event) => event.preventDefault());
    for (const name of ["dragenter", "dragover"]) {
      drop.addEventListener(name, (event) => {
        event.preventDefault();
        drop.classList.add("over");
      });
    }
    for (const name of ["dragleave", "drop"]) {
      drop.addEventListener(name, () => drop.classList.remove("over"));
    }
    drop.addEventListener("drop", async (event) => {
      event.preventDefault();
      const entries = [...event.dataTransfer.items].map((one) => one.webkitGetAsEntry()).filter(Boolean);
      send((await Promise.all(entries.map((one) => filesIn(one)))).flat());
    });

    // The files of a dropped file or folder, each with its path.
    const filesIn = async (entry, depth = 0) => {
      if (entry.name.startsWith(".") || depth > 6) return [];
      const asked = (method, of) => new Promise((resolve, reject) => of[method](resolve, reject));
      if (entry.isFile) return [[entry.fullPath.slice(1), await asked("file", entry)]];
      const reader = entry.createReader();
      const inside = [];
      for (let some; (some = await asked("readEntries", reader)).length;) inside.push(...some);
      return (await Promise.all(inside.slice(0, MOST).map((one) => filesIn(one, depth + 1)))).flat();
    };

    // The document, which is the uppermost, and the pictures in its folder and below.
    const MOST = 200;
    const chosen = (files) => {
      const ends = (path, list) => list.split(",").some((one) => path.toLowerCase().endsWith(one));
      const depth = ([path]) => path.split("/").length;
      const documents = files.filter(([path]) => ends(path, input.dataset.documents));
      const [main = files[0]] = documents.sort((one, other) => depth(one) - depth(other));
      const folder = main[0].slice(0, main[0].lastIndexOf("/") + 1);
      const pictures = files.filter(
        ([path]) => path.startsWith(folder) && ends(path, input.accept) && !ends(path, input.dataset.documents));
      return [main[1], pictures.slice(0, MOST).map(([path, file]) => [path.slice(folder.length), file])];
    };

    const send = async (files) => {
      if (!files.length) return;
      const [file, pictures] = chosen(files);
      const digits = crypto.getRandomValues(new Uint8Array(16));
      const group = pictures.length ? [...digits].map((one) => one.toString(16).padStart(2, "0")).join("") : "";
      error.textContent = "";
      $("import-progress").hidden = false;
      try {
        for (const [name, picture] of pictures) await upload("/upload/desk/picture", picture, name, group);
        const answer = await upload("/upload/desk", file, file.name, group);
        const status = await shown("import", answer.id);
        if (status.state === "done") location.assign(`/desk/imported/${status.id}`);
        else if (status.state === "failed") error.replaceChildren(english(status.error));
      } catch (problem) {
        error.textContent = problem.message;
      }
      $("import-progress").hidden = true;
      input.value = "";
    };

    const upload = (address, file, name, group) =>
      new Promise((resolve, reject) => {
        $("import-step").textContent = serve.say("sending", { name });
        const request = new XMLHttpRequest();
        request.open("POST", `${address}?${new URLSearchParams({ name, group })}`);
        request.upload.onprogress = (event) => {
          if (event.lengthComputable) [$("import-bar").max, $("import-bar").value] = [event.total, event.loaded];
        };
        $("import-cancel").onclick = () => request.abort();
        request.onabort = () => reject(new Error(serve.say("cancelled")));
        request.onerror = () => reject(new Error(serve.say("not_sent")));
        request.onload = () => {
          let data;
          try {
            data = JSON.parse(request.responseText || "{}");
          } catch {
            data = { error: request.responseText || serve.say("not_sent") };
          }
          if (request.status === 200 || request.status === 204) resolve(data);
          else reject(new Error(request.status === 413 ? serve.say("too_large") : data.error || serve.say("not_sent")));
        };
        request.send(file);
      });
  }

  // ---------------------------------------------------------------- names

  const sound = new Audio();
  for (const one of document.querySelectorAll("[data-say]")) {
    one.addEventListener("click", async () => {
      // not "disabled", which takes the focus away: a person may be elsewhere when the sound comes
      if (one.hasAttribute("aria-disabled")) return;
      one.setAttribute("aria-disabled", "true");
      try {
        const answer = await serve.ask("POST", at("say"), {
          words: one.dataset.say,
          how: $(one.dataset.from).value,
          voice: one.dataset.voice,
        });
        if (answer.job) {
          serve.tell(serve.say("speaking"));
          const status = await new Promise((resolve) =>
            follow(answer.job, (status) => ENDED.includes(status.state) && resolve(status)));
          if (status.state !== "done") throw new Error(status.error || serve.say("cancelled"));
        }
        sound.src = answer.sound;
        await sound.play();
      } catch (error) {
        serve.tell(error.message);
      }
      one.removeAttribute("aria-disabled");
    });
  }

  // ---------------------------------------------------------------- editions

  const form = $("build-form");
  if (form) {
    const error = $("build-error");
    const stop = (text) => {
      error.hidden = !text;
      error.replaceChildren(...text.split("\n").map((line) => serve.make("p", { lang: "en" }, line)));
      if (text && stillAt($("build"))) error.focus();
      else if (text) serve.tell(text);
    };
    // What was built last stays chosen while the tab is open: a draft is followed by a draft.
    const choices = [...form.querySelectorAll("input[name=only], input[name=voice]")];
    const key = `build ${path}`;
    const kept = JSON.parse(sessionStorage.getItem(key)) || [];
    if (kept.some((id) => id.startsWith("voice-") && $(id))) {
      for (const one of choices) one.checked = kept.includes(one.id);
    }
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      stop("");
      const data = new FormData(form);
      sessionStorage.setItem(key, JSON.stringify(choices.filter((one) => one.checked).map((one) => one.id)));
      $("build").disabled = true;
      try {
        const begun = await serve.ask("POST", at("build"), {
          only: data.getAll("only"),
          voice: data.get("voice"),
        });
        const status = await shown("build", begun.id);
        if (status.state === "failed") stop(status.error);
        if (status.state === "cancelled") stop(serve.say("cancelled"));
        if (status.state === "done") {
          location.hash = "sheet";
          location.reload();
          return;
        }
      } catch (problem) {
        stop(problem.message);
      }
      $("build").disabled = false;
    });
    if (location.hash === "#sheet" && $("sheet")) {
      $("sheet").focus();
      serve.tell(serve.say("built"));
    }
  }

  // ---------------------------------------------------------------- reports

  for (const one of document.querySelectorAll("[data-make]")) {
    one.addEventListener("click", async () => {
      const kind = one.dataset.make;
      const error = $("report-error");
      error.textContent = "";
      try {
        const begun = await serve.ask("POST", at(kind));
        const status = await shown("report", begun.id);
        if (status.state !== "done") throw new Error(status.error || serve.say("cancelled"));
        const file = await serve.ask("GET", `/desk/result/${begun.id}`);
        const address = `/desk/paper/${file.split("/").pop()}`;
        const link = serve.make("a", { href: address, class: "button main" }, serve.say(`read_${kind}`));
        $("report-link").replaceChildren(link);
        if (stillAt(one)) link.focus();
      } catch (problem) {
        error.textContent = problem.message;
      }
    });
  }
}
