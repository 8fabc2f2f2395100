import type { Caller, Letter, Mail } from "./inbox.ts";

/** What an entity does with its due letters. */
export interface EntityBatch {
  taken: number[];
  operations: (Mail & { kind: "operation" })[];
  /** Execution that holds the entity. */
  lockedBy: number | null;
  /** Locks given: the next entity of the lock set that must be asked, or null for the answer. */
  grants: { caller: Caller; next: string | null; mail: Mail }[];
  /** Whether letters of others, passed over while it was held, may be taken in another batch. */
  hasMore: boolean;
}

/**
 * Chooses in the order of arrival. While an orchestration holds the entity, only its own calls and
 * its release are taken. A lock goes to none whose orchestration has ended.
 */
export function planEntityBatch(
  letters: Letter[],
  lockedBy: number | null,
  isAlive: (execution: number) => boolean,
): EntityBatch {
  const batch: EntityBatch = { taken: [], operations: [], lockedBy, grants: [], hasMore: false };
  for (const { id, mail } of letters) {
    const wasHeld = batch.lockedBy !== null;
    if (take(batch, mail, isAlive)) batch.taken.push(id);
    if (wasHeld && batch.lockedBy === null) {
      batch.hasMore = true;
      break;
    }
  }
  return batch;
}

function take(batch: EntityBatch, mail: Mail, isAlive: (execution: number) => boolean): boolean {
  switch (mail.kind) {
    case "operation":
      if (batch.lockedBy !== null && mail.caller?.execution !== batch.lockedBy) return false;
      batch.operations.push(mail);
      return true;
    case "lock":
      if (batch.lockedBy !== null) return false;
      if (isAlive(mail.caller.execution)) grant(batch, mail);
      return true;
    case "unlock":
      if (batch.lockedBy === mail.owner) batch.lockedBy = null;
      return true;
    default:
      return true;
  }
}

function grant(batch: EntityBatch, mail: Mail & { kind: "lock" }): void {
  const { caller, targets, position } = mail;
  batch.lockedBy = caller.execution;
  const next = targets[position + 1] ?? null;
  batch.grants.push({ caller, next, mail: { ...mail, position: position + 1 } });
}
