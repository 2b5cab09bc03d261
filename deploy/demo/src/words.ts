/** What the person was doing when it failed: the same code can need another next step. */
export type Deed = "sign-up" | "password" | "passkey" | "register" | "manage" | "mail" | "session";

interface Failure {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly status?: number;
  readonly reasons?: readonly string[];
  readonly cause?: unknown;
  readonly __isWebAuthnError?: boolean;
}

const SIGNED_OUT = "You've been signed out. Sign in again to go on.";
const LAPSED = "That took too long and the request has lapsed. Try again.";
const TOO_MANY = "Too many tries in a short time. Wait a few minutes, then try again.";

/** Sentences for the server's error codes, each ending in what to do next. */
const SERVER: Readonly<Record<string, string>> = {
  invalid_credentials:
    "That e-mail and password don't go together. Check both, or create an account.",
  email_not_confirmed:
    "This address isn't confirmed yet. Open the link in the mail we sent you, then sign in.",
  phone_not_confirmed:
    "This account's phone number isn't confirmed yet. Confirm it, then sign in.",
  user_banned: "This account is suspended. Ask whoever runs this site about it.",
  user_already_exists: "There already is an account with this address. Sign in instead.",
  email_exists: "There already is an account with this address. Sign in instead.",
  signup_disabled: "New accounts aren't being accepted here. Ask whoever runs this site.",
  email_provider_disabled:
    "Signing in with e-mail is switched off here. Ask whoever runs this site.",
  email_address_invalid: "That address can't be used. Check it for typos.",
  passkey_disabled: "Passkeys are switched off on this server. Use your password.",
  too_many_passkeys:
    "This account holds as many passkeys as it may. Delete one you no longer use, then add this one.",
  webauthn_credential_exists:
    "This passkey is already registered. Use another device or security key.",
  webauthn_challenge_not_found: LAPSED,
  webauthn_challenge_expired: LAPSED,
  insufficient_aal: "This needs your second factor first. Sign in again with it.",
  no_authorization: SIGNED_OUT,
  bad_jwt: SIGNED_OUT,
  session_not_found: SIGNED_OUT,
  session_expired: SIGNED_OUT,
  refresh_token_not_found: SIGNED_OUT,
  refresh_token_already_used: SIGNED_OUT,
  user_not_found: "This account no longer exists. Create a new one.",
  otp_expired: "That link has expired or was used before. Sign in to get a new one.",
  captcha_failed: "The check against robots didn't pass. Reload the page and try again.",
  over_request_rate_limit: TOO_MANY,
  over_email_send_rate_limit:
    "A mail went out only moments ago. Look in the mailbox, or wait a minute and try again.",
  request_timeout: "The server took too long. Try again in a moment.",
  conflict: "Two requests got in each other's way. Try again.",
};

/** Sentences for supabase-js's ceremony errors (WebAuthnError.code). */
const CEREMONY: Readonly<Record<string, string>> = {
  ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED:
    "This device already holds a passkey for your account. Use another device or a security key.",
  ERROR_AUTHENTICATOR_MISSING_DISCOVERABLE_CREDENTIAL_SUPPORT:
    "This security key can't store passkeys. Use another one, or this device itself.",
  ERROR_AUTHENTICATOR_MISSING_USER_VERIFICATION_SUPPORT:
    "This security key has no PIN or fingerprint set. Set one up, then try again.",
  ERROR_AUTHENTICATOR_NO_SUPPORTED_PUBKEYCREDPARAMS_ALG:
    "This security key is too old for this site. Use another one, or this device itself.",
  ERROR_AUTHENTICATOR_GENERAL_ERROR:
    "The device or security key reported a problem. Unplug it or unlock it, then try again.",
};

/** One or two sentences that say what went wrong and what to do, or null if nothing need be said. */
export function sentenceFor(error: unknown, deed: Deed): string | null {
  const failure = (error ?? {}) as Failure;
  if (failure.__isWebAuthnError) {
    return ceremonySentence(failure, deed);
  }
  if (failure.name === "AuthSessionMissingError") {
    return SIGNED_OUT;
  }
  if (failure.name === "AuthRetryableFetchError") {
    return failure.status
      ? "The server had a problem. Try again in a moment."
      : "The server can't be reached. Check that it is running, then try again.";
  }
  if (failure.message === "Browser does not support WebAuthn") {
    return "This browser can't use passkeys. Use your password, or a newer browser.";
  }
  return serverSentence(failure, deed);
}

function serverSentence({ code = "", message = "", reasons = [] }: Failure, deed: Deed): string {
  if (code === "webauthn_verification_failed") {
    return deed === "register"
      ? "The server couldn't verify this passkey, so it wasn't added. Try again, or use another device."
      : "This passkey doesn't open any account here: it may have been deleted. Sign in with your password, then add a new one.";
  }
  if (code === "weak_password") {
    if (reasons.includes("pwned")) {
      return "That password is known from a leak. Choose one you use nowhere else.";
    }
    return reasons.includes("characters")
      ? "That password is too plain. Mix letters, digits and symbols."
      : "That password is too short. Use at least 6 characters.";
  }
  if (code === "validation_failed") {
    return validationSentence(message);
  }
  return SERVER[code] ?? `That didn't work (${message || code || "no reason given"}). Try again.`;
}

function validationSentence(message: string): string {
  if (message.includes("email address")) {
    return "That doesn't look like an e-mail address. Check it for typos.";
  }
  if (message.startsWith("Password cannot be longer")) {
    return "That password is too long. Use at most 72 characters.";
  }
  if (message === "friendly_name must be 120 characters or less") {
    return "That name is too long. Use at most 120 characters.";
  }
  if (message === "Passkey not found") {
    return "This passkey is gone already. Reload the page to see the current list.";
  }
  return `Something you entered isn't accepted (${message}). Change it and try again.`;
}

function ceremonySentence({ code = "", cause, message }: Failure, deed: Deed): string | null {
  const known = CEREMONY[code];
  if (known) {
    return known;
  }
  if (code === "ERROR_CEREMONY_ABORTED") {
    return null;
  }
  if (code === "ERROR_INVALID_DOMAIN" || code === "ERROR_INVALID_RP_ID") {
    return "Passkeys don't work at this address. Open the page by the name its passkeys belong to, such as http://localhost:8000.";
  }
  if ((cause as Failure | undefined)?.name === "NotAllowedError") {
    return deed === "register"
      ? "No passkey was added: the prompt was closed or ran out of time. Try again when you're ready."
      : "No passkey was used: the prompt was closed or ran out of time. Try again, or use your password.";
  }
  return `Your browser refused (${message ?? code}). Try again, or use your password.`;
}
