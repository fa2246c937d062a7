// What pages do better with a script; each works without it. No inline handlers: this file is all that may run.
"use strict";

// A button that was pressed once is not pressed again while the answer is on its way.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || event.defaultPrevented) return;
  setTimeout(() => { button.disabled = true; }, 0);
  setTimeout(() => { button.disabled = false; }, 8000);
});

// A page that comes back from the browser's memory after signing out is asked for anew.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// Where something was wrong, the keyboard is there at once.
const wrong = document.querySelector(".wrong input, .wrong select, .wrong textarea");
if (wrong) wrong.focus();

// Passkeys: the browser is asked with what the server says, and its answer is sent as an ordinary form.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
const letters = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

async function told(form, place) {
  const answer = await fetch(place, { method: "POST", headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return (await answer.json()).publicKey;
}

async function asked(form, place) {
  const options = await told(form, place);
  const found = await navigator.credentials.get({
    publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) },
  });
  const said = found.response;
  return {
    id: found.id, rawId: letters(found.rawId), type: found.type, clientExtensionResults: found.getClientExtensionResults(),
    response: {
      clientDataJSON: letters(said.clientDataJSON), authenticatorData: letters(said.authenticatorData),
      signature: letters(said.signature), userHandle: said.userHandle ? letters(said.userHandle) : null,
    },
  };
}

async function made(form, place) {
  const options = await told(form, place);
  const found = await navigator.credentials.create({
    publicKey: {
      ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: known(options.excludeCredentials),
    },
  });
  return {
    id: found.id, rawId: letters(found.rawId), type: found.type, clientExtensionResults: found.getClientExtensionResults(),
    response: { clientDataJSON: letters(found.response.clientDataJSON), attestationObject: letters(found.response.attestationObject) },
  };
}

if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll(".passkey")) {
    const form = part.querySelector("form");
    const place = part.dataset.passkey || part.dataset.passkeyAdd;
    part.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const credential = await (part.dataset.passkey ? asked : made)(form, place);
        form.elements.credential.value = JSON.stringify(credential);
      } catch (error) {
        form.elements.credential.value = "";  // the server says in the reader's language that there is none
        if (error && error.message === "403") { location.reload(); return; }
      }
      form.submit();
    });
  }
}
