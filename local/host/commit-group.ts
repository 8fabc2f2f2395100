import type { DatabaseSync } from "node:sqlite";

/** Transactions that become durable together, with one wait for the disk. */
export interface CommitGroup {
  /** Runs the work at once, all of it or nothing; resolves once the group is durable. */
  add<T>(work: () => T): Promise<T>;
  /** Runs once the transaction under way is durable; dropped if it is rolled back. */
  afterCommit(notice: () => void): void;
  /** Resolves once everything that has been written so far is durable. */
  settled(): Promise<void>;
  /** Commits now what has been added. */
  commit(): void;
}

interface Group {
  notices: (() => void)[];
  durable: PromiseWithResolvers<void>;
}

/**
 * Gathers the transactions of one turn of the event loop. Nothing leaves the host before its group
 * is durable, so the members of a group may read each other's writes. `witness` hears of each commit
 * with its number, before any notice.
 */
export function createCommitGroup(
  database: DatabaseSync,
  witness: (commits: number) => void,
): CommitGroup {
  let group: Group | null = null;
  let commits = 0;
  const commit = () => {
    const closing = group;
    group = null;
    if (closing === null || !makeDurable(database, closing)) return;
    commits += 1;
    witness(commits);
    for (const notice of closing.notices) notice();
    closing.durable.resolve();
  };
  return {
    add: async (work) => {
      if (group === null) {
        group = openGroup(database);
        setImmediate(commit);
      }
      const { durable } = group;
      const result = runMember(database, group, work);
      await durable.promise;
      return result;
    },
    afterCommit: (notice) => {
      group?.notices.push(notice);
    },
    settled: async () => group?.durable.promise,
    commit,
  };
}

function openGroup(database: DatabaseSync): Group {
  database.exec("BEGIN IMMEDIATE");
  const durable = Promise.withResolvers<void>();
  // Each member hears of a failure through its own promise.
  durable.promise.catch(() => {});
  return { notices: [], durable };
}

function makeDurable(database: DatabaseSync, { durable }: Group): boolean {
  try {
    database.exec("COMMIT");
    return true;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    durable.reject(error);
    return false;
  }
}

function runMember<T>(database: DatabaseSync, { notices }: Group, work: () => T): T {
  const before = notices.length;
  database.exec("SAVEPOINT member");
  try {
    const result = work();
    database.exec("RELEASE member");
    return result;
  } catch (error) {
    database.exec("ROLLBACK TO member; RELEASE member");
    notices.length = before;
    throw error;
  }
}
