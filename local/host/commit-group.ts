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
  durable: Promise<void>;
  resolve: () => void;
  reject: (error: unknown) => void;
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
  const open = (): Group => {
    database.exec("BEGIN IMMEDIATE");
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Each member hears of a failure through its own promise.
    promise.catch(() => {});
    setImmediate(commit);
    return { notices: [], durable: promise, resolve, reject };
  };
  const commit = () => {
    if (group === null) return;
    const { notices, resolve, reject } = group;
    group = null;
    try {
      database.exec("COMMIT");
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK");
      reject(error);
      return;
    }
    commits += 1;
    witness(commits);
    for (const notice of notices) notice();
    resolve();
  };
  return {
    add: async (work) => {
      group ??= open();
      const { durable } = group;
      const result = runMember(database, group, work);
      await durable;
      return result;
    },
    afterCommit: (notice) => {
      group?.notices.push(notice);
    },
    settled: async () => group?.durable,
    commit,
  };
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
