// Zoom, pan and a PNG for pictures and maps. Without it they scroll; nothing else depends on it.
const steps = 1.25;
const largest = 8192;
const { createObjectURL: address, revokeObjectURL: forget } = URL;

for (const frame of document.querySelectorAll(".picture")) enhance(frame);

function enhance(frame) {
  const view = frame.querySelector(".picture-view");
  const drawing = frame.querySelector("svg");
  if (!view || !drawing) return;
  const width = drawing.viewBox.baseVal.width;
  const height = drawing.viewBox.baseVal.height;
  let scale = 1;

  // zoom keeps the point at x, y of the view where it is.
  function zoom(to, x = view.clientWidth / 2, y = view.clientHeight / 2) {
    to = Math.min(4, Math.max(0.1, to));
    const rtl = getComputedStyle(view).direction === "rtl";
    const fromStart = rtl ? view.clientWidth - x : x;
    const across = Math.abs(view.scrollLeft) + fromStart;
    const down = view.scrollTop + y;
    const ratio = to / scale;
    scale = to;
    drawing.setAttribute("width", Math.round(width * scale));
    drawing.setAttribute("height", Math.round(height * scale));
    view.scrollLeft = (across * ratio - fromStart) * (rtl ? -1 : 1);
    view.scrollTop = down * ratio - y;
  }

  function fit() {
    zoom(Math.min(1, view.clientWidth / width));
  }

  const tools = document.createElement("div");
  tools.className = "picture-tools";
  const button = (text, label, action) => {
    const b = document.createElement("button");
    b.type = "button";
    b.textContent = text;
    if (label) {
      b.setAttribute("aria-label", label);
      b.title = label;
    }
    b.addEventListener("click", action);
    tools.append(b);
    return b;
  };
  button("+", frame.dataset.in, () => zoom(scale * steps));
  button("−", frame.dataset.out, () => zoom(scale / steps));
  button(frame.dataset.fit, "", fit);
  if (frame.dataset.file) button(frame.dataset.png, "", () => save(frame.dataset.file, width, height));
  frame.prepend(tools);

  view.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const action = {
      "+": () => zoom(scale * steps),
      "=": () => zoom(scale * steps),
      "-": () => zoom(scale / steps),
      "0": fit,
    }[e.key];
    if (!action) return;
    e.preventDefault();
    action();
  });

  view.addEventListener("wheel", (e) => {
    if (!e.ctrlKey) return;
    e.preventDefault();
    const at = view.getBoundingClientRect();
    zoom(scale * Math.exp(-e.deltaY / 300), e.clientX - at.left, e.clientY - at.top);
  }, { passive: false });

  pinchAndDrag(view, () => scale, zoom);
}

// pinchAndDrag lets two fingers zoom and a mouse drag; one finger scrolls as everywhere.
function pinchAndDrag(view, scale, zoom) {
  let pinch = null;
  const spread = (t) => Math.hypot(t[0].clientX - t[1].clientX, t[0].clientY - t[1].clientY);
  view.addEventListener("touchstart", (e) => {
    pinch = e.touches.length === 2 ? { spread: spread(e.touches), scale: scale() } : null;
  }, { passive: true });
  view.addEventListener("touchmove", (e) => {
    if (!pinch || e.touches.length !== 2 || pinch.spread === 0) return;
    e.preventDefault();
    const at = view.getBoundingClientRect();
    const x = (e.touches[0].clientX + e.touches[1].clientX) / 2 - at.left;
    const y = (e.touches[0].clientY + e.touches[1].clientY) / 2 - at.top;
    zoom((pinch.scale * spread(e.touches)) / pinch.spread, x, y);
  }, { passive: false });
  view.addEventListener("touchend", () => { pinch = null; });

  let drag = null;
  view.addEventListener("mousedown", (e) => {
    if (e.button === 0 && !e.target.closest("a")) {
      e.preventDefault();
      view.focus();
      drag = { x: e.clientX + view.scrollLeft, y: e.clientY + view.scrollTop };
    }
  });
  addEventListener("mousemove", (e) => {
    if (!drag) return;
    view.scrollLeft = drag.x - e.clientX;
    view.scrollTop = drag.y - e.clientY;
  });
  addEventListener("mouseup", () => { drag = null; });
}

// save draws the file on a canvas, twice as large where that fits, and hands it to the reader as a PNG.
function save(file, width, height) {
  const image = new Image();
  image.addEventListener("load", () => {
    const scale = Math.min(2, largest / width, largest / height);
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.floor(width * scale));
    canvas.height = Math.max(1, Math.floor(height * scale));
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => {
      if (!blob) return;
      const link = document.createElement("a");
      link.href = address(blob);
      link.download = "suyuan-trace.png";
      link.click();
      setTimeout(() => forget(link.href), 60000);
    }, "image/png");
  });
  image.src = file;
}
