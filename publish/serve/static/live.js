"use strict";

// The only script in a previewed document. Its frame is sandboxed: it can't read cookies or reach
// the page around it, but exchanges messages with it: which page is shown, what has changed, and
// where to go.

(() => {
  const versions = new Map(); // address of a file -> its number, so that a new picture is loaded

  const say = (message) => parent.postMessage(message, "*");

  /** Let the addresses of changed files in `root` lead to the new ones. */
  const renew = (root) => {
    for (const one of root.querySelectorAll("[src], link[href]")) {
      const name = one.localName === "link" ? "href" : "src";
      const address = new URL(one.getAttribute(name), location.href);
      address.search = "";
      const version = versions.get(address.href);
      if (version) one.setAttribute(name, `${address.href}?v=${version}`);
    }
  };

  const same = (one, other) => one.isEqualNode(other);

  /** Make the attributes of `old` those of `fresh`. */
  const copyAttributes = (old, fresh) => {
    for (const { name } of [...old.attributes]) {
      if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    }
    for (const { name, value } of fresh.attributes) {
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
  };

  /** Make the content of `old` that of `fresh`; what is equal stays as it is. */
  const morph = (old, fresh) => {
    let before = [...old.childNodes];
    let after = [...fresh.childNodes];
    let start = 0;
    while (start < before.length && start < after.length && same(before[start], after[start])) {
      start++;
    }
    let end = 0;
    while (
      end < before.length - start &&
      end < after.length - start &&
      same(before[before.length - 1 - end], after[after.length - 1 - end])
    ) {
      end++;
    }
    before = before.slice(start, before.length - end);
    after = after.slice(start, after.length - end);
    const next = before.length ? before[before.length - 1].nextSibling : old.childNodes[start];
    const kept = new Set();
    const byId = new Map(before.filter((one) => one.id).map((one) => [one.id, one]));
    for (const one of after) {
      const rest = before.filter((other) => !kept.has(other));
      const twin =
        (one.id && byId.get(one.id)) ||
        rest.find((other) => same(other, one)) ||
        rest.find((other) => !other.id && !one.id && other.nodeName === one.nodeName);
      let placed = document.importNode(one, true);
      if (twin && !kept.has(twin) && twin.nodeName === one.nodeName) {
        kept.add(twin);
        placed = twin;
        if (one.nodeType === Node.ELEMENT_NODE) {
          copyAttributes(twin, one);
          morph(twin, one);
        } else if (twin.data !== one.data) {
          twin.data = one.data;
        }
      }
      old.insertBefore(placed, next ?? null);
    }
    for (const one of before) if (!kept.has(one)) one.remove();
  };

  const update = ({ text, type, files, version }) => {
    for (const file of files) versions.set(new URL(file, location.href).href, version);
    const fresh = new DOMParser().parseFromString(text, type);
    if (fresh.querySelector("parsererror")) return location.reload();
    for (const script of fresh.querySelectorAll("script")) script.remove();
    renew(fresh);
    renew(document.head);
    copyAttributes(document.documentElement, fresh.documentElement);
    document.title = fresh.title;
    const part = document.querySelector("main") && fresh.querySelector("main") ? "main" : "body";
    morph(document.querySelector(part), fresh.querySelector(part));
    say({ kind: "updated", version });
  };

  const go = ({ id }) => {
    const found = document.getElementById(id);
    if (!found) return;
    found.scrollIntoView({ block: "center" });
    if (!found.hasAttribute("tabindex")) found.setAttribute("tabindex", "-1");
    found.focus({ preventScroll: true });
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const frames = [{ outline: "4px solid #0b5394" }, { outline: "4px solid transparent" }];
    found.animate(frames, { duration: 2500, easing: still ? "steps(1)" : "ease-in" });
  };

  addEventListener("message", (event) => {
    if (event.source !== parent) return;
    if (event.data.kind === "update") update(event.data);
    else if (event.data.kind === "go") go(event.data);
  });

  addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a[href]");
      if (!link) return;
      const address = new URL(link.getAttribute("href"), location.href);
      if (address.origin === new URL(location.href).origin) return;
      event.preventDefault();
      say({ kind: "outside", address: address.href });
    },
    true,
  );

  addEventListener("load", () => say({ kind: "here", path: location.pathname }));
})();
