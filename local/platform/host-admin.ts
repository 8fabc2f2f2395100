import * as z from "zod/mini";

/** A message for a Service Bus queue of the local host. */
export interface QueueMessage {
  body: unknown;
  /** Duplicate detection goes by it. */
  messageId?: string;
}

const health = z.object({ now: z.string() });

/** What the platform asks of the local host beside the app's own routes. */
export interface HostAdmin {
  send(queue: string, messages: QueueMessage[]): Promise<void>;
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
    now: async () => health.parse(await ask("health")).now,
  };
}
