/** What a code says: which hand-off, and to whose key the session must be sealed. */
export interface HandoffLink {
  readonly sessionId: string;
  readonly keyHash: string;
}

const RANDOM = /^[A-Za-z0-9_-]{43}$/;

/**
 * Reads the link of a code; null for any other text. Only links of this site count: a code that leads
 * elsewhere is not ours to open, whatever it says.
 */
export function parseLink(text: string, home = location): HandoffLink | null {
  let link: URL;
  try {
    link = new URL(text.trim(), home.origin);
  } catch {
    return null;
  }
  const { searchParams: query } = link;
  const sessionId = query.get("sessionId") ?? "";
  const keyHash = query.get("h") ?? "";
  const ours = link.origin === home.origin && link.pathname === home.pathname;
  return ours && query.get("v") === "1" && RANDOM.test(sessionId) && RANDOM.test(keyHash)
    ? { sessionId, keyHash }
    : null;
}
