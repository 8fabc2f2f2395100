import * as z from "zod/mini";
import {
  type IncidentCard,
  type IncidentRecord,
  type LedgerDecision,
  type LedgerResult,
  type LinkResult,
  type OpenReview,
  type QueueLetters,
  type ReplayResult,
  type Resumed,
  replies,
  type Status,
} from "./app-replies.ts";
import { Refusal } from "./refusal.ts";

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
  /** Lifts a hold, starts what was paused, and answers what that did. */
  resume(request: { model?: string | undefined; by: string }): Promise<Resumed>;
  /** Throws a Refusal where the version may not be champion. */
  restore(request: {
    model: string;
    version: string;
    by: string;
    reason?: string | undefined;
    mode: "restore" | "firstTime";
  }): Promise<void>;
  /** The newest incidents, newest first. */
  incidents(query: { model?: string | undefined; limit?: number }): Promise<IncidentRecord[]>;
  /** Throws a Refusal where there is no such incident. */
  incident(model: string, id: string): Promise<IncidentCard>;
  /** Dead letters of a queue, or of each. */
  deadLetters(queue?: string): Promise<QueueLetters[]>;
  /** Has the oldest dead letters of a queue delivered again; answers how many, whether there may be more, and what ended it early. */
  replay(queue: string, order: { by: string; reason?: string | undefined }): Promise<ReplayResult>;
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
    status: async () => replies.status.parse(await ask("status")),
    reviews: async () => replies.reviews.parse(await ask("reviews")).reviews,
    async answer(id, answer) {
      await ask(`reviews/${encodeURIComponent(id)}`, answer);
    },
    async hold(order) {
      await ask("hold", order);
    },
    resume: async (order) => replies.resume.parse(await ask("resume", order)),
    async restore(order) {
      await ask("restore", order);
    },
    async incidents(query) {
      const reply = await ask(`incidents?${queryOf(query)}`);
      return replies.incidents.parse(reply).incidents;
    },
    async incident(model, id) {
      const reply = await ask(`incidents/${encodeURIComponent(model)}/${encodeURIComponent(id)}`);
      return replies.incidentCard.parse(reply);
    },
    async deadLetters(queue) {
      const reply = await ask(`dead-letters?${queryOf({ queue })}`);
      return replies.deadLetters.parse(reply).queues;
    },
    replay: async (queue, order) =>
      replies.replay.parse(await ask(`dead-letters/${encodeURIComponent(queue)}/replay`, order)),
    async decisions(query) {
      const reply = await ask(`decisions?${queryOf(query)}`);
      return replies.decisions.parse(reply).decisions;
    },
    decision: async (model, sequence) =>
      replies.decision.parse(await ask(`decisions/${encodeURIComponent(model)}/${sequence}`)),
    async verify(model) {
      const reply = await ask(`ledger/verify?${queryOf({ model })}`);
      return replies.verify.parse(reply).results;
    },
    preflight: async () => replies.preflight.parse(await ask("preflight")).links,
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
  const problem = problemOf(text) ?? describe(response.status, text);
  if (response.status < 500) throw new Refusal(problem);
  throw new Error(`App: ${new URL(url).pathname} was answered ${problem}`);
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const { origin } = new URL(url);
    const mend = "See whether it still runs, and whether this machine is in its network.";
    throw new Refusal(`App at ${origin}: it does not answer. ${mend}`, { cause: error });
  }
}

/** What stands in front of the app, such as Entra ID, gives no sentence. */
function describe(status: number, text: string): string {
  if (status !== 401 && status !== 403) return `${status} ${text.slice(0, 300)}`;
  return `${status}: the app does not let you in. Give --token the answer of: az account get-access-token --resource api://<clientId of signIn> --query accessToken -o tsv`;
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
