// Passkeys: the browser makes or shows one for the options in the form, and the form takes its answer along.
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const ask = {
    create: ({ publicKey: key }) =>
      navigator.credentials.create({
        publicKey: {
          ...key,
          challenge: bytes(key.challenge),
          user: { ...key.user, id: bytes(key.user.id) },
          excludeCredentials: named(key.excludeCredentials),
        },
      }),
    get: ({ publicKey: key }) =>
      navigator.credentials.get({
        publicKey: { ...key, challenge: bytes(key.challenge), allowCredentials: named(key.allowCredentials) },
      }),
  };

  const answer = (credential) => {
    const said = credential.response;
    const response = { clientDataJSON: text(said.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (said[part]) response[part] = text(said[part]);
    }
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      clientExtensionResults: credential.getClientExtensionResults(),
      response,
    });
  };

  const arm = (form) => {
    const failed = form.querySelector("[data-failed]");
    form.querySelector("[data-without-script]").hidden = true;
    form.querySelector("[data-with-script]").hidden = false;
    form.querySelector("[data-with-script] button").disabled = false; // before this, Enter would send no answer
    form.addEventListener("submit", async (event) => {
      if (form.elements.answer.value) return;
      event.preventDefault();
      failed.hidden = true;
      try {
        form.elements.answer.value = answer(await ask[form.dataset.passkey](JSON.parse(form.dataset.options)));
        form.requestSubmit();
      } catch {
        failed.hidden = false;
        failed.focus();
      }
    });
  };

  if (window.PublicKeyCredential) document.querySelectorAll("form[data-passkey]").forEach(arm);
})();
