// What the portal's pages gain with script: file drop, downloads that refresh the page, selection, dialogs, toasts.
(() => {
  const size = (bytes) => {
    const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
    const step = bytes ? Math.min(Math.floor(Math.log(bytes) / Math.log(1000)), 3) : 0;
    const style = { style: "unit", unit: units[step], maximumFractionDigits: step > 1 ? 1 : 0 };
    return new Intl.NumberFormat(document.documentElement.lang, style).format(bytes / 1000 ** step);
  };

  const drop = (box) => {
    const input = box.querySelector("input[type=file]");
    const line = box.querySelector("[data-chosen]");
    box.dataset.ready = "";
    box.querySelector("[data-choose]").hidden = false;
    for (const name of ["dragenter", "dragover"]) box.addEventListener(name, () => box.classList.add("over"));
    for (const name of ["dragleave", "drop"]) box.addEventListener(name, () => box.classList.remove("over"));
    input.addEventListener("change", () => {
      const file = input.files[0];
      if (file) line.textContent = line.dataset.chosen.replace("%(name)s", file.name).replace("%(size)s", size(file.size));
    });
  };

  // The answer to such a form is a file, which leaves the page as it was: its cookie tells that the file has come. The
  // page is loaded anew only when no other file is on its way, which that would cancel.
  const coming = new Set();
  const download = (form) => {
    form.addEventListener("submit", () => {
      const token = [...crypto.getRandomValues(new Uint8Array(12))].map((n) => n.toString(16).padStart(2, "0")).join("");
      form.elements.download_token.value = token;
      coming.add(token);
      setTimeout(() => coming.delete(token), 120000);
    });
  };
  setInterval(() => {
    const come = [...coming].filter((token) => document.cookie.split("; ").includes(`download-${token}=1`));
    come.forEach((token) => { coming.delete(token); document.cookie = `download-${token}=; path=/; max-age=0`; });
    if (come.length && !coming.size) location.reload();
  }, 250);

  const selectAll = (all) => {
    const rows = [...all.closest("table").querySelectorAll("[data-select]")];
    all.hidden = false;
    const look = () => {
      const chosen = rows.filter((row) => row.checked).length;
      all.checked = chosen > 0 && chosen === rows.length;
      all.indeterminate = chosen > 0 && chosen < rows.length;
    };
    all.addEventListener("change", () => rows.forEach((row) => { row.checked = all.checked; }));
    rows.forEach((row) => row.addEventListener("change", look));
    look();
  };

  // A person picker: Enter takes the first who was found, arrows walk the list, Escape leads back. What is typed is
  // asked anew before Enter takes anybody whom another search has found.
  const picker = (box) => {
    const search = box.querySelector("[type=search]");
    const line = box.querySelector("[data-found]");
    const list = () => box.querySelector(".picks");
    const people = () => [...list().querySelectorAll("input")];
    const others = () => people().filter((input) => !input.checked);
    const typed = () => search.value.trim();
    const ask = () => htmx.trigger(search, "search");
    const take = () => {
      const one = others()[0];
      if (typed() !== list().dataset.query) return ask();
      if (!typed() || !one) return undefined;
      one.checked = true;
      search.value = "";
      return ask();
    };
    box.addEventListener("keydown", (event) => {
      const all = people();
      const here = all.indexOf(event.target);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.target !== search && here < 0) return;
      if (event.key === "Enter") {
        event.preventDefault();
        if (here < 0) take();
        else event.target.click();
      } else if (step && all.length) {
        event.preventDefault();
        (here + step < 0 ? search : all[Math.min(here + step, all.length - 1)]).focus();
      } else if (event.key === "Escape" && here >= 0) search.focus();
    });
    box.addEventListener("htmx:afterSettle", () => {
      line.textContent = typed() ? line.dataset.found.replace("%s", others().length) : "";
    });
  };

  const toast = (box) => {
    box.dataset.ready = "";
    let timer;
    const leave = () => { timer = setTimeout(() => box.remove(), 8000); };
    box.addEventListener("mouseenter", () => clearTimeout(timer));
    box.addEventListener("mouseleave", leave);
    leave();
  };

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const closer = event.target.closest("[data-close]");
    if (opener) {
      event.preventDefault();
      document.getElementById(opener.dataset.dialog).showModal();
    }
    if (closer?.closest("dialog")?.open) {
      event.preventDefault();
      closer.closest("dialog").close();
    }
  });

  // One open menu at a time; Escape and a press elsewhere close it.
  const menus = () => document.querySelectorAll("details.menu[open], .top details[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") menus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });

  // The wall asks for news while somebody looks at it, and at once when somebody does again. What is made anew by itself
  // waits while somebody is at work in it.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const at = event.target;
    const busy = at.contains(document.activeElement) || at.querySelector("[data-select]:checked");
    if ((document.hidden && "whenSeen" in at.dataset) || (busy && "whenLeft" in at.dataset)) event.preventDefault();
  });

  // Who asks the wall for older ones goes on with the first of them.
  let last;
  document.addEventListener("htmx:beforeSwap", ({ target }) => { if (target.id === "older") last = target.previousElementSibling; });
  document.addEventListener("htmx:afterSettle", () => {
    const first = last?.nextElementSibling;
    last = undefined;
    if (first) first.tabIndex = -1;
    first?.focus({ preventScroll: true });
  });

  // On a phone the open tab may lie outside of what is seen.
  document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  document.querySelectorAll("[data-drop]").forEach(drop);
  document.querySelectorAll("form[data-download]").forEach(download);
  document.querySelectorAll("[data-select-all]").forEach(selectAll);
  document.querySelectorAll("[data-toast]").forEach(toast);
  document.querySelectorAll(".picker").forEach(picker);
})();
