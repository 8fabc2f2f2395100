import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { createDispatcher, type Work } from "../../../local/host/dispatcher.ts";

describe("createDispatcher", () => {
  it("does one piece of a key at a time, and once more when asked meanwhile", async () => {
    const gates: (() => void)[] = [];
    let running = 0;
    const dispatcher = createDispatcher(
      async () => {
        running += 1;
        assert.equal(running, 1);
        await new Promise<void>((resolve) => gates.push(resolve));
        running -= 1;
      },
      () => {},
      rethrow,
    );
    const work: Work = { kind: "instance", id: "i" };
    for (let index = 0; index < 3; index += 1) dispatcher.submit(work);
    await turn();
    assert.equal(gates.length, 1);
    for (let index = 0; index < 3; index += 1) dispatcher.submit(work);
    gates[0]?.();
    await turn();
    assert.equal(gates.length, 2);
    gates[1]?.();
    await turn();
    assert.equal(gates.length, 2);
    assert.ok(dispatcher.quiet());
  });

  it("does no more than a lane is wide, and all in the end", async () => {
    let running = 0;
    let most = 0;
    let done = 0;
    const dispatcher = createDispatcher(
      async () => {
        running += 1;
        most = Math.max(most, running);
        await turn();
        running -= 1;
        done += 1;
      },
      () => {},
      rethrow,
    );
    for (let id = 0; id < 200; id += 1) dispatcher.submit({ kind: "activity", id });
    while (!dispatcher.quiet()) await turn();
    assert.deepEqual([most, done], [32, 200]);
  });

  it("is not quiet while something from outside is held", () => {
    const dispatcher = createDispatcher(
      async () => {},
      () => {},
      rethrow,
    );
    const release = dispatcher.hold();
    assert.equal(dispatcher.quiet(), false);
    release();
    assert.equal(dispatcher.quiet(), true);
  });

  it("drains: lets what is under way end and starts nothing more", async () => {
    const done: unknown[] = [];
    const dispatcher = createDispatcher(
      async (work) => {
        await turn();
        done.push(work.kind);
      },
      () => {},
      rethrow,
    );
    dispatcher.submit({ kind: "activity", id: 1 });
    await Promise.resolve();
    const drained = dispatcher.drain();
    dispatcher.submit({ kind: "activity", id: 2 });
    await drained;
    await turn();
    assert.deepEqual(done, ["activity"]);
  });

  it("reports work that threw", async () => {
    const errors: unknown[] = [];
    const dispatcher = createDispatcher(
      () => Promise.reject(new Error("disk full")),
      () => {},
      (error) => errors.push(error),
    );
    dispatcher.submit({ kind: "activity", id: 1 });
    await turn();
    assert.match(String(errors[0]), /disk full/);
  });
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function rethrow(error: unknown): never {
  throw error;
}
