import { createExchange } from "./exchange.ts";
import { HttpError } from "./http-error.ts";
import type { Notifier } from "./ports.ts";

const colours = { critical: "Attention", warning: "Warning", informational: "Default" } as const;

/**
 * Creates a notifier that posts each card to a Teams workflow ("Post to a channel when a webhook request is
 * received") as an adaptive card. Every line is a text run, which renders no markdown: nothing in a card's text can
 * become a link. The URL is a secret, so errors name its host only.
 */
export function createTeamsNotifier(options: { url: string }): Notifier {
  const exchange = createExchange({
    service: "Teams workflow",
    setting: "NIGHTSHIFT_TEAMS_WORKFLOW_URL",
    baseUrl: options.url,
    auth: null,
  });
  return {
    name: "teams",
    async notify(card) {
      const body = JSON.stringify(messageOf(card));
      // A card shown twice after a lost answer is better than one never shown.
      const answer = await exchange.send({ method: "POST", path: "", body, replay: "safe" });
      if (answer.status >= 200 && answer.status < 300) return;
      throw new HttpError(
        `Teams workflow at ${exchange.host} answered ${answer.status} to card ${card.key}; it must answer 2xx. Check NIGHTSHIFT_TEAMS_WORKFLOW_URL, and that the workflow is on.`,
        { status: answer.status, errorCode: null },
      );
    },
  };
}

function messageOf({ title, text, severity }: Parameters<Notifier["notify"]>[0]): object {
  const heading = { type: "TextRun", text: title, weight: "Bolder", color: colours[severity] };
  const lines = text.split("\n").map((line) => ({ type: "TextRun", text: line }));
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [heading, ...lines].map((inline) => ({ type: "RichTextBlock", inlines: [inline] })),
  };
  const contentType = "application/vnd.microsoft.card.adaptive";
  return { type: "message", attachments: [{ contentType, contentUrl: null, content }] };
}
