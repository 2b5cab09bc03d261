import assert from "node:assert/strict";
import { eventually } from "./eventually.mjs";
import { send } from "./stack.mjs";

/**
 * The mailbox of a stack that was started with --confirm-email. A test file that imports this module runs
 * against such a stack.
 */

const ROW =
  /<a class="mail" href="\/mailbox\/(\d+)"><span class="subject">([^<]*)<\/span><span class="to">([^<]*)<\/span>/g;

/** The mails to an address, oldest first: `{number, subject}`. */
export async function mailsTo(address) {
  const { text } = await send("GET", "/mailbox", { apikey: null });
  return [...text.matchAll(ROW)]
    .map(([, number, subject, to]) => ({ number: Number(number), subject, to }))
    .filter((mail) => mail.to === address)
    .sort((one, other) => one.number - other.number);
}

/** Waits for the nth mail to an address and reads it: `{subject, html, code, link}`. */
export function nthMailTo(address, nth = 1) {
  return eventually(async () => {
    const mail = (await mailsTo(address))[nth - 1];
    assert.ok(mail, `mail ${nth} to ${address}`);
    const { text: html } = await send("GET", `/mailbox/${mail.number}/html`, { apikey: null });
    return {
      subject: mail.subject,
      html,
      code: html.match(/class="code"[^>]*>(\d{6})</)?.[1],
      link: html.match(/class="action" href="([^"]*)"/)?.[1].replaceAll("&amp;", "&"),
    };
  });
}

/** Follows the link of a mail as a browser does, up to the page it leads to: that page's address. */
export async function follow({ link }) {
  const { pathname, search } = new URL(link);
  const { status, headers } = await send("GET", pathname + search, { apikey: null });
  assert.equal(status, 303);
  return new URL(headers.location);
}
