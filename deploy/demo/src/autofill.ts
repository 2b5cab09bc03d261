import type { SupabaseClient } from "@supabase/supabase-js";

/** Seconds before a challenge expires at which it is replaced by a fresh one. */
const RENEW_BEFORE_EXPIRY = 30;

/** Seconds without a new attempt after the server refused to issue a challenge. */
const PAUSE_AFTER_REFUSAL = 60;

/** Seconds before passkeys are offered again after one didn't open an account. */
const PAUSE_AFTER_FAILURE = 3;

/**
 * Passkeys in the e-mail field's autofill list (WebAuthn conditional mediation).
 *
 * supabase-js 2.109 has no `mediation` option, so this runs the two-step methods around its own
 * `navigator.credentials.get`. A page left open gets a new challenge before the old one expires.
 */
export class PasskeyAutofill {
  private ceremony: AbortController | null = null;
  private finished: Promise<void> = Promise.resolve();

  constructor(
    private readonly client: SupabaseClient,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** Offers passkeys until {@link stop}; does nothing where the browser can't. */
  start(): void {
    this.ceremony?.abort();
    const ceremony = new AbortController();
    this.ceremony = ceremony;
    this.finished = this.finished.then(() => this.offer(ceremony.signal));
  }

  /** Ends the offer and resolves when the browser is free for another ceremony. */
  async stop(): Promise<void> {
    this.ceremony?.abort();
    this.ceremony = null;
    await this.finished;
  }

  private async offer(stopped: AbortSignal): Promise<void> {
    if (!(await canAutofill())) {
      return;
    }
    while (!stopped.aborted) {
      const { data: challenge, error } = await this.client.auth.passkey.startAuthentication();
      if (error) {
        await elapsed(PAUSE_AFTER_REFUSAL, stopped);
        continue;
      }
      const life = challenge.expires_at - Date.now() / 1000 - RENEW_BEFORE_EXPIRY;
      const credential = await chosen(challenge.options, Math.max(life, 1), stopped);
      if (!credential) {
        continue;
      }
      const { error: refused } = await this.client.auth.passkey.verifyAuthentication({
        challengeId: challenge.challenge_id,
        credential: credential.toJSON() as never,
      });
      if (!refused) {
        return;
      }
      this.onFailure(refused);
      await elapsed(PAUSE_AFTER_FAILURE, stopped);
    }
  }
}

async function canAutofill(): Promise<boolean> {
  return (
    typeof window.PublicKeyCredential === "function" &&
    typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function" &&
    typeof PublicKeyCredential.prototype.toJSON === "function" &&
    (await (PublicKeyCredential.isConditionalMediationAvailable?.() ?? false))
  );
}

/** The passkey picked from the list, or null when the challenge's time is up or we are stopped. */
async function chosen(
  options: unknown,
  seconds: number,
  stopped: AbortSignal,
): Promise<PublicKeyCredential | null> {
  const lapse = new AbortController();
  const timer = setTimeout(() => lapse.abort(), seconds * 1000);
  const end = () => lapse.abort();
  stopped.addEventListener("abort", end);
  if (stopped.aborted) {
    end();
  }
  try {
    const credential = await navigator.credentials.get({
      mediation: "conditional",
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(
        options as PublicKeyCredentialRequestOptionsJSON,
      ),
      signal: lapse.signal,
    });
    return credential as PublicKeyCredential | null;
  } catch (error) {
    if (!lapse.signal.aborted) {
      // The browser withdrew the offer itself; ask again only when this challenge would be renewed.
      console.info("Passkey autofill paused:", error);
      await elapsed(seconds, stopped);
    }
    return null;
  } finally {
    clearTimeout(timer);
    stopped.removeEventListener("abort", end);
  }
}

function elapsed(seconds: number, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stopped.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(resolve, seconds * 1000);
    stopped.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
