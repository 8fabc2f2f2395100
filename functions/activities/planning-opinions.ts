import * as z from "zod/mini";
import type { Opinions, Records } from "../clients/ports.ts";
import type { Question } from "../core/improvement/question.ts";
import { containers, opinionPath } from "../core/names.ts";

/** Calls for one question, those that a crash cut off among them. */
const mostCalls = 3;

const kept = z.object({
  kind: z.enum(["answered", "failed"]),
  text: z.string(),
  reason: z.string(),
  tokens: z.number(),
});

/** What came of asking. `tokens` and `dollars` count all that this question cost, lost calls included. */
export type Reply =
  | { kind: "answered"; text: string; tokens: number; dollars: number }
  | { kind: "failed"; reason: string; tokens: number; dollars: number }
  | { kind: "notAsked"; reason: string | null };

/** The effect of asking a language model, once for each key. */
export function createOpinionActivities(surroundings: {
  opinions: Opinions | null;
  records: Records;
}) {
  const { opinions, records } = surroundings;
  return {
    /**
     * Asks, or finds what was answered under this key before a crash. Each call is written down with the most that it
     * may cost before it is made, so that what a crash cut off still counts, and the cap holds.
     */
    async askOpinion(request: {
      model: string;
      key: string;
      question: Question;
      tokensLeft: number;
    }): Promise<Reply> {
      if (opinions === null) return { kind: "notAsked", reason: null };
      const { model, key, question, tokensLeft } = request;
      const dollarsOf = (tokens: number) => (tokens / 1e6) * opinions.dollarsPerMillionTokens;
      const path = (part: string) => opinionPath(model, key, part);
      const known = await records.read(containers.ledger, path("answer"));
      if (known !== null) return replyOf(known, dollarsOf);

      const most = opinions.mostTokens(question);
      const call = await reserve(records, path, { most, tokensLeft, question, key });
      if (call.kind === "refused") {
        if (call.lost === 0) return { kind: "notAsked", reason: call.reason };
        return { ...call, kind: "failed", tokens: call.lost, dollars: dollarsOf(call.lost) };
      }
      const reply = await opinions.ask(question);
      const tokens = call.lost + (reply.tokens ?? most);
      const text = reply.kind === "answered" ? reply.text : "";
      const reason = reply.kind === "failed" ? reply.reason : "";
      const body = JSON.stringify({ kind: reply.kind, text, reason, tokens });
      const { kind } = await records.create(containers.ledger, path("answer"), body);
      const first =
        kind === "created" ? body : await records.read(containers.ledger, path("answer"));
      return replyOf(first ?? body, dollarsOf);
    },
  };
}

/** Writes down one more call, unless the calls before it leave no room; `lost`: tokens of calls without an answer. */
async function reserve(
  records: Records,
  path: (part: string) => string,
  asked: { most: number; tokensLeft: number; question: Question; key: string },
): Promise<{ kind: "reserved"; lost: number } | { kind: "refused"; reason: string; lost: number }> {
  const { most, tokensLeft } = asked;
  for (let call = 1; ; call++) {
    const lost = (call - 1) * most;
    if (call > mostCalls) {
      return { kind: "refused", reason: `${mostCalls} calls were cut off`, lost };
    }
    if (lost + most > tokensLeft) {
      const reason = `it may take ${most} tokens, and ${tokensLeft - lost} are left`;
      return { kind: "refused", reason, lost };
    }
    const body = JSON.stringify(asked, null, 2);
    const { kind } = await records.create(containers.ledger, path(`call-${call}`), body);
    if (kind === "created") return { kind: "reserved", lost };
  }
}

function replyOf(body: string, dollarsOf: (tokens: number) => number): Reply {
  const { kind, text, reason, tokens } = kept.parse(JSON.parse(body));
  const dollars = dollarsOf(tokens);
  return kind === "answered" ? { kind, text, tokens, dollars } : { kind, reason, tokens, dollars };
}
