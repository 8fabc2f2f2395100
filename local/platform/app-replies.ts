import * as z from "zod/mini";

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
const words = z.array(z.string());
const resumed = z.object({
  lifted: z.nullable(hold),
  compute: z.object({ started: words, waiting: words, refused: words, gone: words }),
});
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

const incident = z.object({
  id: z.string(),
  model: z.string(),
  openedAt: z.string(),
  severity: z.string(),
  what: z.string(),
  numbers: z.array(z.object({ name: z.string(), value: z.string() })),
  done: z.string(),
  undo: z.string(),
  ifIgnored: z.string(),
  owner: z.string(),
});
const told = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("told"), notifier: z.string(), at: z.string() }),
  z.object({ kind: z.literal("trying"), notifier: z.string(), since: z.string() }),
  z.object({ kind: z.literal("failed"), notifier: z.string(), at: z.string(), error: z.string() }),
  z.object({ kind: z.literal("notAsked"), notifier: z.string() }),
]);
const incidentCard = z.extend(incident, { told: z.array(told) });

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

const replay = z.object({
  replayed: z.number(),
  more: z.boolean(),
  problem: z.nullable(z.string()),
});

/** What the app answers to each call of its API. */
export const replies = {
  status,
  reviews: z.object({ reviews: z.array(review) }),
  incidents: z.object({ incidents: z.array(incident) }),
  incidentCard,
  deadLetters: z.object({ queues: z.array(queueLetters) }),
  resume: resumed,
  replay,
  decisions: z.object({ decisions: z.array(decision) }),
  decision,
  verify: z.object({ results: z.array(check) }),
  preflight: z.object({ links: z.array(link) }),
} as const;

/** What a resume did: the hold that it lifted, and what became of paused compute, in words. */
export type Resumed = z.infer<typeof resumed>;
/** The oldest dead letters of one queue, and whether there are more. */
export type QueueLetters = z.infer<typeof queueLetters>;
/** How many dead letters are delivered again, whether there may be more, and what ended it early. */
export type ReplayResult = z.infer<typeof replay>;
/** State of every model, as the app tells it. */
export type Status = z.infer<typeof status>;
/** A question that waits for a person. */
export type OpenReview = z.infer<typeof review>;
/** The record that a person must look. */
export type IncidentRecord = z.infer<typeof incident>;
/** An incident with who was told of it, or could not be. */
export type IncidentCard = z.infer<typeof incidentCard>;
/** One entry of the ledger. */
export type LedgerDecision = z.infer<typeof decision>;
/** Whether one model's chain is whole. */
export type LedgerResult = z.infer<typeof check>;

/** Whether one private link holds. */
export type LinkResult = z.infer<typeof link>;
