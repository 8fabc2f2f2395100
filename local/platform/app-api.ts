import * as z from "zod/mini";
import { Refusal } from "./refusal.ts";

const hold = z.object({ by: z.string(), reason: z.string(), since: z.string() });
const modelStatus = z.object({
  model: z.string(),
  owner: z.string(),
  champion: z.nullable(z.string()),
  challenger: z.nullable(z.string()),
  previousChampion: z.nullable(z.string()),
  hold: z.nullable(hold),
  lifecycle: z.nullable(z.object({ instance: z.string(), step: z.string(), since: z.string() })),
  waitingFiles: z.number(),
  reviews: z.array(z.string()),
});
const status = z.object({ models: z.array(modelStatus), hold: z.nullable(hold) });
const instant = z.union([z.string(), z.number()]);
const review = z.object({
  id: z.string(),
  model: z.string(),
  action: z.string(),
  question: z.string(),
  digest: z.string(),
  askedAt: instant,
  expiresAt: instant,
  reasons: z.array(z.string()),
  comparison: z.optional(z.unknown()),
});
const decision = z.looseObject({
  sequence: z.number(),
  at: z.string(),
  model: z.string(),
  pattern: z.string(),
  instance: z.string(),
  kind: z.string(),
  inputs: z.unknown(),
  verdict: z.nullable(z.string()),
  action: z.nullable(z.string()),
  autonomy: z.nullable(z.string()),
  reasons: z.array(z.string()),
  hash: z.string(),
});
const check = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("intact"), model: z.string(), entries: z.number() }),
  z.object({ kind: z.literal("broken"), model: z.string(), at: z.number(), problem: z.string() }),
]);

const link = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("holds"), link: z.string(), seen: z.string() }),
  z.object({
    kind: z.literal("broken"),
    link: z.string(),
    at: z.string(),
    seen: z.string(),
    mend: z.string(),
  }),
]);

const queueLetters = z.object({
  queue: z.string(),
  deadLetters: z.array(
    z.object({
      messageId: z.string(),
      body: z.string(),
      deliveries: z.number(),
      enqueuedAt: z.string(),
      description: z.string(),
    }),
  ),
  more: z.boolean(),
});
const replayed = z.object({ replayed: z.number(), more: z.boolean() });

/** The oldest dead letters of one queue, and whether there are more. */
export type QueueLetters = z.infer<typeof queueLetters>;
/** State of every model, as the app tells it. */
export type Status = z.infer<typeof status>;
/** A question that waits for a person. */
export type OpenReview = z.infer<typeof review>;
/** One entry of the ledger. */
export type LedgerDecision = z.infer<typeof decision>;
/** Whether one model's chain is whole. */
export type LedgerResult = z.infer<typeof check>;

/** Whether one private link holds. */
export type LinkResult = z.infer<typeof link>;

/** A person's answer to a review. */
export interface PersonsAnswer {
  answer: "approve" | "reject";
  /** Digest of the question as it was read. */
  digest: string;
  by: string;
  reason?: string | undefined;
}

/** The app's own HTTP API, as the console and the command line use it. */
export interface AppApi {
  status(): Promise<Status>;
  reviews(): Promise<OpenReview[]>;
  /** Throws a Refusal where the answer is stale, late or unknown. */
  answer(review: string, answer: PersonsAnswer): Promise<void>;
  hold(request: {
    model?: string | undefined;
    by: string;
    reason?: string | undefined;
  }): Promise<void>;
  resume(request: { model?: string | undefined; by: string }): Promise<void>;
  /** Throws a Refusal where the version may not be champion. */
  restore(request: {
    model: string;
    version: string;
    by: string;
    reason?: string | undefined;
  }): Promise<void>;
  /** Dead letters of a queue, or of each. */
  deadLetters(queue?: string): Promise<QueueLetters[]>;
  /** Has the oldest dead letters of a queue delivered again; answers how many, and whether there may be more. */
  replay(
    queue: string,
    order: { by: string; reason?: string | undefined },
  ): Promise<{ replayed: number; more: boolean }>;
  decisions(query: { model?: string | undefined; limit?: number }): Promise<LedgerDecision[]>;
  /** Throws a Refusal where there is no such entry. */
  decision(model: string, sequence: number): Promise<LedgerDecision>;
  verify(model?: string): Promise<LedgerResult[]>;
  /** Has the app look at every link that it needs. */
  preflight(): Promise<LinkResult[]>;
}

/** Speaks to the app at a host's base URL, with a bearer token where Entra ID stands in front of it. */
export function createAppApi(url: string, token?: string): AppApi {
  const ask = (path: string, body?: object) => request(`${url}/api/${path}`, body, token);
  return {
    status: async () => status.parse(await ask("status")),
    reviews: async () => z.object({ reviews: z.array(review) }).parse(await ask("reviews")).reviews,
    async answer(id, answer) {
      await ask(`reviews/${encodeURIComponent(id)}`, answer);
    },
    async hold(order) {
      await ask("hold", order);
    },
    async resume(order) {
      await ask("resume", order);
    },
    async restore(order) {
      await ask("restore", order);
    },
    async deadLetters(queue) {
      const reply = await ask(`dead-letters?${queryOf({ queue })}`);
      return z.object({ queues: z.array(queueLetters) }).parse(reply).queues;
    },
    replay: async (queue, order) =>
      replayed.parse(await ask(`dead-letters/${encodeURIComponent(queue)}/replay`, order)),
    async decisions(query) {
      const reply = await ask(`decisions?${queryOf(query)}`);
      return z.object({ decisions: z.array(decision) }).parse(reply).decisions;
    },
    decision: async (model, sequence) =>
      decision.parse(await ask(`decisions/${encodeURIComponent(model)}/${sequence}`)),
    async verify(model) {
      const reply = await ask(`ledger/verify?${queryOf({ model })}`);
      return z.object({ results: z.array(check) }).parse(reply).results;
    },
    preflight: async () => z.object({ links: z.array(link) }).parse(await ask("preflight")).links,
  };
}

async function request(url: string, body?: object, token?: string): Promise<unknown> {
  const response = await reach(url, {
    method: body ? "POST" : "GET",
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  if (response.ok) return text === "" ? null : JSON.parse(text);
  const problem = problemOf(text) ?? `${response.status} ${text.slice(0, 300)}`;
  if (response.status < 500) throw new Refusal(problem);
  throw new Error(`App: ${new URL(url).pathname} was answered ${problem}`);
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const { origin } = new URL(url);
    throw new Refusal(`Platform at ${origin}: it does not answer. See whether it still runs.`, {
      cause: error,
    });
  }
}

/** The sentence that the app gave, whatever it called the field. */
function problemOf(text: string): string | null {
  try {
    const said = z.looseObject({}).parse(JSON.parse(text));
    const sentence = said.detail ?? said.error ?? said.message ?? said.reason;
    return typeof sentence === "string" ? sentence : null;
  } catch {
    return null;
  }
}

function queryOf(fields: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(fields))
    if (value !== undefined) query.set(key, String(value));
  return query.toString();
}
