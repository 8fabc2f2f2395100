import * as z from "zod/mini";
import type { AlertEvent } from "./night-event.ts";

const decision = z.object({
  model: z.string(),
  kind: z.literal("alerts"),
  verdict: z.nullable(z.string()),
  inputs: z.object({
    alerts: z.optional(
      z.array(
        z.object({
          kind: z.string(),
          condition: z.string(),
          rule: z.string(),
          version: z.nullable(z.string()),
          subject: z.nullable(z.string()),
          excess: z.nullable(z.number()),
        }),
      ),
    ),
  }),
  reasons: z.array(z.string()),
});
const place = z.object({ sequence: z.number() });

/** An entry about alerts as the night tells it; null where the activity wrote none. */
export function tellAlert(ended: {
  name: string;
  input: unknown;
  output?: unknown;
  at: number;
}): AlertEvent | null {
  const entry = decision.safeParse(ended.input).data;
  const written = place.safeParse(ended.output).data;
  if (ended.name !== "recordDecision" || entry === undefined || written === undefined) return null;
  const first = entry.inputs.alerts?.[0];
  return {
    type: "alert",
    at: new Date(ended.at).toISOString(),
    model: entry.model,
    kind: first?.kind ?? "unrecognised",
    condition: first?.condition ?? "fired",
    severity: entry.verdict ?? "noted",
    rule: first?.rule ?? null,
    version: first?.version ?? null,
    feature: first?.subject ?? null,
    excess: first?.excess ?? null,
    fate: entry.reasons.join("; "),
    ledger: `${entry.model}/${written.sequence}`,
  };
}
