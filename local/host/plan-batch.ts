import { eventType, type HistoryEvent } from "./history.ts";
import type { Letter } from "./inbox.ts";

/** Which letters an orchestration takes in one turn, and what they come to. */
export interface Batch {
  taken: number[];
  events: HistoryEvent[];
  /** Whether any event concerns the orchestrator itself, not only its suspension. */
  isTurn: boolean;
  isSuspended: boolean;
  /** Set when the instance is to end at once. */
  terminated: HistoryEvent | null;
  /** Whether letters that were passed over can be taken in another turn at once. */
  hasMore: boolean;
}

/**
 * Chooses from the due letters, at most `most` events. A suspended instance takes only what ends or resumes it; letters
 * to an older execution are taken and dropped.
 */
export function planBatch(
  letters: Letter[],
  execution: number,
  wasSuspended: boolean,
  most: number,
): Batch {
  const batch: Batch = {
    taken: [],
    events: [],
    isTurn: false,
    isSuspended: wasSuspended,
    terminated: null,
    hasMore: false,
  };
  for (const { id, execution: meantFor, mail } of letters) {
    if (batch.events.length >= most) {
      batch.hasMore = true;
      break;
    }
    if (meantFor !== null && meantFor !== execution) {
      batch.taken.push(id);
    } else if (mail.kind === "start" && !batch.isSuspended) {
      batch.taken.push(id);
      batch.events.push(...mail.events);
      batch.isTurn = true;
    } else if (mail.kind === "event") {
      takeEvent(batch, id, mail.event);
      if (batch.terminated) break;
    }
  }
  return batch;
}

function takeEvent(batch: Batch, id: number, event: HistoryEvent): void {
  switch (event.EventType) {
    case eventType.executionTerminated:
      batch.terminated = event;
      break;
    case eventType.suspended:
      batch.isSuspended = true;
      break;
    case eventType.resumed:
      batch.hasMore ||= batch.isSuspended;
      batch.isSuspended = false;
      break;
    default:
      if (batch.isSuspended) return;
      batch.isTurn = true;
  }
  batch.taken.push(id);
  batch.events.push(event);
}
