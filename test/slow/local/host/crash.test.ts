import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "mocha";
import { forkRig } from "../../../local/host/forked-rig.ts";
import type { InstanceStatus } from "../../../local/host/rig.ts";

const id = "lifecycle:m:1";
const arrival = { messages: [{ body: { id, values: [2, 3, 4] }, messageId: "arrival" }] };
const expected = { squares: [4, 9, 16], sum: 5, answer: "yes", doubled: 10 };

describe("a host that is killed after its n-th commit", () => {
  it("ends with the same output for every n, and no effect is lost", async function () {
    this.timeout(170_000);
    let commits = 1;
    while (await survives(commits)) commits += 1;
    assert.ok(commits > 15, `only ${commits} commits: the lifecycle has become too small a test`);
  });
});

/** Answers whether the host was killed at all; false means that the whole run took fewer commits. */
async function survives(killAfterCommit: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "nightshift-crash-"));
  const effects = join(folder, "effects");
  const options = { stateFile: join(folder, "state.db"), env: { EFFECTS_FILE: effects } };
  try {
    const first = await forkRig("lifecycle", { ...options, killAfterCommit });
    await first.call("POST", "/admin/queues/arrivals/messages", arrival);
    if (await first.play(id)) {
      await first.host.stop();
      return false;
    }
    const second = await forkRig("lifecycle", options);
    await second.call("POST", "/admin/queues/arrivals/messages", arrival);
    assert.ok(await second.play(id), "the restarted host goes on to the end");
    const status = await second.call("GET", `/durabletask/instances/${id}`);
    assert.deepEqual(
      (status as InstanceStatus).output,
      expected,
      `after commit ${killAfterCommit}`,
    );
    const queues = await second.call("GET", "/admin/queues");
    assert.equal((queues as { queues: { active: number }[] }).queues[0]?.active, 0);
    await second.host.stop();
    checkEffects(readFileSync(effects, "utf8"), killAfterCommit);
    return true;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Each effect at least once; one kill can repeat only what was under way when it struck. */
function checkEffects(text: string, killAfterCommit: number): void {
  for (const value of [2, 3, 4]) {
    const times = text.split("\n").filter((line) => line === `square ${value}`).length;
    assert.ok(
      times === 1 || times === 2,
      `square ${value} ran ${times} times (${killAfterCommit})`,
    );
  }
}
