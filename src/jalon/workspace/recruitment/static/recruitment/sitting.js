// A test is kept as it is written. What the last saving does not hold is sent again: after a line
// that broke, where somebody writes without a pause, or had written before this script was here.
const AGAIN = 10_000;
const form = document.querySelector("form[data-sitting]");

const watch = () => {
  const boxes = [...form.querySelectorAll("textarea")];
  const words = () => JSON.stringify(boxes.map((box) => box.value));
  let kept = JSON.stringify(boxes.map((box) => box.defaultValue)), sent = kept;
  const again = setInterval(() => words() !== kept && form.dispatchEvent(new Event("unsaved")), AGAIN);

  form.addEventListener("htmx:before:request", () => { sent = words(); });
  form.addEventListener("htmx:after:request", (event) => {
    const { status } = event.detail.ctx.response;
    if (status < 400) kept = sent;
    if (status === 422) clearInterval(again); // the time is over: nothing more is taken
  });
  form.addEventListener("submit", () => { kept = words(); });
  addEventListener("beforeunload", (event) => { if (words() !== kept) event.preventDefault(); });
};

if (form) watch();
