// Live updates, keys, sound. Everything here is an extra: each page works without it.
// Nothing is ever put into a page as markup: new parts come as parsed documents of our own server,
// values as text.
"use strict";

(() => {
  const page = document.body.dataset;
  document.documentElement.classList.add("scripted");

  // Times in the reader's own zone, and how long ago they were.
  const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
  const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  const steps = [["day", 86400], ["hour", 3600], ["minute", 60]];
  function ago(moment) {
    const seconds = (moment - Date.now()) / 1000;
    for (const [unit, size] of steps) {
      if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
    }
    return "just now";
  }
  function tellTimes(root) {
    for (const time of root.querySelectorAll("time[datetime]")) {
      const moment = new Date(time.dateTime);
      if (Number.isNaN(moment.getTime())) continue;
      time.textContent = time.dataset.form === "at" ? absolute.format(moment) : ago(moment);
      time.title = absolute.format(moment);
    }
  }

  // What a reader has chosen stays in this browser.
  const chosen = (name) => localStorage.getItem(name) !== "off";
  for (const name of ["use-keys", "use-sound"]) {
    const box = document.getElementById(name);
    if (!box) continue;
    box.checked = chosen(name);
    box.addEventListener("change", () => localStorage.setItem(name, box.checked ? "on" : "off"));
  }

  function say(words) {
    document.getElementById("live").textContent = words;
  }

  let sound = null;
  function chime() {
    if (!chosen("use-sound")) return;
    try {
      sound ??= new AudioContext();
      const start = sound.currentTime;
      for (const [at, pitch] of [[0, 660], [0.16, 880]]) {
        const tone = sound.createOscillator();
        const loudness = sound.createGain();
        tone.frequency.value = pitch;
        loudness.gain.setValueAtTime(0.0001, start + at);
        loudness.gain.exponentialRampToValueAtTime(0.12, start + at + 0.02);
        loudness.gain.exponentialRampToValueAtTime(0.0001, start + at + 0.35);
        tone.connect(loudness).connect(sound.destination);
        tone.start(start + at);
        tone.stop(start + at + 0.4);
      }
    } catch {
      // No sound on this machine: the title tells as well.
    }
  }

  // A number in the title for what came while nobody looked.
  const title = document.title;
  let unseen = 0;
  function badge(count) {
    unseen = count;
    document.title = count ? `(${count}) ${title}` : title;
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden) badge(0); });
  window.addEventListener("focus", () => badge(0));

  // Live parts: the page is asked for again, and its parts with data-live take the place of ours.
  function fetchPage(then) {
    const request = new XMLHttpRequest();
    request.open("GET", location.pathname + location.search.replace(/([?&])done=[^&]*/, "$1"));
    request.responseType = "document";
    request.onload = () => {
      if (request.status === 200 && request.response && request.responseURL.includes(location.pathname)) {
        then(request.response);
      } else if (request.status === 401 || request.responseURL.includes("/sign-in")) {
        say("Your session has ended.");
        location.reload();
      }
    };
    request.send();
  }
  const maskOf = (form) => form.closest("[popover]")?.previousElementSibling || form;
  function showInstead(masked, value) {
    masked.hidden = true;
    masked.after(value);
  }
  const busy = (part) => part.contains(document.activeElement) &&
    document.activeElement.matches("input, textarea, select, [popover] *");
  function takeParts(fresh) {
    for (const part of document.querySelectorAll("[data-live]")) {
      const next = fresh.getElementById(part.id);
      if (!next || busy(part)) continue;
      const active = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
      const adopted = document.adoptNode(next);
      const seen = [...part.querySelectorAll("mark.seen[data-spot]")];
      part.replaceWith(adopted);
      // A value that somebody is looking at stays for its minute.
      for (const value of seen) {
        const field = adopted.querySelector(`form.see [name=spot][value="${CSS.escape(value.dataset.spot)}"]`);
        if (field) showInstead(maskOf(field.form), value);
      }
      tellTimes(adopted);
      if (active) adopted.querySelector(`[href="${CSS.escape(active)}"]`)?.focus();
    }
    for (const field of document.querySelectorAll("[data-words]")) {
      const next = fresh.querySelector("[data-words]");
      if (next) field.value = next.value;
    }
  }
  function refreshQueue(fresh) {
    const lists = () => document.getElementById("lists")?.dataset || {};
    const before = { ...lists() };
    const known = new Set((before.waiting || "").split(" "));
    takeParts(fresh);
    const after = lists();
    // A case that came, also to a page that is not shown; what moves up from there is not new.
    const more = Number(after.count) > Number(before.count || 0);
    if (!after.newest || !(more || after.newest > (before.newest || ""))) return;
    const shown = [...document.querySelectorAll("#waiting-list [data-case]")];
    for (const one of shown) {
      const since = one.querySelector("time")?.dateTime || "";
      if (!known.has(one.dataset.case) && since > (before.newest || "")) one.classList.add("new");
    }
    const arrived = Math.max(1, Number(after.count) - Number(before.count || 0));
    chime();
    say(arrived === 1 ? "A new case waits." : `${arrived} new cases wait.`);
    if (document.hidden || !document.hasFocus()) badge(unseen + arrived);
  }
  function refreshCase(fresh) {
    const shown = Number(document.getElementById("thread")?.dataset.count || 0);
    const wasMine = Boolean(document.querySelector(".composer textarea"));
    const isMine = Boolean(fresh.querySelector(".composer textarea"));
    if (wasMine !== isMine) {
      const typed = document.getElementById("text");
      if (!typed || !typed.value.trim()) { location.reload(); return; }
      say("This case is not yours any more.");
    }
    takeParts(fresh);
    if (Number(document.getElementById("thread")?.dataset.count || 0) > shown) {
      document.getElementById("end")?.scrollIntoView({ block: "nearest" });
      chime();
      say("A new message.");
      if (document.hidden || !document.hasFocus()) badge(unseen + 1);
    }
  }
  if (page.events) {
    const refresh = page.page === "queue" ? refreshQueue : refreshCase;
    let waiting = null;
    const soon = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => fetchPage(refresh), 150);
    };
    const events = new EventSource(page.events);
    // A list asks again what came before it was listened for; a case's page names the version that it shows.
    events.addEventListener("hello", () => { if (page.page === "queue") soon(); });
    events.addEventListener("changed", soon);
    window.addEventListener("pagehide", () => events.close());
    // The list opens no text, so that its clocks may be brought up to date.
    if (page.page === "queue") setInterval(soon, 60_000);
  }

  // A masked value: asked for, shown for a minute, masked again.
  const SHOWN_FOR = 60_000;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form.see")) return;
    event.preventDefault();
    fetch(form.action, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(new FormData(form)).toString(),
    }).then((answer) => answer.json()).then((found) => {
      if (found.value === undefined) { say(found.error); alert(found.error); return; }
      form.closest("[popover]")?.hidePopover();
      const value = document.createElement("mark");
      value.className = "value seen";
      value.tabIndex = -1;
      value.textContent = found.value;
      value.dataset.spot = form.elements.spot.value;
      showInstead(maskOf(form), value);
      value.focus();
      setTimeout(() => {
        const masked = value.previousElementSibling;
        value.remove();
        if (masked) masked.hidden = false;
      }, SHOWN_FOR);
    }).catch(() => form.submit());
  });

  // Canned answers go where the cursor is; they are a beginning, not a sending.
  document.addEventListener("click", (event) => {
    const draft = event.target.closest("[data-draft]");
    if (draft) {
      const field = document.getElementById("text");
      const gap = field.value && !/\s$/.test(field.value) ? "\n" : "";
      field.setRangeText(gap + draft.dataset.draft, field.selectionStart, field.selectionEnd, "end");
      field.focus();
    }
    const opener = event.target.closest("[data-open]");
    if (opener) document.getElementById(opener.dataset.open).showModal();
  });

  // Typing counts as using the session; and what was typed is not left by accident.
  let lastAlive = Date.now();
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-alive]")) return;
    event.target.dataset.changed = "yes";
    if (page.alive && Date.now() - lastAlive > 60_000) {
      lastAlive = Date.now();
      fetch(page.alive, { headers: { accept: "application/json" } }).catch(() => {});
    }
  });
  window.addEventListener("beforeunload", (event) => {
    const open = [...document.querySelectorAll("[data-changed]")];
    if (!page.leaving && open.some((field) => field.value.trim())) event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form.see")) return;
    page.leaving = "yes";
    const button = event.submitter;
    // Not before it was sent along: a pressed button's own value belongs to the form.
    if (button) setTimeout(() => { button.disabled = true; }, 0);
  });
  window.addEventListener("pageshow", () => {
    delete page.leaving;
    for (const button of document.querySelectorAll("button:disabled")) button.disabled = false;
  });

  // Keys.
  const cases = () => [...document.querySelectorAll("[data-case]")];
  function move(by) {
    const all = cases();
    const at = all.findIndex((one) => one.classList.contains("at"));
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    if (!next) return;
    all[at]?.classList.remove("at");
    next.classList.add("at");
    next.querySelector("a").focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select, [contenteditable]");
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.matches("[data-send]")) {
      event.preventDefault();
      event.target.form.requestSubmit();
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !chosen("use-keys")) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "?") { document.getElementById("keys")?.showModal(); return; }
    if (event.key === "j" || event.key === "k") { move(event.key === "j" ? 1 : -1); return; }
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.matches("input, textarea")) target.focus(); else target.click();
  });

  const onward = document.querySelector("[data-go]");
  if (onward) location.replace(onward.dataset.go);

  tellTimes(document);
  setInterval(() => tellTimes(document), 30_000);
})();
