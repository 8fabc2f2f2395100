import * as z from "zod/mini";
import type { Opinions, Records } from "../clients/ports.ts";
import type { Question } from "../core/improvement/question.ts";
import { containers, opinionPath } from "../core/names.ts";

/** Calls for one question, those that a crash cut off among them. */
const mostCalls = 3;

const tokenCount = z.int().check(z.gte(0));
const reservation = z.object({ most: tokenCount });
const kept = z.object({
  kind: z.enum(["answered", "failed"]),
  text: z.string(),
  reason: z.string(),
  /** Tokens of the call that brought this answer. */
  tokens: tokenCount,
  call: z.int(),
});

/** What came of asking. `tokens` and `dollars` count all that this question cost, lost calls included. */
export type Reply =
  | { kind: "answered"; text: string; tokens: number; dollars: number }
  | { kind: "failed"; reason: string; tokens: number; dollars: number }
  | { kind: "notAsked"; reason: string | null };

/** One question, and what is left to ask it with. */
export interface OpinionRequest {
  model: string;
  key: string;
  question: Question;
  tokensLeft: number;
  /** US dollars; null where there is no limit. */
  dollarsLeft: number | null;
}

/** The effect of asking a language model, once for each key. */
export function createOpinionActivities(surroundings: {
  opinions: Opinions | null;
  records: Records;
}) {
  const { opinions, records } = surroundings;
  return {
    /**
     * Asks, or finds what was answered under this key before a crash. Each call is written down with the most that it
     * may cost before it is made, so that what a crash cut off still counts, and the caps hold.
     */
    async askOpinion(request: OpinionRequest): Promise<Reply> {
      if (opinions === null) return { kind: "notAsked", reason: null };
      const exchange = openExchange(opinions, records, request);
      const known = await exchange.readAnswer();
      if (known !== null) return known;
      const reserved = await exchange.reserve();
      if (reserved.kind === "refused") return await exchange.refuse(reserved.reason);
      // Whoever answered meanwhile counted calls before this one was written down, or is seen here.
      return (await exchange.readAnswer()) ?? (await exchange.ask(reserved.call));
    },
  };
}

/** The blobs of one question: `call-<n>` before each call, `answer` after the first that came back. */
function openExchange(opinions: Opinions, records: Records, request: OpinionRequest) {
  const { model, key, question } = request;
  const path = (part: string) => opinionPath(model, key, part);
  const most = opinions.mostTokens(question);
  const dollarsOf = (tokens: number) => (tokens / 1e6) * opinions.dollarsPerMillionTokens;

  /** Tokens of all calls that were written down, at their most, but for the one that was answered. */
  async function countLost(answered: number | null): Promise<number> {
    let lost = 0;
    for (let call = 1; call <= mostCalls; call++) {
      if (call === answered) continue;
      const body = await records.read(containers.ledger, path(`call-${call}`));
      if (body === null) break;
      lost += reservation.parse(JSON.parse(body)).most;
    }
    return lost;
  }

  async function readAnswer(): Promise<Exclude<Reply, { kind: "notAsked" }> | null> {
    const body = await records.read(containers.ledger, path("answer"));
    if (body === null) return null;
    const { kind, text, reason, call, tokens: own } = kept.parse(JSON.parse(body));
    const tokens = own + (await countLost(call));
    const cost = { tokens, dollars: dollarsOf(tokens) };
    return kind === "answered" ? { kind, text, ...cost } : { kind, reason, ...cost };
  }

  return {
    readAnswer,

    /** Writes down one more call, unless the calls before it leave no room. */
    async reserve(): Promise<
      { kind: "reserved"; call: number } | { kind: "refused"; reason: string }
    > {
      const body = JSON.stringify({ ...request, most }, null, 2);
      for (let call = 1; call <= mostCalls; call++) {
        const reason = findShortage(opinions, request, { most, lost: (call - 1) * most });
        if (reason !== null) return { kind: "refused", reason };
        const { kind } = await records.create(containers.ledger, path(`call-${call}`), body);
        if (kind === "created") return { kind: "reserved", call };
      }
      return { kind: "refused", reason: `${mostCalls} calls were cut off` };
    },

    async refuse(reason: string): Promise<Reply> {
      const tokens = await countLost(null);
      if (tokens === 0) return { kind: "notAsked", reason };
      return { kind: "failed", reason, tokens, dollars: dollarsOf(tokens) };
    },

    async ask(call: number): Promise<Reply> {
      const reply = await opinions.ask(question);
      const text = reply.kind === "answered" ? reply.text : "";
      const reason = reply.kind === "failed" ? reply.reason : "";
      const counted = tokenCount.safeParse(reply.tokens);
      const tokens = counted.success ? counted.data : most;
      const body = JSON.stringify({ kind: reply.kind, text, reason, tokens, call });
      await records.create(containers.ledger, path("answer"), body);
      const first = await readAnswer();
      if (first === null) throw new Error(`Opinion ${key}: its answer was written, yet is gone.`);
      return first;
    },
  };
}

/** Why a call whose outcome is the most expensive one does not fit what is left; null where it does. */
function findShortage(
  { dollarsPerMillionTokens: price }: Opinions,
  { tokensLeft, dollarsLeft }: OpinionRequest,
  { most, lost }: { most: number; lost: number },
): string | null {
  if (lost + most > tokensLeft) {
    return `it may take ${most} tokens, and ${tokensLeft - lost} are left`;
  }
  if (dollarsLeft === null) return null;
  if (price === 0) {
    return "its price is unknown, and improvement.maxDollars is set; set NIGHTSHIFT_LLM_DOLLARS_PER_MILLION_TOKENS (llmDollarsPerMillionTokens)";
  }
  const [cost, left] = [(most / 1e6) * price, dollarsLeft - (lost / 1e6) * price];
  if (cost <= left) return null;
  return `it may cost $${cost.toFixed(4)}, and $${Math.max(0, left).toFixed(4)} are left`;
}
