// A shared tablet goes back to the start when nobody touches it (A9): counted down, and without a trace in the history.
(() => {
  const line = document.querySelector("[data-idle]");
  const seconds = Number(line.dataset.idle);
  let end;
  const stay = () => { end = Date.now() + seconds * 1000; };
  const leave = () => {
    document.querySelectorAll("form").forEach((form) => form.reset());
    location.replace(line.dataset.start);
  };
  const say = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    if (left <= 0) leave();
    else line.textContent = line.dataset.left.replace("%s", left);
  };
  if (!("fixed" in line.dataset)) {
    for (const kind of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(kind, stay, { passive: true });
  }
  addEventListener("pageshow", (event) => { if (event.persisted) leave(); });
  stay();
  say();
  setInterval(say, 1000);
})();
