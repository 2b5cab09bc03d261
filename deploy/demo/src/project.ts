import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { signallingFetch } from "./signals.ts";

/** What the server says about itself in /postern.json. */
export interface Project {
  readonly url: string;
  readonly publishableKey: string;
  /** What the phone page names itself by to the QR bridge. */
  readonly qrAppKey: string;
}

/** Asks the server that sent this page which project it belongs to. */
export async function loadProject(): Promise<Project> {
  const response = await fetch("/postern.json", { cache: "no-store" });
  if (!response.ok) {
    throw new Error(`/postern.json answered ${response.status}`);
  }
  const { url, publishableKey, qrAppKey = "" } = (await response.json()) as Partial<Project>;
  if (!url || !publishableKey) {
    throw new Error("/postern.json lacks url or publishableKey");
  }
  return { url, publishableKey, qrAppKey };
}

/** The unmodified Supabase client, with its passkey methods switched on. */
export function connect(project: Project): SupabaseClient {
  return createClient(project.url, project.publishableKey, {
    auth: { experimental: { passkey: true } },
    global: { fetch: signallingFetch },
  });
}

/** Passkeys are bound to the site's name: the page works only where its origin is the project's. */
export function isAtHome(project: Project): boolean {
  return new URL(project.url).origin === location.origin;
}

export function supportsPasskeys(): boolean {
  return typeof window.PublicKeyCredential === "function" && "credentials" in navigator;
}
