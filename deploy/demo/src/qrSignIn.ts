import type { SupabaseClient } from "@supabase/supabase-js";
import { element } from "./elements.ts";
import { showFailure } from "./messages.ts";

const OTHER_SCREENS = matchMedia("(min-width: 46rem) and (hover: hover)");

interface QrMessage {
  readonly keyri?: boolean;
  readonly error?: boolean;
  readonly data?: string | null;
  readonly message?: string;
}

/**
 * The code that a signed-in phone scans. The frame lives as long as its view is shown, and only on
 * screens that are not the phone itself.
 */
export class QrSignIn {
  private readonly place = element("qr-place");

  constructor(private readonly client: SupabaseClient) {
    addEventListener("message", (event: MessageEvent<QrMessage | null>) => {
      const { data } = event;
      if (data?.keyri && data.data && document.location.origin === event.origin) {
        if (data.error) {
          console.info(`Sign-in by QR code: ${data.message}`);
        } else {
          const { refreshToken } = JSON.parse(data.data) as { refreshToken: string };
          void this.signIn(refreshToken);
        }
      }
    });
  }

  show(): void {
    if (!OTHER_SCREENS.matches || this.place.firstChild) {
      return;
    }
    const frame = document.createElement("iframe");
    frame.title = "KeyriQR";
    frame.src = "/KeyriQR.html";
    frame.id = "qr-frame";
    frame.height = "300";
    frame.width = "300";
    frame.scrolling = "no";
    this.place.append(frame);
  }

  hide(): void {
    this.place.replaceChildren();
  }

  private async signIn(refreshToken: string): Promise<void> {
    const { error } = await this.client.auth.refreshSession({ refresh_token: refreshToken });
    if (error) {
      showFailure(error, "session");
    }
  }
}
