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
  const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
  const steps = [["day", 86400], ["hour", 3600], ["minute", 60]];
  function ago(moment) {
    const seconds = (moment - Date.now()) / 1000;
    for (const [unit, size] of steps) {
      if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
    }
    return seconds > 0 ? "now" : "just now";
  }
  function onItsDay(moment) {
    const today = moment.toDateString() === new Date().toDateString();
    return (today ? clock : absolute).format(moment);
  }
  const forms = {
    at: (moment) => absolute.format(moment),
    clock: onItsDay,
    since: (moment) => (Date.now() - moment < 60_000 ? "just now" : `since ${onItsDay(moment)}`),
  };
  function tellTimes(root) {
    for (const time of root.querySelectorAll("time[datetime]")) {
      const moment = new Date(time.dateTime);
      if (Number.isNaN(moment.getTime())) continue;
      time.textContent = (forms[time.dataset.form] || ago)(moment);
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
    // A page that answers a change stands at the change's address: there is nothing to ask for there.
    const here = page.here || location.pathname;
    request.open("GET", here + location.search.replace(/([?&])done=[^&]*/, "$1"));
    request.responseType = "document";
    request.onload = () => {
      if (request.status === 200 && request.response && request.responseURL.includes(here)) {
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
      const active = part.contains(document.activeElement) ? document.activeElement : null;
      const link = active?.getAttribute("href");
      const adopted = document.adoptNode(next);
      const seen = [...part.querySelectorAll("mark.seen[data-spot]")];
      part.replaceWith(adopted);
      // A value that somebody is looking at stays for its minute.
      for (const value of seen) {
        const field = adopted.querySelector(`form.see [name=spot][value="${CSS.escape(value.dataset.spot)}"]`);
        if (field) showInstead(maskOf(field.form), value);
      }
      tellTimes(adopted);
      const again = adopted.contains(active) ? active
        : link ? adopted.querySelector(`[href="${CSS.escape(link)}"]`)
        : active?.id ? document.getElementById(active.id) : null;
      again?.focus({ preventScroll: true });
    }
    for (const field of document.querySelectorAll("[data-words]")) {
      const next = fresh.querySelector("[data-words]");
      if (next) field.value = next.value;
    }
    for (const field of document.querySelectorAll("[data-after]")) {
      const next = fresh.getElementById(field.id);
      if (next?.dataset.after) field.dataset.after = next.dataset.after;
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
    say(arrived === 1 ? "A new case is waiting." : `${arrived} new cases are waiting.`);
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
    const renew = page.page === "queue" ? refreshQueue : refreshCase;
    // What somebody is pressing stays where it is until it is let go, or the press would be lost; and a
    // page that is being left is not renewed under the form it was left with.
    let pressed = false;
    let withheld = null;
    function refresh(fresh) {
      if (page.leaving) return;
      if (pressed) withheld = fresh; else renew(fresh);
    }
    function letGo() {
      pressed = false;
      const fresh = withheld;
      withheld = null;
      if (fresh) setTimeout(() => refresh(fresh), 0);
    }
    document.addEventListener("pointerdown", () => { pressed = true; });
    for (const name of ["pointerup", "pointercancel", "blur"]) window.addEventListener(name, letGo);
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

  // Canned answers go behind the cursor: nothing that is written gives way to them, and nothing is sent.
  function insertCanned(words) {
    const field = document.getElementById("text");
    const at = field.selectionEnd;
    const gap = (text, edge) => (text && !edge.test(text) ? "\n" : "");
    const whole = gap(field.value.slice(0, at), /\s$/) + words + gap(field.value.slice(at), /^\s/);
    field.focus();
    field.setSelectionRange(at, at);
    // The one way that Ctrl Z takes back.
    if (document.execCommand("insertText", false, whole)) return;
    field.setRangeText(whole, at, at, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  document.addEventListener("click", (event) => {
    const canned = event.target.closest("[data-canned]");
    if (canned) {
      event.preventDefault();
      insertCanned(canned.dataset.canned);
    }
    const opener = event.target.closest("[data-open]");
    if (opener) document.getElementById(opener.dataset.open).showModal();
  });

  // Drafts: what is written in a case of one's own is kept every few seconds, and when one turns away.
  const KEEP_AFTER = 2_000;
  const unkept = new Set();
  let keepSoon = null;
  let keeping = Promise.resolve();
  function tellKept(field, words, at) {
    const line = document.getElementById(`${field.id}-kept`);
    line.textContent = words;
    if (!at) return;
    const time = document.createElement("time");
    time.dateTime = at;
    time.dataset.form = "clock";
    line.append(time);
    tellTimes(line);
  }
  function notKept(field, why) {
    unkept.add(field);
    field.dataset.failed = "yes";
    tellKept(field, `Not kept. ${why}`);
  }
  function keep(field) {
    const words = field.value;
    const form = { token: field.form.elements.token.value, field: field.name, words, after: field.dataset.after };
    return fetch(page.drafts, {
      method: "POST",
      keepalive: words.length < 10_000,  // browsers refuse it to more than 64 KB
      headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(form).toString(),
    }).then((answer) => answer.json()).then((found) => {
      if (found.error) { notKept(field, found.error); return; }
      if (words.trim() && !found.kept) { notKept(field, "Look at the case again: something has changed."); return; }
      delete field.dataset.failed;
      tellKept(field, found.kept ? "Draft kept, " : "", found.kept);
    }).catch(() => notKept(field, "The proxy cannot be reached."));
  }
  function keepNow(leaving) {
    clearTimeout(keepSoon);
    keepSoon = null;
    const fields = [...unkept];
    unkept.clear();
    // One after the other, so that an older state does not arrive last; who leaves cannot wait.
    for (const field of fields) keeping = leaving ? keep(field) : keeping.then(() => keep(field));
  }
  document.addEventListener("input", (event) => {
    if (!page.drafts || !event.target.matches("[data-keep]")) return;
    unkept.add(event.target);
    keepSoon ??= setTimeout(() => keepNow(false), KEEP_AFTER);
  });
  document.addEventListener("focusout", (event) => { if (unkept.has(event.target)) keepNow(false); });
  window.addEventListener("pagehide", () => keepNow(true));
  document.addEventListener("visibilitychange", () => { if (document.hidden) keepNow(false); });

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
    keepNow(true);
    const open = [...document.querySelectorAll("[data-changed]")].filter(
      (field) => !field.dataset.keep || field.dataset.failed);
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
  let awaitsNumber = false;  // "a" was pressed: a canned answer's number is next
  function sendFrom(field, onward) {
    const next = onward ? field.form.elements.then : null;
    if (!onward || next) field.form.requestSubmit(next);
  }
  function goTo(target) {
    const folded = target.closest("details:not([open])");
    if (folded) folded.open = true;
    if (target.matches("input, textarea")) target.focus(); else target.click();
  }
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
      sendFrom(event.target, event.shiftKey);
      return;
    }
    if (typing && event.key === "Escape") { event.target.blur(); return; }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !chosen("use-keys")) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "?") { document.getElementById("keys")?.showModal(); return; }
    if (event.key === "j" || event.key === "k") { move(event.key === "j" ? 1 : -1); return; }
    const numbered = awaitsNumber && /^[1-9]$/.test(event.key)
      && document.querySelector(`[data-number="${event.key}"]`);
    awaitsNumber = event.key === "a" && Boolean(document.querySelector("[data-number]"));
    if (awaitsNumber) say("Canned answer: press its number.");
    const target = numbered || document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    goTo(target);
  });

  const onward = document.querySelector("[data-go]");
  if (onward) location.replace(onward.dataset.go);

  tellTimes(document);
  setInterval(() => tellTimes(document), 30_000);
})();
