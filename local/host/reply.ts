import * as z from "zod/mini";

/** Numbers of what an orchestrator can ask for, as the durable SDK sends them. */
export const actionType = {
  callActivity: 0,
  callActivityWithRetry: 1,
  callSubOrchestrator: 2,
  callSubOrchestratorWithRetry: 3,
  continueAsNew: 4,
  createTimer: 5,
  waitForExternalEvent: 6,
  callEntity: 7,
  callHttp: 8,
  signalEntity: 9,
  whenAny: 11,
  whenAll: 12,
  lockEntities: 13,
  releaseEntities: 14,
} as const;

type CompoundType = typeof actionType.whenAny | typeof actionType.whenAll;

const retryOptions = z.object({
  firstRetryIntervalInMilliseconds: z.number(),
  maxNumberOfAttempts: z.number(),
  backoffCoefficient: z.optional(z.number()),
  maxRetryIntervalInMilliseconds: z.optional(z.number()),
  retryTimeoutInMilliseconds: z.optional(z.number()),
});

/** Retry options of an activity or sub-orchestration call. */
export type RetryOptions = z.infer<typeof retryOptions>;

const call = { functionName: z.string(), input: z.optional(z.unknown()) };
const subCall = {
  ...call,
  instanceId: z.optional(z.nullable(z.string())),
  version: z.optional(z.nullable(z.string())),
};
const entityCall = {
  instanceId: z.string(),
  operation: z.string(),
  input: z.optional(z.unknown()),
};

const simpleAction = z.discriminatedUnion("actionType", [
  z.object({ actionType: z.literal(actionType.callActivity), ...call }),
  z.object({ actionType: z.literal(actionType.callActivityWithRetry), ...call, retryOptions }),
  z.object({ actionType: z.literal(actionType.callSubOrchestrator), ...subCall }),
  z.object({
    actionType: z.literal(actionType.callSubOrchestratorWithRetry),
    ...subCall,
    retryOptions,
  }),
  z.object({ actionType: z.literal(actionType.continueAsNew), input: z.optional(z.unknown()) }),
  z.object({
    actionType: z.literal(actionType.createTimer),
    fireAt: z.string(),
    isCanceled: z.boolean(),
  }),
  z.object({
    actionType: z.literal(actionType.waitForExternalEvent),
    externalEventName: z.string(),
  }),
  z.object({ actionType: z.literal(actionType.callEntity), ...entityCall }),
  z.object({ actionType: z.literal(actionType.callHttp) }),
  z.object({ actionType: z.literal(actionType.signalEntity), ...entityCall }),
  z.object({
    actionType: z.literal(actionType.lockEntities),
    lockRequestId: z.string(),
    lockSet: z.array(z.object({ name: z.string(), key: z.string() })),
  }),
  z.object({ actionType: z.literal(actionType.releaseEntities) }),
]);

/** What an orchestrator asks for, in the spelling of the wire; ids are not part of it. */
export type Action =
  | z.infer<typeof simpleAction>
  | { actionType: CompoundType; compoundActions: Action[] };

const action: z.ZodMiniType<Action> = z.union([
  simpleAction,
  z.object({
    actionType: z.union([z.literal(actionType.whenAny), z.literal(actionType.whenAll)]),
    compoundActions: z.array(z.lazy(() => action)),
  }),
]);

const reply = z.object({
  isDone: z.boolean(),
  actions: z.array(z.array(action)),
  output: z.optional(z.unknown()),
  error: z.optional(z.string()),
  customStatus: z.optional(z.unknown()),
});

/** What one turn of an orchestrator answered. */
export interface Reply {
  isDone: boolean;
  /** Everything it asked for since its execution began, in order. */
  actions: Action[];
  output: unknown;
  error: string | null;
  customStatus: unknown;
}

/** Reads the orchestrator's answer. Throws when it is not what the durable SDK sends. */
export function parseReply(text: string): Reply {
  const { isDone, actions, output, error, customStatus } = reply.parse(JSON.parse(text));
  return { isDone, actions: actions.flat(), output, error: error ?? null, customStatus };
}

const label = "\n\n$OutOfProcData$:";

/** Reads the answer out of the error that a failed orchestrator throws, or null if it has none. */
export function parseFailedReply(error: unknown): Reply | null {
  const message = error instanceof Error ? error.message : String(error);
  const at = message.indexOf(label);
  return at < 0 ? null : parseReply(message.slice(at + label.length));
}
