/** Numbers of the history events that this host writes, as the durable SDK knows them. */
export const eventType = {
  executionStarted: 0,
  executionCompleted: 1,
  executionFailed: 2,
  executionTerminated: 3,
  taskScheduled: 4,
  taskCompleted: 5,
  taskFailed: 6,
  subOrchestrationCreated: 7,
  subOrchestrationCompleted: 8,
  subOrchestrationFailed: 9,
  timerCreated: 10,
  timerFired: 11,
  orchestratorStarted: 12,
  eventSent: 14,
  eventRaised: 15,
  continueAsNew: 16,
  suspended: 19,
  resumed: 20,
} as const;

/**
 * One event of an orchestration's history, in the spelling of the wire. Which optional fields an
 * event has follows from its type; texts named Input and Result hold JSON.
 */
export interface HistoryEvent {
  EventType: number;
  /** The task's number on creation events, -1 on all others. */
  EventId: number;
  IsPlayed: boolean;
  /** ISO 8601, UTC. */
  Timestamp: string;
  Name?: string;
  Version?: string | null;
  Input?: string | null;
  Result?: string | null;
  TaskScheduledId?: number;
  TimerId?: number;
  FireAt?: string;
  InstanceId?: string;
  Reason?: string;
  Details?: string;
  FailureDetails?: FailureDetails;
}

/** A failure with the properties that the app's exception provider gave it. */
export interface FailureDetails {
  ErrorType: string;
  ErrorMessage: string;
  StackTrace?: string;
  IsNonRetriable: boolean;
  Properties?: Record<string, unknown>;
}

/** How a task failed. */
export interface Failure {
  reason: string;
  details: string;
  failureDetails?: FailureDetails;
}

/** An event of this type at this time (ms). */
export function eventOf(
  type: number,
  at: number,
  fields: Omit<Partial<HistoryEvent>, "EventType" | "Timestamp"> = {},
): HistoryEvent {
  return {
    EventType: type,
    EventId: -1,
    IsPlayed: false,
    Timestamp: new Date(at).toISOString(),
    ...fields,
  };
}

/** The event that tells a caller how its activity or sub-orchestration ended. */
export function completionOf(
  kind: "activity" | "subOrchestration",
  task: number,
  at: number,
  result: { kind: "completed"; output: string | null } | { kind: "failed"; failure: Failure },
): HistoryEvent {
  const isActivity = kind === "activity";
  if (result.kind === "completed") {
    const type = isActivity ? eventType.taskCompleted : eventType.subOrchestrationCompleted;
    return eventOf(type, at, { TaskScheduledId: task, Result: result.output });
  }
  const { reason, details, failureDetails } = result.failure;
  const type = isActivity ? eventType.taskFailed : eventType.subOrchestrationFailed;
  return eventOf(type, at, {
    TaskScheduledId: task,
    Reason: reason,
    Details: details,
    ...(failureDetails ? { FailureDetails: failureDetails } : {}),
  });
}
