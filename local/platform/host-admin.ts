import * as z from "zod/mini";

/** A message for a Service Bus queue of the local host. */
export interface QueueMessage {
  body: unknown;
  /** Duplicate detection goes by it. */
  messageId?: string;
}

const queueState = z.object({
  queue: z.string(),
  active: z.number(),
  scheduled: z.number(),
  locked: z.number(),
  deadLetters: z.number(),
  oldestAt: z.nullable(z.string()),
});

/** How a queue stands: how many messages wait, and since when the oldest. */
export type QueueState = z.infer<typeof queueState>;

const health = z.object({ now: z.string() });

/** What the platform asks of the local host beside the app's own routes. */
export interface HostAdmin {
  send(queue: string, messages: QueueMessage[]): Promise<void>;
  /** Writes to an event hub. */
  publish(hub: string, events: object[]): Promise<void>;
  queues(): Promise<QueueState[]>;
  /** ISO 8601 instant of the host's clock, which may be virtual. */
  now(): Promise<string>;
}

/** Speaks to the admin API of a host at `url`, with its token. */
export function createHostAdmin(url: string, token: string): HostAdmin {
  async function ask(path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${url}/admin/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { "content-type": "application/json", "x-nightshift-token": token },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(
        `Host: /admin/${path} was answered ${response.status}: ${text.slice(0, 300)}`,
      );
    return text === "" ? null : JSON.parse(text);
  }
  return {
    async send(queue, messages) {
      await ask(`queues/${queue}/messages`, { messages });
    },
    async publish(hub, events) {
      await ask(`event-hubs/${hub}/events`, { events });
    },
    async queues() {
      return z.object({ queues: z.array(queueState) }).parse(await ask("queues")).queues;
    },
    now: async () => health.parse(await ask("health")).now,
  };
}
