// What forms gain with script; without it they work all the same. Loaded by every page, so it stays small.
(() => {
  const RETRY_AFTER = 10000;
  const words = new WeakMap();

  // A second press does nothing while the first is under way; after ten seconds, or coming back, it counts again.
  const release = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) {
      button.removeAttribute("aria-busy");
      if (words.has(button)) button.replaceChildren(...words.get(button));
    }
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog" || form.method === "get") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (button) {
      button.setAttribute("aria-busy", "true");
      if (button.dataset.busy) {
        words.set(button, [...button.childNodes]);
        button.replaceChildren(button.dataset.busy);
      }
    }
    setTimeout(() => release(form), RETRY_AFTER);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });
  document.addEventListener("workstars:arrived", (event) => release(event.target));

  const reveal = (box) => {
    const input = box.querySelector("input");
    const button = box.querySelector("button");
    const show = button.textContent;
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = input.type === "password";
      input.type = shown ? "text" : "password";
      button.textContent = shown ? button.dataset.hide : show;
      button.setAttribute("aria-pressed", shown);
    });
    // A browser must not keep the password among the typed words of other forms.
    input.form?.addEventListener("submit", () => { input.type = "password"; });
  };

  const count = (line) => {
    const area = document.getElementById(line.id.replace(/_counter$/, ""));
    const most = Number(line.dataset.counter);
    const say = () => {
      const text = "lf" in area.dataset ? area.value : area.value.replace(/\n/g, "\r\n");
      const left = most - [...text].length;
      line.textContent = (left < 0 ? line.dataset.over : line.dataset.left).replace("%s", Math.abs(left).toLocaleString());
      line.classList.toggle("error", left < 0);
    };
    area.addEventListener("input", say);
    say();
  };

  document.querySelectorAll("[data-reveal]").forEach(reveal);
  document.querySelectorAll("[data-counter]").forEach(count);
  document.querySelector("[data-focus]")?.focus();
})();
