import { createHmac } from "node:crypto";
import { createExchange } from "./exchange.ts";
import { HttpError } from "./http-error.ts";
import type { Notifier } from "./ports.ts";

/** Header that proves who sent a card, and when: `t=<seconds>,v1=<hex HMAC-SHA256 of "<seconds>.<body>">`. */
export const signatureHeader = "x-nightshift-signature";

/**
 * Creates a notifier that POSTs each card as JSON `{title, text, severity, key}`. The same `key` may come
 * twice after a lost answer: receivers fold by it. Any 2xx is taken for received; a redirect is not.
 * With a secret each POST carries `x-nightshift-signature`, so that a receiver can refuse forged and
 * old cards. The URL may itself be a secret, so errors name its host only.
 */
export function createWebhookNotifier(options: {
  name: string;
  url: string;
  /** Key of the signature; null sends cards unsigned. */
  secret: string | null;
  /** Milliseconds since the epoch. @default Date.now */
  now?: () => number;
}): Notifier {
  const { name, url, secret, now = Date.now } = options;
  if (!URL.canParse(url)) throw new Error(`Webhook ${name}: NIGHTSHIFT_WEBHOOK_URL is not a URL.`);
  const exchange = createExchange({
    service: "Webhook",
    setting: "NIGHTSHIFT_WEBHOOK_URL",
    baseUrl: url,
    auth: null,
  });
  return {
    name,
    async notify({ title, text, severity, key }) {
      const body = JSON.stringify({ title, text, severity, key });
      const headers: Record<string, string> =
        secret === null ? {} : { [signatureHeader]: sign(secret, body, now()) };
      const answer = await exchange.send({
        method: "POST",
        path: "",
        body,
        headers,
        replay: "safe",
      });
      if (answer.status >= 200 && answer.status < 300) return;
      throw new HttpError(
        `Webhook ${name} at ${exchange.host} answered ${answer.status} to card ${key}; it must answer 2xx. Check NIGHTSHIFT_WEBHOOK_URL.`,
        { status: answer.status, errorCode: null },
      );
    },
  };
}

function sign(secret: string, body: string, now: number): string {
  const seconds = Math.floor(now / 1000);
  const digest = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
  return `t=${seconds},v1=${digest}`;
}
