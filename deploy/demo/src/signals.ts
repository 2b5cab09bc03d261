/**
 * Keeps the user's passkey provider in step (WebAuthn Signal API): Postern says in a header which
 * signal to give, keyed by the method's name. Where a browser has no such method nothing happens.
 */
const HEADER = "x-postern-signal";

type Signal = (options: unknown) => Promise<void>;

/** The browser's fetch, passing on the signals it meets. */
export const signallingFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  const encoded = response.headers.get(HEADER);
  if (encoded) {
    void give(encoded);
  }
  return response;
};

async function give(encoded: string): Promise<void> {
  try {
    const text = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const signals = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    const methods = window.PublicKeyCredential as unknown as Record<string, Signal | undefined>;
    for (const [name, options] of Object.entries(signals)) {
      if (name.startsWith("signal")) {
        await methods?.[name]?.call(methods, options);
      }
    }
  } catch (error) {
    console.info("The passkey provider took no signal:", error);
  }
}
