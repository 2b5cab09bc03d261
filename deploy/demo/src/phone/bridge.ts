import type { Project } from "../project.ts";
import type { HandoffLink } from "./link.ts";
import { commitment, type Sealed } from "./seal.ts";

/** What the bridge tells the phone about the page that shows the code. */
export interface Claim {
  readonly sessionId: string;
  readonly handshakeToken: string;
  readonly browserKey: string;
  readonly decideBy: number;
  readonly appId: string;
  readonly origin: string;
  readonly app: { readonly name: string };
  readonly browser: {
    readonly ip: string;
    readonly os: string;
    readonly browser: string;
    readonly city: string | null;
    readonly country: string | null;
    readonly isNew: boolean;
  };
  readonly risk: {
    readonly status: "clear" | "warn" | "deny";
    readonly flags: readonly string[];
    readonly sameNetwork: boolean;
  };
  readonly verification: { readonly mode: "none" | "enter"; readonly length: number };
  readonly template: {
    readonly title: string;
    readonly message: string;
    readonly widget: { readonly location: string; readonly issue: string };
    readonly userAgent: { readonly name: string; readonly issue: string };
  };
}

/** A refusal of the bridge, or of the phone itself. */
export class HandoffError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const DEVICES = [
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Android", "Android phone"],
  ["Mac", "Mac"],
  ["Windows", "Windows computer"],
  ["Linux", "Linux computer"],
] as const;
const DEVICE_ID = "postern.phone-id";
const STATUS_EVERY_MS = 2_100;
const STATUS_FOR_MS = 30_000;

/** The phone's calls of the bridge. */
export class Bridge {
  constructor(
    private readonly project: Project,
    private readonly accessToken: () => Promise<string>,
  ) {}

  /** Makes the code this phone's own and checks that the bridge gave the key the code commits to. */
  async claim(link: HandoffLink): Promise<Claim> {
    const claim = (await this.call(`${link.sessionId}/claim`, {
      device: { id: deviceId(), name: deviceName(), platform: "web" },
      h: link.keyHash,
    })) as Claim;
    if ((await commitment(claim.browserKey)) !== link.keyHash) {
      throw new HandoffError("key_mismatch", "The bridge gave another key than the code.");
    }
    return claim;
  }

  /** Sends the sealed session and waits until the page has it. */
  async approve(
    claim: Claim,
    enc: Sealed,
    matchCode: string | null,
    trustBrowser: boolean,
  ): Promise<void> {
    const body = {
      handshakeToken: claim.handshakeToken,
      enc,
      trustBrowser,
      ...(matchCode === null ? {} : { matchCode }),
    };
    const { status } = (await this.once(() => this.call(`${claim.sessionId}/approve`, body))) as {
      status: string;
    };
    if (status !== "delivered") {
      await this.awaitDelivery(claim);
    }
  }

  async deny(claim: Claim, reason: "user" | "not_me"): Promise<void> {
    await this.call(`${claim.sessionId}/deny`, { handshakeToken: claim.handshakeToken, reason });
  }

  /** The page was away: it may come back for half a minute. */
  private async awaitDelivery(claim: Claim): Promise<void> {
    const end = Date.now() + STATUS_FOR_MS;
    for (;;) {
      await new Promise((waited) => setTimeout(waited, STATUS_EVERY_MS));
      const { state } = (await this.call(claim.sessionId, null, {
        "X-Handshake-Token": claim.handshakeToken,
      })) as { state: string };
      if (state === "delivered") {
        return;
      }
      if (state !== "approved" || Date.now() > end) {
        throw new HandoffError("browser_gone", "The page did not take the sign-in.");
      }
    }
  }

  /** A lost answer is asked for again with the same words, which the bridge takes for the same. */
  private async once(send: () => Promise<unknown>): Promise<unknown> {
    try {
      return await send();
    } catch (failure) {
      if (failure instanceof HandoffError) {
        throw failure;
      }
      return await send();
    }
  }

  private async call(
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<unknown> {
    const response = await fetch(`${this.project.url}/qr/v1/sessions/${path}`, {
      method: body === null ? "GET" : "POST",
      headers: {
        "X-App-Key": this.project.qrAppKey,
        Authorization: `Bearer ${await this.accessToken()}`,
        "Content-Type": "application/json",
        ...headers,
      },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as { code?: string; message?: string };
    if (!response.ok) {
      throw new HandoffError(answer.code ?? "unavailable", answer.message ?? "");
    }
    return answer;
  }
}

/** Names this phone to the bridge, so that it may claim again what it has claimed. */
function deviceId(): string {
  const known = localStorage.getItem(DEVICE_ID);
  if (known) {
    return known;
  }
  const made = crypto.randomUUID();
  localStorage.setItem(DEVICE_ID, made);
  return made;
}

function deviceName(): string {
  const { userAgent } = navigator;
  const [, name] = DEVICES.find(([word]) => userAgent.includes(word)) ?? ["", "your phone"];
  return name;
}
