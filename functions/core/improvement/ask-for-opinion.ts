import * as z from "zod/mini";
import { printable } from "../printable.ts";
import type { Allowance } from "./allowance.ts";
import type { Opinion } from "./critique.ts";
import { describeSituation } from "./describe-situation.ts";
import { targets } from "./plan.ts";
import { dataIsNoOrder, type Question, type Read, readObject } from "./question.ts";
import type { Situation } from "./trial.ts";

const parts = Object.values(targets);
const stances = ["agree", "retry", "reject"] as const;
const longestConcern = 500;

const instructions = `You are the second critic of the last trial of one machine-learning model. A statistical gate has judged it already, and you cannot overrule that: you may only be stricter.
"stance": agree with the gate; retry, where something other must be tried before this candidate may be trusted; reject, where trying on is pointless.
"change" names the parts that must change; a stance stricter than agree without one is passed over. "concern" is one sentence for the person on call.
${dataIsNoOrder}`;

const answer = z.strictObject({
  stance: z.enum(stances),
  change: z.array(z.enum(parts)),
  concern: z.string(),
});

/** Asks what speaks against the last trial; `refused` tells why the answer before was not taken. */
export function askForOpinion(
  situation: Situation,
  left: Allowance,
  refused: readonly string[],
): Question {
  const data = { ...describeSituation(situation, left), refusedBecause: refused };
  return { instructions, data: JSON.stringify(data), answer: { name: "opinion", schema } };
}

const schema = {
  type: "object",
  properties: {
    stance: { type: "string", enum: stances },
    change: { type: "array", items: { type: "string", enum: parts } },
    concern: { type: "string" },
  },
  required: ["stance", "change", "concern"],
  additionalProperties: false,
} as const;

/** Reads an opinion; what is not exactly one is refused. */
export function readOpinion(text: string): Read<Opinion> {
  const read = readObject(text);
  if (read.kind === "refused") return read;
  const parsed = answer.safeParse(read.value);
  if (!parsed.success) {
    const where = parsed.error.issues.map(({ path }) => path.join(".") || "the answer");
    const reason = `${[...new Set(where)].slice(0, 5).join(", ")}: not what was asked for; it must have stance (${stances.join(", ")}), change (${parts.join(", ")}) and concern, and nothing else.`;
    return { kind: "refused", reasons: [reason] };
  }
  const { stance, change, concern } = parsed.data;
  return { kind: "read", value: { stance, change, says: printable(concern, longestConcern) } };
}
