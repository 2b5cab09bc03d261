import { createClient, type Session, type SupabaseClient } from "@supabase/supabase-js";
import type { Project } from "../project.ts";
import { HandoffError } from "./bridge.ts";

/** What a page is given to sign in with. */
export interface Payload {
  readonly refreshToken: string;
  readonly accessToken?: string;
}

/** A session as its user sees it. */
export interface ListedSession {
  readonly id: string;
  readonly current: boolean;
  readonly device: string | null;
  readonly label: string | null;
  readonly created_at: string;
}

/**
 * A session of its own for the page (the default): each of the two is refreshed and ended without the
 * other. The page's key is noted with it.
 */
export async function forkSession(
  project: Project,
  session: Session,
  binding: string,
  label: string,
): Promise<Payload> {
  const child = (await ask(project, session, "POST", "/sessions/fork", {
    target: "web",
    binding,
    label,
  })) as { access_token: string; refresh_token: string };
  return { refreshToken: child.refresh_token, accessToken: child.access_token };
}

/**
 * This phone's own session, as third-party phone code sends it: both ends then share one family of
 * refresh tokens, and a sign-out ends both.
 */
export function copySession(session: Session): Payload {
  return { refreshToken: session.refresh_token };
}

/** The user's sessions, last used first. */
export async function listSessions(
  project: Project,
  session: Session,
): Promise<readonly ListedSession[]> {
  return (await ask(project, session, "GET", "/sessions")) as readonly ListedSession[];
}

export async function endSession(project: Project, session: Session, id: string): Promise<void> {
  await ask(project, session, "DELETE", `/sessions/${id}`);
}

/** A client beside the page's own, which stays signed in as it is. */
let verifier: SupabaseClient | undefined;

/**
 * Has the person prove that they are here: with a passkey of the same account, asked for now. The
 * session that proves it is of no further use and is ended at once.
 */
export async function verifyUser(project: Project, session: Session): Promise<void> {
  const fresh = (verifier ??= createClient(project.url, project.publishableKey, {
    auth: {
      experimental: { passkey: true },
      persistSession: false,
      autoRefreshToken: false,
      storageKey: "postern.verify-user",
    },
  }));
  const { data, error } = await fresh.auth.signInWithPasskey();
  if (error) {
    throw error;
  }
  await fresh.auth.signOut({ scope: "local" });
  if (data.user?.id !== session.user.id) {
    throw new HandoffError("other_user", "That passkey belongs to another account.");
  }
}

export async function currentSession(client: SupabaseClient): Promise<Session> {
  const { data } = await client.auth.getSession();
  if (!data.session) {
    throw new HandoffError("invalid_token", "Nobody is signed in on this phone.");
  }
  return data.session;
}

async function ask(
  project: Project,
  session: Session,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${project.url}/auth/v1${path}`, {
    method,
    headers: {
      apikey: project.publishableKey,
      Authorization: `Bearer ${session.access_token}`,
      "Content-Type": "application/json",
      "X-Supabase-Api-Version": "2024-01-01",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer = (text ? JSON.parse(text) : {}) as { code?: string; message?: string };
  if (!response.ok) {
    throw new HandoffError(answer.code ?? "unavailable", answer.message ?? "");
  }
  return answer;
}
