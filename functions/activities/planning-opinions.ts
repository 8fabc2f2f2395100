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
      const exchange = { opinions, records, request };
      const known = await readAnswer(exchange);
      if (known !== null) return known;
      const reserved = await reserve(exchange);
      if (reserved.kind === "refused") return await refuse(exchange, reserved.reason);
      // Whoever answered meanwhile counted calls before this one was written down, or is seen here.
      return (await readAnswer(exchange)) ?? (await ask(exchange, reserved.call));
    },
  };
}

/** One question and its blobs: `call-<n>` before each call, `answer` after the first that came back. */
interface Exchange {
  opinions: Opinions;
  records: Records;
  request: OpinionRequest;
}

/** What was answered, with all that the question cost; null where nothing was yet. */
async function readAnswer(exchange: Exchange): Promise<Reply | null> {
  const body = await exchange.records.read(containers.ledger, pathOf(exchange, "answer"));
  if (body === null) return null;
  const { kind, text, reason, call, tokens: own } = kept.parse(JSON.parse(body));
  const tokens = own + (await countLost(exchange, call));
  const cost = { tokens, dollars: dollarsOf(exchange, tokens) };
  return kind === "answered" ? { kind, text, ...cost } : { kind, reason, ...cost };
}

/** Tokens of all calls that were written down, at their most, but for the one that was answered. */
async function countLost(exchange: Exchange, answered: number | null): Promise<number> {
  let lost = 0;
  for (let call = 1; call <= mostCalls; call++) {
    if (call === answered) continue;
    const body = await exchange.records.read(containers.ledger, pathOf(exchange, `call-${call}`));
    if (body === null) break;
    lost += reservation.parse(JSON.parse(body)).most;
  }
  return lost;
}

/** Writes down one more call, unless the calls before it leave no room. */
async function reserve(
  exchange: Exchange,
): Promise<{ kind: "reserved"; call: number } | { kind: "refused"; reason: string }> {
  const { opinions, records, request } = exchange;
  const most = opinions.mostTokens(request.question);
  const body = JSON.stringify({ ...request, most }, null, 2);
  for (let call = 1; call <= mostCalls; call++) {
    const reason = findShortage(opinions, request, { most, lost: (call - 1) * most });
    if (reason !== null) return { kind: "refused", reason };
    const path = pathOf(exchange, `call-${call}`);
    const { kind } = await records.create(containers.ledger, path, body);
    if (kind === "created") return { kind: "reserved", call };
  }
  return { kind: "refused", reason: `${mostCalls} calls were cut off` };
}

async function refuse(exchange: Exchange, reason: string): Promise<Reply> {
  const tokens = await countLost(exchange, null);
  if (tokens === 0) return { kind: "notAsked", reason };
  return { kind: "failed", reason, tokens, dollars: dollarsOf(exchange, tokens) };
}

async function ask(exchange: Exchange, call: number): Promise<Reply> {
  const { opinions, records, request } = exchange;
  const reply = await opinions.ask(request.question);
  const text = reply.kind === "answered" ? reply.text : "";
  const reason = reply.kind === "failed" ? reply.reason : "";
  const counted = tokenCount.safeParse(reply.tokens);
  const tokens = counted.success ? counted.data : opinions.mostTokens(request.question);
  const body = JSON.stringify({ kind: reply.kind, text, reason, tokens, call });
  await records.create(containers.ledger, pathOf(exchange, "answer"), body);
  const first = await readAnswer(exchange);
  if (first === null) {
    throw new Error(`Opinion ${request.key}: its answer was written, yet is gone.`);
  }
  return first;
}

function pathOf({ request }: Exchange, part: string): string {
  return opinionPath(request.model, request.key, part);
}

function dollarsOf({ opinions }: Exchange, tokens: number): number {
  return (tokens / 1e6) * opinions.dollarsPerMillionTokens;
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
