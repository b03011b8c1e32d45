// The console works without this file. It renews lists when the server says that something changed, keeps the address
// clean, and saves people presses.

const main = document.getElementById("main");

// A toast is said once, not again when the page is reloaded or shared.
const here = new URL(location.href);
if (here.searchParams.has("done")) {
  here.searchParams.delete("done");
  history.replaceState(null, "", here);
}

// What was wrong is read out and shown first.
main.querySelector("[data-focus]")?.focus();
main.querySelector("[aria-invalid=true]")?.focus();

// A form is sent once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === "post") {
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000);
  }
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

// The menu of the person closes when one looks elsewhere.
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.who[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelectorAll("details.who[open]").forEach((open) => { open.open = false; });
  if (event.key === "/" && !event.target.closest("input, textarea, select")) {
    const field = document.getElementById("seek");
    if (field) { event.preventDefault(); field.focus(); }
  }
});

// Rows of a form are added without a round trip.
document.addEventListener("click", (event) => {
  const more = event.target.closest("button[name=more]");
  if (!more) return;
  const groups = more.parentElement.querySelectorAll(":scope > .row-group");
  const last = groups[groups.length - 1];
  if (!last || groups.length >= 100) return;
  event.preventDefault();
  const next = last.cloneNode(true);
  const from = `[${groups.length - 1}]`, to = `[${groups.length}]`;
  for (const el of next.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
    for (const attribute of ["name", "id", "for", "aria-describedby"]) {
      const value = el.getAttribute(attribute);
      if (value) el.setAttribute(attribute, value.replace(from, to));
    }
    if (el.matches("input:not([type=checkbox]):not([type=radio]), textarea")) el.value = "";
  }
  next.querySelectorAll(".fault").forEach((el) => el.remove());
  next.classList.remove("faulty");
  const number = next.querySelector(".row-number");
  if (number) number.textContent = String(groups.length + 1);
  more.before(next);
  next.querySelector("input, select")?.focus();
});

// Options that depend on another answer are fetched when it changes; the button for it is for browsers without script.
document.querySelectorAll(".renew").forEach((button) => button.remove());
document.addEventListener("change", async (event) => {
  const name = event.target.dataset?.renew;
  const target = name && document.getElementById(name);
  if (!target) return;
  const data = new FormData(event.target.form);
  event.target.form.querySelectorAll("[type=password], [type=file]").forEach((el) => data.delete(el.name));
  data.set("more", name);
  target.disabled = true;
  try {
    const answer = await fetch(event.target.form.action, { method: "POST", body: new URLSearchParams(data) });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(name);
    if (fresh) target.replaceChildren(...[...fresh.childNodes].map((node) => document.adoptNode(node)));
  } finally {
    target.disabled = false;
  }
});

// What is shown once can be copied with one press.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.textContent = button.dataset.copied;
  });
}

// Files can be dropped on their field.
for (const input of document.querySelectorAll("input[type=file]")) {
  const box = input.closest(".input");
  if (!box) continue;
  for (const kind of ["dragover", "dragleave", "drop"]) {
    box.addEventListener(kind, (event) => {
      event.preventDefault();
      box.classList.toggle("drop", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
  }
}

// Lists that say so are renewed when the server tells that their topic changed. A page that nobody looks at does not
// listen: browsers open only a few connections to one server.
const topics = [...new Set([...document.querySelectorAll("[data-topic][id]")].map((el) => el.dataset.topic))];
let source, edited = false;
main.addEventListener("input", () => { edited = true; });

function listen() {
  if (source || document.hidden) return;
  source = new EventSource("/console/live?topics=" + encodeURIComponent(topics.join(",")));
  source.addEventListener("changed", renew);
  source.addEventListener("error", refused);
}

// refused is called when the server wants no more streams (too many tabs): the page then looks by itself, seldom.
function refused() {
  if (source?.readyState !== EventSource.CLOSED) return; // an ended stream; the browser opens the next one
  hush();
  setTimeout(() => {
    if (source || document.hidden) return;
    renew({ data: topics[0] });
    listen();
  }, 30_000);
}

function hush() {
  source?.close();
  source = undefined;
}

// renew shows the page as it is now; while somebody is filling in a form, only the lists that changed.
async function renew(event) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!edited && !main.querySelector("details[open]") && !main.contains(document.activeElement)) {
    main.replaceChildren(...document.adoptNode(page.getElementById("main")).childNodes);
    if (!main.querySelector("[data-topic]")) hush();
    return;
  }
  for (const el of document.querySelectorAll(`[data-topic="${CSS.escape(event.data)}"][id]`)) {
    const fresh = page.getElementById(el.id);
    if (fresh && !el.contains(document.activeElement)) el.replaceWith(document.adoptNode(fresh));
  }
}

if (topics.length && "EventSource" in window) {
  listen();
  document.addEventListener("visibilitychange", () => { document.hidden ? hush() : listen(); });
  addEventListener("pagehide", hush);
}
