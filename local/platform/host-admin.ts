import * as z from "zod/mini";

/** A message for a Service Bus queue of the local host. */
export interface QueueMessage {
  body: unknown;
  /** Duplicate detection goes by it. */
  messageId?: string;
}

const queueState = z.object({
  active: z.number(),
  scheduled: z.number(),
  locked: z.number(),
  deadLetters: z.number(),
});

/** What the platform asks of the local host beside the app's own routes. */
export interface HostAdmin {
  send(queue: string, messages: QueueMessage[]): Promise<void>;
  /** How many messages wait, by queue. */
  queues(): Promise<Record<string, z.infer<typeof queueState>>>;
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
    async queues() {
      const reply = z
        .object({ queues: z.record(z.string(), queueState) })
        .parse(await ask("queues"));
      return reply.queues;
    },
  };
}
