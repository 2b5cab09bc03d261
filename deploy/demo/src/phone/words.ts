import { sentenceFor } from "../words.ts";
import { HandoffError } from "./bridge.ts";

const SENTENCES: Readonly<Record<string, string>> = {
  session_not_found: "This code isn't known here. Show a new one and scan that.",
  session_expired: "This code has expired. Show a new one and scan that.",
  already_claimed: "Another phone has scanned this code first. Show a new one and scan that.",
  already_completed: "This sign-in is decided already. Show a new code for another one.",
  key_mismatch: "This code doesn't belong to the page that showed it. Nothing was sent; don't try it again.",
  browser_gone: "The page that showed this code is closed. Open it again and scan its new code.",
  cancelled: "The page called this sign-in off. Show a new code and scan that.",
  risk_denied: "This sign-in was blocked because it looks too risky. Nothing was sent.",
  verification_failed: "Those aren't the digits on the page. Look again; you have one more try.",
  slow_down: "Too many codes in a short time. Wait a minute, then scan again.",
  invalid_token: "You've been signed out on this phone. Sign in here first.",
  other_user: "That passkey belongs to another account. Use one of this account.",
  app_key_mismatch: "This code belongs to another site.",
};

/** What went wrong and what to do, in one or two sentences; null if nothing need be said. */
export function handoffSentence(failure: unknown): string | null {
  if (failure instanceof HandoffError) {
    return (
      SENTENCES[failure.code] ??
      `That didn't work (${failure.message || failure.code}). Show a new code and scan that.`
    );
  }
  if (failure instanceof TypeError) {
    return "The server can't be reached. Check your connection, then try again.";
  }
  return sentenceFor(failure, "passkey");
}
