// The QR code on paper carries ID and code in the fragment, which no server sees; it leaves the address at once (A8).
(() => {
  const given = new URLSearchParams(location.hash.slice(1));
  if (!given.has("code")) return;
  history.replaceState(null, "", location.pathname + location.search);
  for (const [key, name] of [["id", "employee_id"], ["code", "code"]]) {
    const input = document.querySelector(`input[name="${name}"]`);
    if (input && given.get(key)) input.value = given.get(key);
  }
})();
