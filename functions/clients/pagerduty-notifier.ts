import { createExchange } from "./exchange.ts";
import { HttpError } from "./http-error.ts";
import type { Notifier } from "./ports.ts";

/** Where PagerDuty takes events outside its European region. */
export const pagerDutyUrl = "https://events.pagerduty.com";

const severities = { critical: "critical", warning: "warning", informational: "info" } as const;
const longestKey = 255;
const longestSummary = 1024;

/**
 * Creates a notifier that sends each card to PagerDuty (Events API v2) as a trigger, and a card that closes another as
 * that one's resolve. PagerDuty folds events of one key, so an event sent again after a lost answer changes nothing.
 * https://developer.pagerduty.com/docs/send-alert-event
 */
export function createPagerDutyNotifier(options: {
  /** Integration key of the service; a secret. */
  routingKey: string;
  /** @default https://events.pagerduty.com */
  url?: string;
}): Notifier {
  const { routingKey, url = pagerDutyUrl } = options;
  const exchange = createExchange({
    service: "PagerDuty",
    setting: "NIGHTSHIFT_PAGERDUTY_URL",
    baseUrl: url,
    auth: null,
  });
  return {
    name: "pagerduty",
    async notify(card) {
      for (const event of eventsOf(card)) await send(card.key, event);
    },
  };

  async function send(cardKey: string, event: object): Promise<void> {
    const body = JSON.stringify({ routing_key: routingKey, ...event });
    const path = "/v2/enqueue";
    const answer = await exchange.send({ method: "POST", path, body, replay: "safe" });
    if (answer.status === 202) return;
    throw new HttpError(
      `PagerDuty at ${exchange.host} answered ${answer.status} to card ${cardKey}; it must answer 202. Check NIGHTSHIFT_PAGERDUTY_ROUTING_KEY.`,
      { status: answer.status, errorCode: null },
    );
  }
}

function eventsOf({ title, text, severity, key, closes }: Parameters<Notifier["notify"]>[0]) {
  if (closes !== undefined) {
    return closes.map((closed) => ({
      event_action: "resolve",
      dedup_key: closed.slice(0, longestKey),
    }));
  }
  const payload = {
    summary: title.slice(0, longestSummary),
    source: "nightshift",
    severity: severities[severity],
    custom_details: { card: text },
  };
  return [{ event_action: "trigger", dedup_key: key.slice(0, longestKey), payload }];
}
