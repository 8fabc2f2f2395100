import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { openLedger } from "../../functions/activities/open-ledger.ts";
import { openRecords } from "../../functions/activities/open-records.ts";
import type { Records } from "../../functions/clients/ports.ts";
import type { Decision } from "../../functions/core/ledger.ts";
import { containers } from "../../functions/core/names.ts";
import { createFakeModels } from "../fakes/fake-models.ts";
import { createFakeRecords } from "../fakes/fake-records.ts";

const at = Date.parse("2026-03-01T22:00:00.000Z");

describe("openLedger", () => {
  it("chains decisions in the order in which they come", async () => {
    const records = createFakeRecords();
    const ledger = openLedger(records);
    for (const key of ["a", "b", "c"]) await ledger.append(decision(key));
    assert.deepEqual(await records.list(containers.ledger, "films/"), [
      "films/00000001.json",
      "films/00000002.json",
      "films/00000003.json",
    ]);
    assert.deepEqual(await verify(records), { kind: "intact", entries: 3 });
  });

  it("keeps one entry of a decision that is recorded twice, also by another process", async () => {
    const records = createFakeRecords();
    const first = await openLedger(records).append(decision("a"));
    await openLedger(records).append(decision("b"));
    const again = await openLedger(records).append(decision("a"));
    assert.deepEqual(again, first);
    assert.deepEqual(await verify(records), { kind: "intact", entries: 2 });
  });

  it("keeps one entry where the answer to the first try was lost", async () => {
    const records = createFakeRecords();
    const ledger = openLedger(losingAnswers(records, 1));
    await assert.rejects(ledger.append(decision("a")), /lost/);
    assert.equal((await ledger.append(decision("a"))).sequence, 1);
    assert.deepEqual(await verify(records), { kind: "intact", entries: 1 });
  });

  it("reads what others appended meanwhile, and forks nothing", async () => {
    const records = createFakeRecords();
    const writers = [openLedger(records), openLedger(records), openLedger(records)];
    const keys = Array.from({ length: 30 }, (_, number) => `k${number}`);
    await Promise.all(
      keys.map((key, number) => writers[number % writers.length]?.append(decision(key))),
    );
    assert.deepEqual(await verify(records), { kind: "intact", entries: 30 });
  });

  it("keeps the models' chains apart", async () => {
    const records = createFakeRecords();
    const ledger = openLedger(records);
    await ledger.append(decision("a"));
    const other = await ledger.append({ ...decision("a"), model: "delay" });
    assert.equal(other.sequence, 1);
  });

  it("reads a long chain from its end, a day back and no further", async () => {
    const records = createFakeRecords();
    const day = 24 * 3600_000;
    const writer = openLedger(records);
    for (let age = 10; age > 0; age--) {
      await writer.append({ ...decision(`old${age}`), at: at - age * day });
    }
    let reads = 0;
    const counting = {
      ...records,
      read: (container: string, path: string) => {
        reads++;
        return records.read(container, path);
      },
    };
    await openLedger(counting).append(decision("new"));
    assert.ok(reads <= 3, `${reads} reads`);
  });
});

function decision(key: string): Decision {
  return {
    key,
    at,
    model: "films",
    pattern: "lifecycle",
    instance: "lifecycle:films:1",
    kind: "dataset",
    inputs: { key },
    verdict: "fit",
    action: null,
    autonomy: null,
    reasons: [],
  };
}

async function verify(records: Records) {
  return await openRecords({ catalogue: {}, models: createFakeModels(), records }).verify("films");
}

function losingAnswers(records: Records, times: number): Records {
  let left = times;
  return {
    ...records,
    async create(container, path, body) {
      const answer = await records.create(container, path, body);
      if (left-- > 0) throw new Error("the answer was lost");
      return answer;
    },
  };
}
