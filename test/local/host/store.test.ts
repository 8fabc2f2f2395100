import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "mocha";
import { openStore } from "../../../local/host/store.ts";

describe("openStore", () => {
  it("keeps what was committed and nothing of what was not", () =>
    inFolder(async (file) => {
      const store = openStore(file);
      await store.transact(() => store.run("INSERT INTO counters VALUES ('kept', 1)"));
      await assert.rejects(
        store.transact(() => {
          store.run("INSERT INTO counters VALUES ('lost', 1)");
          throw new Error("half-way");
        }),
      );
      store.close();
      const again = openStore(file);
      const names = again.all<{ name: string }>("SELECT name FROM counters ORDER BY name");
      assert.deepEqual(
        names.map(({ name }) => name),
        ["execution", "kept"],
      );
      again.close();
    }));

  it("gives notices after the commit, never after a rollback", () =>
    inFolder(async (file) => {
      const seen: string[] = [];
      const store = openStore(file, (commits) => seen.push(`commit ${commits}`));
      await store.transact(() => store.afterCommit(() => seen.push("first")));
      await assert.rejects(
        store.transact(() => {
          store.afterCommit(() => seen.push("never"));
          throw new Error("half-way");
        }),
      );
      await store.transact(() => store.afterCommit(() => seen.push("second")));
      assert.deepEqual(seen, ["commit 1", "first", "commit 2", "second"]);
      store.close();
    }));

  it("makes transactions of one moment durable together, though one of them fails", () =>
    inFolder(async (file) => {
      const commits: number[] = [];
      const store = openStore(file, (count) => commits.push(count));
      const outcomes = await Promise.allSettled([
        store.transact(() => store.run("INSERT INTO counters VALUES ('a', 1)")),
        store.transact(() => {
          store.run("INSERT INTO counters VALUES ('b', 1)");
          throw new Error("half-way");
        }),
        store.transact(() => store.run("INSERT INTO counters VALUES ('c', 1)")),
      ]);
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ["fulfilled", "rejected", "fulfilled"],
      );
      assert.deepEqual(commits, [1]);
      const rows = store.all<{ name: string }>("SELECT name FROM counters ORDER BY name");
      assert.deepEqual(
        rows.map(({ name }) => name),
        ["a", "c", "execution"],
      );
      store.close();
    }));

  it("answers settled only once what was written before is durable", () =>
    inFolder(async (file) => {
      const seen: string[] = [];
      const store = openStore(file, () => seen.push("commit"));
      void store.transact(() => store.run("INSERT INTO counters VALUES ('a', 1)"));
      await store.settled();
      seen.push("settled");
      assert.deepEqual(seen, ["commit", "settled"]);
      store.close();
    }));

  it("refuses a file of a newer version, and names the mend", () =>
    inFolder((file) => {
      openStore(file).close();
      const database = new DatabaseSync(file);
      database.exec("PRAGMA user_version = 99");
      database.close();
      assert.throws(() => openStore(file), /its version is 99.*Update Nightshift, or.*--state DIR/);
    }));

  it("refuses a file that another host holds", () =>
    inFolder((file) => {
      const holder = openStore(file);
      assert.throws(() => openStore(file), /another process holds it.*--state DIR/);
      holder.close();
    }));

  it("refuses a file that is no state file, and leaves it alone", () =>
    inFolder((file) => {
      openStore(file).close();
      writeFileSync(
        file,
        "something else entirely, and long enough to be read as a header".repeat(20),
      );
      assert.throws(() => openStore(file), /not a Nightshift state file.*Move it away/);
    }));
});

async function inFolder(body: (file: string) => Promise<void> | void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "nightshift-store-"));
  try {
    await body(join(folder, "deep", "state.db"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
