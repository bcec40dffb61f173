"use strict";

// What the scripts of all our pages share: words, requests, events, messages.

const serve = {
  words: JSON.parse(document.body?.dataset.words ?? "{}"),

  /** Return the words for a key of [script], with {places} filled in. */
  say(key, places = {}) {
    const text = serve.words[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => places[name] ?? whole);
  },

  /** Show a message for some seconds; screen readers speak it. */
  tell(text) {
    const status = document.getElementById("status");
    status.textContent = text;
    clearTimeout(serve.telling);
    serve.telling = setTimeout(() => (status.textContent = ""), 8000);
  },

  /** Return the JSON answer of a route; `body` is sent as JSON. Throws with the server's message. */
  async ask(method, address, body) {
    const options = { method, headers: { Accept: "application/json" } };
    if (body !== undefined) {
      options.body = JSON.stringify(body);
      options.headers["Content-Type"] = "application/json";
    }
    let answer;
    try {
      answer = await fetch(address, options);
    } catch {
      throw new Error(serve.say("lost"));
    }
    const json = (answer.headers.get("Content-Type") ?? "").includes("json");
    const data = json ? await answer.json() : await answer.text();
    if (!answer.ok) {
      const error = new Error(json ? data.error : data || answer.statusText);
      error.status = answer.status;
      error.data = data;
      throw error;
    }
    return data;
  },

  /** Return an element; `attributes` may have listeners (onclick: function). */
  make(name, attributes = {}, ...content) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value === true) made.setAttribute(key, "");
      else if (value !== false && value != null) made.setAttribute(key, value);
    }
    made.append(...content.filter((one) => one != null));
    return made;
  },

  /**
   * Call listeners[name](data) for each event of the server, and `again` when a stream was opened
   * anew, since events may have been missed. A hidden page has no stream: a browser opens at most
   * six connections to a server.
   */
  listen(listeners, again = () => {}) {
    let stream = null;
    let opened = false;
    const open = () => {
      if (document.hidden || stream) return;
      stream = new EventSource("/events");
      stream.addEventListener("open", () => {
        if (opened) again();
        opened = true;
      });
      for (const [name, listener] of Object.entries(listeners)) {
        stream.addEventListener(name, (event) => listener(JSON.parse(event.data)));
      }
    };
    const close = () => {
      stream?.close();
      stream = null;
    };
    document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
    addEventListener("pagehide", close);
    addEventListener("pageshow", open);
    open();
  },
};
