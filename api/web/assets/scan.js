// Fields that take codes get a button that reads the code with the camera, or from a photo where the browser cannot read
// codes itself. Without this file the field is typed into and the photo form is used.

const dialog = document.getElementById("scanner");
const video = dialog?.querySelector("video");
const said = dialog?.querySelector(".say");
const photo = dialog?.querySelector("input[type=file]");
const formats = ["qr_code", "data_matrix", "code_128", "ean_13", "ean_8"];

let field = null; // the field that the code is for
let stream = null;
let round = 0; // grows whenever the camera is closed, so that a late answer is dropped

function say(which) {
  said.textContent = which ? dialog.querySelector(`[data-say=${which}]`).textContent : "";
}

function stop() {
  round++;
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  video.srcObject = null;
  video.parentElement.hidden = true;
}

function take(code) {
  const target = field;
  dialog.close();
  target.value = code;
  target.dispatchEvent(new Event("change", { bubbles: true }));
  target.focus();
  if (target.hasAttribute("data-send") || target.form.classList.contains("inline-form")) target.form.requestSubmit();
}

async function detector() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return null;
  const known = await BarcodeDetector.getSupportedFormats().catch(() => []);
  const usable = formats.filter((f) => known.includes(f));
  return usable.length ? new BarcodeDetector({ formats: usable }) : null;
}

async function look() {
  const mine = ++round;
  const reader = await detector();
  if (mine !== round) return;
  if (!reader) return say("absent");
  let opened;
  try {
    opened = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch (e) {
    if (mine === round) say(e.name === "NotAllowedError" || e.name === "SecurityError" ? "refused" : "absent");
    return;
  }
  if (mine !== round) return opened.getTracks().forEach((track) => track.stop());
  stream = opened;
  video.srcObject = stream;
  video.parentElement.hidden = false;
  await video.play().catch(() => {});
  while (mine === round) {
    const codes = await reader.detect(video).catch(() => []);
    if (mine === round && codes.length) return take(codes[0].rawValue);
    await new Promise((again) => setTimeout(again, 150));
  }
}

// A photo is read by the server, which answers with the page of the code.
async function send(file) {
  stop();
  say("reading");
  const mine = round;
  const body = new FormData();
  body.set("photo", file);
  try {
    const answer = await fetch(dialog.dataset.photo, { method: "POST", body, headers: { Accept: "text/html" } });
    const code = answer.ok && answer.redirected && new URL(answer.url).searchParams.get("code");
    if (mine !== round) return;
    if (code) return take(code);
  } catch { /* said below */ }
  if (mine === round) say("unread");
}

if (dialog) {
  dialog.addEventListener("close", () => { stop(); say(""); });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  photo.addEventListener("change", () => { if (photo.files[0]) send(photo.files[0]); photo.value = ""; });
  const equip = (input) => {
    const box = input.closest(".box");
    if (!box || box.querySelector(".scan-button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet scan-button";
    button.setAttribute("aria-label", dialog.dataset.open);
    button.append(dialog.querySelector(".actions .icon").cloneNode(true));
    box.append(button);
  };
  document.querySelectorAll("input[data-scan]").forEach(equip);
  // One listener serves the rows that are added later.
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".scan-button");
    if (!button) return;
    field = button.closest(".box").querySelector("input[data-scan]");
    dialog.showModal();
    look();
  });
}

// The unit and the amount that there is stand beside the quantity of the chosen lot.
function tell(select) {
  const option = select.selectedOptions[0];
  const box = select.closest(".row-fields")?.querySelector(".k-quantity .box");
  if (!box || !select.querySelector("[data-unit]")) return;
  let unit = box.querySelector(".unit");
  if (!unit) {
    unit = document.createElement("span");
    unit.className = "unit";
    box.append(unit);
  }
  unit.textContent = option?.dataset.unit ?? "";
  box.querySelector("input").placeholder = option?.dataset.most ?? "";
}
document.addEventListener("change", (event) => { if (event.target.matches(".row-fields select")) tell(event.target); });
document.querySelectorAll(".row-fields select").forEach(tell);
document.addEventListener("click", (event) => {
  if (event.target.closest("button[name=more]")) setTimeout(() => document.querySelectorAll(".row-fields select").forEach(tell));
});
