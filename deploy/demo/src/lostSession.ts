import { isAuthSessionMissingError, type SupabaseClient } from "@supabase/supabase-js";
import { showFailure } from "./messages.ts";
import type { Deed } from "./words.ts";

/** Shows the failure; if it means that the session was ended elsewhere, signs out here as well. */
export async function showAccountFailure(
  client: SupabaseClient,
  error: unknown,
  deed: Deed,
): Promise<void> {
  if (isAuthSessionMissingError(error)) {
    await client.auth.signOut({ scope: "local" });
  } else {
    showFailure(error, deed);
  }
}
