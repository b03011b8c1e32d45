// Two buttons of a claim's receipt: copy the private link, and print. Without this file the link is marked by hand and the
// browser's own menu prints.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value).then(() => { button.querySelector("span").textContent = button.dataset.done; }, () => field.select());
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
