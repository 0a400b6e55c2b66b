// Passkeys: asks the browser for a credential, and sends the form with it.
// <form data-passkey="create|get" data-options="id of json" | data-options-from="address">

const decode = (text) => Uint8Array.from(
  atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));

const encode = (buffer) => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const decoded = (list) => (list ?? []).map((each) => ({ ...each, id: decode(each.id) }));

async function optionsOf(form) {
  const { options, optionsFrom } = form.dataset;
  if (options) return JSON.parse(document.getElementById(options).textContent);
  const answer = await fetch(optionsFrom, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

async function create(form, { creation_options: { publicKey } }) {
  const selection = { ...publicKey.authenticatorSelection };
  const passwordless = form.elements.passwordless?.checked ?? false;
  selection.residentKey = passwordless ? "required" : "discouraged";
  selection.requireResidentKey = passwordless;
  if (passwordless) selection.userVerification = "required";
  return navigator.credentials.create({
    publicKey: {
      ...publicKey,
      authenticatorSelection: selection,
      challenge: decode(publicKey.challenge),
      user: { ...publicKey.user, id: decode(publicKey.user.id) },
      excludeCredentials: decoded(publicKey.excludeCredentials),
    },
  });
}

async function get(form, { request_options: { publicKey } }) {
  return navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: decode(publicKey.challenge),
      allowCredentials: decoded(publicKey.allowCredentials),
    },
  });
}

function asJson({ id, rawId, type, response, authenticatorAttachment }, extensions) {
  const fields = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const parts = fields.filter((name) => response[name]).map((name) => [name, encode(response[name])]);
  return JSON.stringify({
    id,
    rawId: encode(rawId),
    type,
    authenticatorAttachment,
    response: { ...Object.fromEntries(parts), transports: response.getTransports?.() },
    clientExtensionResults: extensions,
  });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const warning = form.querySelector("[role=alert]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    warning.hidden = true;
    try {
      const ask = form.dataset.passkey === "create" ? create : get;
      const credential = await ask(form, await optionsOf(form));
      form.elements.credential.value = asJson(credential, credential.getClientExtensionResults());
      form.submit();
    } catch {
      warning.textContent = form.dataset.failed;
      warning.hidden = false;
    }
  });
}
