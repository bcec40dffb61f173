"use strict";

// What takes longer than a save: the PDF, the sound, and the EPUB for foliate-js. Each is made when its tab is opened, and
// again while it is open and the source has changed.

(() => {
  const { say, tell, ask } = serve;
  const page = document.getElementById("preview");
  const { source, id } = page.dataset;
  const path = source.split("/").map(encodeURIComponent).join("/");
  const part = (name, tab) => document.getElementById(`${name}-${tab}`);
  const state = { pdf: { stale: true }, sound: { stale: true } };
  if (document.getElementById("made-epub")) state.epub = { stale: true };
  let timer;
  let open = "web";

  const make = async (tab, what) => {
    const own = state[tab];
    own.stale = false;
    part("step", tab).textContent = say("begun");
    try {
      own.job = (await ask("POST", `/make/${what}/${path}`)).id;
      part("cancel", tab).hidden = false;
    } catch (error) {
      part("step", tab).textContent = error.message;
    }
  };

  const begin = (tab) => make(tab, tab === "sound" ? "draft" : tab);

  const words = ({ step: name, done, total, seconds_left: left }) => {
    const step = serve.words[`step_${name}`] ?? name;
    if (!total) return step || say("begun");
    const percent = Math.floor((100 * done) / total);
    return left > 1
      ? say("part_left", { step, percent, seconds: Math.ceil(left) })
      : say("part", { step, percent });
  };

  const show = (tab, job) => {
    const frame = part("made", tab);
    frame.hidden = false;
    frame.src = tab === "pdf" ? `/made/${id}/pdf?job=${job}` : `/foliate/${id}?job=${job}`;
    part("step", tab).textContent = "";
  };

  const audio = document.getElementById("audio");
  const voice = document.getElementById("voice");

  /** Play from the same place in the new sound, if it was playing; the lengths may differ. */
  const showSound = (what, job) => {
    const place = audio.duration ? audio.currentTime / audio.duration : 0;
    const playing = !audio.paused;
    audio.hidden = false;
    audio.src = `/made/${id}/${what}?job=${job}`;
    audio.addEventListener(
      "loadedmetadata",
      () => {
        audio.currentTime = place * audio.duration;
        if (playing) audio.play();
      },
      { once: true },
    );
    voice.textContent = say(what);
  };

  const ended = async (tab, { kind, id: job }) => {
    if (tab !== "sound") return show(tab, job);
    if (kind === "draft") {
      showSound("draft", job);
      return make("sound", "natural");
    }
    part("step", "sound").textContent = "";
    const there = await fetch(`/made/${id}/natural`, { method: "HEAD" });
    if (there.status === 200) showSound("natural", job);
    else voice.textContent = say("only_draft");
  };

  const hear = (job) => {
    const tab = Object.keys(state).find((one) => state[one].job === job.id);
    if (!tab) return;
    const going = job.state === "waiting" || job.state === "running";
    const bar = part("progress", tab);
    bar.hidden = !going;
    part("cancel", tab).hidden = !going;
    if (job.total) Object.assign(bar, { max: job.total, value: job.done });
    else bar.removeAttribute("value");
    const text = {
      failed: job.error,
      cancelled: say("cancelled"),
      done: say("ready"),
    }[job.state];
    const step = part("step", tab);
    const now = text ?? words(job);
    if (step.textContent !== now) step.textContent = now;
    if (job.state === "done") ended(tab, job);
  };

  for (const tab of Object.keys(state)) {
    part("cancel", tab).addEventListener("click", async () => {
      try {
        await ask("DELETE", `/jobs/${state[tab].job}`);
      } catch (error) {
        tell(error.message);
      }
    });
  }

  page.addEventListener("job", (event) => hear(event.detail));
  page.addEventListener("tab", (event) => {
    open = event.detail;
    if (state[open]?.stale) begin(open);
  });
  page.addEventListener("changed", () => {
    for (const one of Object.values(state)) one.stale = true;
    clearTimeout(timer);
    if (state[open]) timer = setTimeout(() => begin(open), 1500);
  });
})();
