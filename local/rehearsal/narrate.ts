import * as z from "zod/mini";
import type { Catalogue } from "../../functions/core/catalogue/model-definition.ts";
import { lifecycleSteps } from "../../functions/core/names.ts";
import type { HostEvent } from "../platform/host-process.ts";
import type { WorkspaceEvent } from "../workspace/workspace-event.ts";
import { findComparison } from "./comparison.ts";
import type {
  AlertEvent,
  DecisionEvent,
  IncidentEvent,
  NightEvent,
  ReviewEvent,
} from "./night-event.ts";
import { tellAlert } from "./tell-alert.ts";
import { tellWorkspace } from "./tell-workspace.ts";

const decision = z.object({
  model: z.string(),
  pattern: z.string(),
  kind: z.string(),
  inputs: z.unknown(),
  verdict: z.nullable(z.string()),
  action: z.nullable(z.string()),
  autonomy: z.nullable(z.string()),
  reasons: z.array(z.string()),
});
const dataset = z.object({
  paths: z.array(z.string()),
  findings: z.object({ rows: z.object({ value: z.optional(z.number()) }) }),
});
const promotion = z.object({ from: z.nullable(z.string()), to: z.string() });
const place = z.object({ sequence: z.number() });
const reviewed = z.object({
  review: z.object({
    id: z.string(),
    question: z.string(),
    expiresAt: z.number(),
    seen: z.unknown(),
    reasons: z.array(z.string()),
  }),
  outcome: z.nullable(
    z.object({
      kind: z.enum(["approved", "rejected", "expired"]),
      by: z.optional(z.string()),
    }),
  ),
});
const incident = z.object({
  id: z.string(),
  model: z.string(),
  what: z.string(),
  severity: z.string(),
  done: z.string(),
  undo: z.string(),
});
const tagged = z.object({ kind: z.string() });
const runEnd = z.object({ outcome: tagged });

/** Activities whose input is told. */
const recorders = ["recordDecision", "recordIncident"];

type Ended = Extract<HostEvent, { kind: "invocationEnded" }> & { input: unknown };

/** What the host's and the workspace's events mean to whoever follows the night. */
export interface Narrator {
  ofHost(event: HostEvent): NightEvent[];
  ofWorkspace(event: WorkspaceEvent): NightEvent[];
}

/** Makes a narrator for these models. It tells each ledger entry and each incident once, even when they are written again after a kill. */
export function createNarrator(catalogue: Catalogue): Narrator {
  const told = new Set<string>();
  const once = (key: string, events: NightEvent[]) => {
    if (told.has(key)) return [];
    told.add(key);
    return events;
  };
  // An orchestration asks for one such activity at a time, so its last start is the one that ends.
  const inputs = new Map<string, unknown>();
  const runStarts = new Map<string, number>();

  return {
    ofHost(event) {
      if (event.kind === "deadLettered") return [tellDeadLetter(event)];
      const call = `${event.name}\n${event.instanceId}`;
      if (event.kind === "invocationStarted") {
        if (recorders.includes(event.name)) inputs.set(call, event.input);
        return [];
      }
      const ended = { ...event, input: inputs.get(call) };
      inputs.delete(call);
      if (ended.error === undefined) {
        const entry = tellAlert(ended) ?? tellDecision(ended) ?? tellIncident(ended);
        if (entry) return once(keyOf(entry), [entry]);
      }
      return tellStep(ended);
    },
    ofWorkspace: (event) => tellWorkspace(event, catalogue, runStarts),
  };
}

function keyOf(entry: AlertEvent | DecisionEvent | ReviewEvent | IncidentEvent): string {
  if (entry.type === "decision" || entry.type === "alert") return entry.ledger;
  return entry.type === "review" ? `${entry.review}/${entry.state}` : entry.incident;
}

function tellDecision({ name, input, output, at }: Ended): DecisionEvent | ReviewEvent | null {
  const entry = decision.safeParse(input);
  const written = place.safeParse(output);
  if (name !== "recordDecision" || !entry.success || !written.success) return null;
  const { inputs, ...said } = entry.data;
  const asked = reviewed.safeParse(inputs);
  if (said.kind === "review" && asked.success) return tellReview(said.model, asked.data, isoOf(at));
  return {
    type: "decision",
    at: isoOf(at),
    ...said,
    about: describeSubject(inputs),
    ledger: `${said.model}/${written.data.sequence}`,
    comparison: findComparison(inputs),
  };
}

function describeSubject(inputs: unknown): string {
  const data = dataset.safeParse(inputs).data;
  if (data) {
    const { rows } = data.findings;
    const count = rows.value === undefined ? "unknown" : rows.value.toLocaleString("en-US");
    return `${count} rows in ${data.paths.length} file${data.paths.length === 1 ? "" : "s"}`;
  }
  const moved = promotion.safeParse(inputs).data;
  if (!moved) return "";
  return `version ${moved.to} ${moved.from === null ? "as first champion" : `over ${moved.from}`}`;
}

function tellReview(model: string, said: z.infer<typeof reviewed>, at: string): ReviewEvent {
  const { review, outcome } = said;
  return {
    type: "review",
    at,
    model,
    review: review.id,
    state: outcome?.kind ?? "asked",
    question: review.question,
    by: outcome?.by ?? null,
    expiresAt: outcome ? null : isoOf(review.expiresAt),
    reasons: review.reasons,
    comparison: outcome ? [] : findComparison(review.seen),
  };
}

function tellIncident({ name, input, at }: Ended): IncidentEvent | null {
  const report = incident.safeParse(input);
  if (name !== "recordIncident" || !report.success) return null;
  const { id, what, ...said } = report.data;
  return { type: "incident", at: isoOf(at), incident: id, title: what, ...said };
}

function tellStep({ name, instanceId, output, error, at }: Ended): NightEvent[] {
  if (!Object.values<string>(lifecycleSteps).includes(name)) return [];
  const [, model = ""] = (instanceId ?? "").split(":");
  const result = tagged.safeParse(output).data ?? runEnd.safeParse(output).data?.outcome;
  // A polling orchestration that goes on in a new history ends without a result.
  if (error === undefined && !result) return [];
  const outcome = error === undefined ? (result?.kind ?? "") : `error: ${error.split("\n")[0]}`;
  return [
    {
      type: "step",
      at: isoOf(at),
      model,
      pattern: "lifecycle",
      step: name,
      instance: instanceId ?? "",
      outcome,
    },
  ];
}

function tellDeadLetter(letter: Extract<HostEvent, { kind: "deadLettered" }>): NightEvent {
  const { queue, messageId, reason, at } = letter;
  const text = `message ${messageId} of queue ${queue} is dead-lettered: ${reason}`;
  return { type: "message", at: isoOf(at), text, model: null };
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}
