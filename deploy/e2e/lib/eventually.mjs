import { setTimeout as pause } from "node:timers/promises";

const LIMIT_MS = 10_000;
const BETWEEN_MS = 50;

/** Repeats `check` until it passes: for what one service learns from another's events. */
export async function eventually(check, limitMs = LIMIT_MS) {
  const end = Date.now() + limitMs;
  for (;;) {
    try {
      return await check();
    } catch (failure) {
      if (Date.now() > end) {
        throw failure;
      }
      await pause(BETWEEN_MS);
    }
  }
}
