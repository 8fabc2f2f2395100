import * as z from "zod/mini";
import { shortHash } from "../core/names.ts";
import { idText, parseExactJson } from "./exact-json.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { HttpError } from "./http-error.ts";
import type { DeadLetters } from "./ports.ts";

/** Scope of a token for the Service Bus REST API. */
export const serviceBusScope = "https://servicebus.azure.net/.default";

/** A dead letter that is ours until its lock runs out, after one to five minutes. */
interface Locked {
  messageId: string;
  sequence: string;
  lock: string;
  body: string;
  deliveries: number;
  enqueuedAt: string;
  description: string;
}

/** https://learn.microsoft.com/rest/api/servicebus/message-headers-and-properties */
const brokerProperties = z.object({
  MessageId: z._default(z.string(), ""),
  SequenceNumber: idText,
  LockToken: z.string(),
  DeliveryCount: z._default(z.number(), 0),
  EnqueuedTimeUtc: z._default(z.string(), ""),
});

/**
 * Reaches dead letters by the REST API of Service Bus (https://learn.microsoft.com/rest/api/servicebus/service-bus-runtime-rest):
 * it has no look without a lock, so a look locks and then unlocks.
 */
export function createServiceBusDeadLetters(open: () => Exchange): DeadLetters {
  async function lockMany(exchange: Exchange, queue: string, most: number): Promise<Locked[]> {
    const letters: Locked[] = [];
    try {
      while (letters.length < most) {
        const letter = await lockNext(exchange, queue);
        if (letter === null) break;
        letters.push(letter);
      }
      return letters;
    } catch (error) {
      await giveBack(exchange, queue, letters);
      throw error;
    }
  }
  return {
    async look(queue, most) {
      const exchange = open();
      const letters = await lockMany(exchange, queue, most);
      await Promise.all(letters.map((letter) => settle(exchange, queue, letter, "PUT")));
      return letters.map(({ sequence: _, lock: __, ...letter }) => letter);
    },
    async replay(queue, most) {
      const exchange = open();
      // All are locked before the first is sent: one that fails again is not taken for one that waits.
      const letters = await lockMany(exchange, queue, most);
      let replayed = 0;
      try {
        for (const letter of letters) {
          await send(exchange, queue, letter);
          replayed += 1;
          await settle(exchange, queue, letter, "DELETE");
        }
        return { replayed, problem: null };
      } catch (error) {
        await giveBack(exchange, queue, letters.slice(replayed));
        // Tried again, it would count only what is left, and tell too few.
        if (replayed === 0 || !(error instanceof Error)) throw error;
        return { replayed, problem: error.message };
      }
    },
  };
}

/** As far as the queue lets us: a lock that stays ends by itself after five minutes. */
async function giveBack(exchange: Exchange, queue: string, letters: Locked[]): Promise<void> {
  await Promise.allSettled(letters.map((letter) => settle(exchange, queue, letter, "PUT")));
}

const second = "1";

async function lockNext(exchange: Exchange, queue: string): Promise<Locked | null> {
  const path = `${deadLettersOf(queue)}/head`;
  const answer = await exchange.send({ method: "POST", path, query: { timeout: second } });
  if (answer.status === 204) return null;
  if (answer.status !== 201) throw refusal(exchange, path, answer);
  const read = brokerProperties.parse(parseExactJson(answer.header("brokerproperties") ?? "{}"));
  return {
    messageId: read.MessageId,
    sequence: read.SequenceNumber,
    lock: read.LockToken,
    body: answer.text,
    deliveries: read.DeliveryCount,
    enqueuedAt: timeOf(read.EnqueuedTimeUtc),
    description: [textOf(answer, "DeadLetterReason"), textOf(answer, "DeadLetterErrorDescription")]
      .filter((text) => text !== "")
      .join(": "),
  };
}

/**
 * Sends it under an id that this dead letter alone gives: sent twice after a crash it is one message, but the queue,
 * which remembers the first sending for a day, does not take it for that one and drop it.
 */
async function send(exchange: Exchange, queue: string, letter: Locked): Promise<void> {
  const { messageId, sequence, body } = letter;
  const MessageId = `replay-${shortHash(`${messageId}\n${sequence}`)}`;
  const path = `/${encodeURIComponent(queue)}/messages`;
  const headers = { BrokerProperties: JSON.stringify({ MessageId }) };
  const answer = await exchange.send({ method: "POST", path, body, headers, replay: "safe" });
  if (answer.status !== 201) throw refusal(exchange, path, answer);
}

/** Takes a dead letter away, or gives it back. Where its lock has run out it stays: it may be sent twice, and is not lost. */
async function settle(
  exchange: Exchange,
  queue: string,
  { sequence, lock }: Locked,
  method: "DELETE" | "PUT",
): Promise<void> {
  const path = `${deadLettersOf(queue)}/${encodeURIComponent(sequence)}/${encodeURIComponent(lock)}`;
  const answer = await exchange.send({ method, path });
  const isLockLost = answer.status === 404 || answer.status === 410;
  if (answer.status !== 200 && !isLockLost) throw refusal(exchange, path, answer);
}

function deadLettersOf(queue: string): string {
  return `/${encodeURIComponent(queue)}/$DeadLetterQueue/messages`;
}

/** A custom property of a message comes as a header whose value is JSON. */
function textOf(answer: Answer, property: string): string {
  const value = answer.header(property) ?? "";
  try {
    return String(JSON.parse(value));
  } catch {
    return value;
  }
}

function timeOf(text: string): string {
  const at = Date.parse(text);
  return Number.isFinite(at) ? new Date(at).toISOString() : "";
}

function refusal({ host }: Exchange, path: string, { status, text }: Answer): HttpError {
  const mend =
    status === 401 || status === 403
      ? " The app's identity needs Azure Service Bus Data Receiver and Data Sender on the queue."
      : "";
  return new HttpError(
    `Service Bus ${host}: ${path} was answered ${status}: ${text.slice(0, 200) || "no message"}.${mend}`,
    { status, errorCode: null },
  );
}
