"use strict";
// The chat box. It sends what the customer types to the shop's backend and shows what comes back. In live
// mode it also listens to the events of a case: words of people appear while they are written. All text
// goes in as text, never as markup.

const live = document.body.dataset.live === "yes";
const lines = document.getElementById("lines");
const form = document.getElementById("say");
const field = document.getElementById("text");
const status = document.getElementById("status");
const rating = document.getElementById("rating");

let events = null;
let arriving = Promise.resolve();

function show({ who, text, label }) {
  const line = document.createElement("div");
  line.className = `line ${who}`;
  if (label) {
    const name = document.createElement("strong");
    name.textContent = label;
    line.append(name);
  }
  const words = document.createElement("p");
  words.textContent = text;
  words.dir = "auto";
  line.append(words);
  lines.append(line);
  scrollTo(line);
  return words;
}

// To the beginning of what is new: a long answer is read from its top.
function scrollTo(line) {
  lines.scrollTop = Math.min(line.offsetTop - lines.offsetTop - 12, lines.scrollHeight);
}

function post(what, body) {
  return fetch(what, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function* parts(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const whole = (rest + value).split("\n");
    rest = whole.pop();
    for (const line of whole) yield JSON.parse(line);
  }
}

async function say(text) {
  show({ who: "customer", text });
  // What was shown is told first, so that the answer does not say it again.
  await arriving;
  const answer = await post("chat", { text });
  let words = null;
  for await (const part of parts(answer)) {
    if (part.piece) {
      words ??= show({ who: "assistant", text: "" });
      words.textContent += part.piece;
      scrollTo(words.parentElement);
    }
    if (part.sorry) show({ who: "notice", text: part.sorry });
    if ("held" in part) {
      if (part.held) show(part.held);
      follow();
    }
  }
}

function follow() {
  if (!live || events) return;
  rating.hidden = true;
  events = new EventSource("live");
  events.addEventListener("message", (event) => {
    const message = JSON.parse(event.data);
    if (!message.new) return;
    show({ who: "person", text: message.text, label: message.label });
    arriving = arriving
      .then(() => post("arrived", { number: message.number }))
      .catch(() => {});
  });
  events.addEventListener("state", (event) => {
    const { state, reference, notice } = JSON.parse(event.data);
    // No promise here: whether a person will come, the answer has said in the policy's words.
    const standing = { waiting: "Your reference", claimed: "One of our people is here" };
    status.textContent = notice || `${standing[state] || "Your reference"} · ${reference}`;
    if (state === "expired" && notice) show({ who: "notice", text: notice });
  });
  events.addEventListener("end", () => {
    events.close();
    events = null;
    rating.hidden = false;
  });
  events.onerror = () => {
    // 204 or a shop that is gone: the browser does not try again.
    if (events && events.readyState === EventSource.CLOSED) events = null;
  };
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (!text || form.classList.contains("busy")) return;
  field.value = "";
  form.classList.add("busy");
  try {
    await say(text);
  } catch {
    show({ who: "notice", text: "Sorry, that did not work. Please try again in a moment." });
  } finally {
    form.classList.remove("busy");
    field.focus();
  }
});

field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

const words = ["bad", "poor", "fair", "good", "very good"];
words.forEach((word, index) => {
  const star = document.createElement("button");
  star.type = "button";
  star.textContent = "★".repeat(index + 1);
  star.setAttribute("aria-label", `${index + 1} of 5, ${word}`);
  star.addEventListener("click", async () => {
    const answer = await post("rating", { rating: index + 1 });
    rating.hidden = true;
    if (answer.ok) show({ who: "notice", text: "Thank you for telling us." });
  });
  rating.querySelector(".stars").append(star);
});

(async () => {
  const before = await (await fetch("lines")).json();
  before.lines.forEach(show);
  if (!before.lines.length) {
    show({ who: "assistant", text: "Hello! Ask me about our goods, your order or a return." });
  }
  if (before.case) follow();
})();
