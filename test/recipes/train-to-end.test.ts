import assert from "node:assert/strict";
import type { OrchestrationContext } from "durable-functions";
import { describe, it } from "mocha";
import type { RunEnd } from "../../functions/recipes/poll-job-status.ts";
import { type Training, trainToEnd } from "../../functions/recipes/train-to-end.ts";
import { definition } from "./lifecycle-script.ts";
import { type Answers, play } from "./play.ts";

const training: Training = {
  model: "films",
  definition,
  instance: "lifecycle:films:1",
  data: ["films/a.csv"],
  championVersion: "7",
  pollSeconds: 15,
};

describe("trainToEnd", () => {
  it("returns with the first attempt where that succeeds", async () => {
    const played = await train([end("succeeded")]);
    assert.deepEqual(played.steps, ["triggerDatabricksJob", "pollJobStatus"]);
  });

  const cases = [
    {
      name: "retries what the platform broke",
      ends: ["retry", "succeeded"],
      triggers: 2,
      ended: "succeeded",
    },
    {
      name: "gives up after the attempts that are allowed",
      ends: ["retry", "retry", "retry"],
      triggers: 3,
      ended: "failed",
    },
    {
      name: "retries once what will probably fail again",
      ends: ["retryOnce", "retryOnce"],
      triggers: 2,
      ended: "failed",
    },
    { name: "never runs broken code again", ends: ["failed"], triggers: 1, ended: "failed" },
    {
      name: "never runs what a person cancelled again",
      ends: ["cancelled"],
      triggers: 1,
      ended: "failed",
    },
  ] as const;
  for (const { name, ends, triggers, ended } of cases) {
    it(name, async () => {
      const played = await train(ends.map(end));
      assert.equal(played.inputs.triggerDatabricksJob?.length, triggers);
      assert.equal(outputOf(played).kind, ended);
    });
  }

  it("gives each attempt a number of its own, so that each has its own token", async () => {
    const played = await train([end("retry"), end("retry"), end("succeeded")]);
    const attempts = played.inputs.triggerDatabricksJob?.map(
      (input) => (input as { attempt: number }).attempt,
    );
    assert.deepEqual(attempts, [1, 2, 3]);
  });

  it("repairs a run where only some tasks failed, once, and then runs anew", async () => {
    const played = await train([end("repair"), end("repair"), end("succeeded")]);
    assert.equal(played.inputs.repairJobRun?.length, 1);
    assert.equal(played.inputs.triggerDatabricksJob?.length, 2);
    assert.equal(outputOf(played).kind, "succeeded");
  });

  it("fails where the workspace has no such job", async () => {
    const refused = { triggerDatabricksJob: () => ({ kind: "refused", reason: "no job" }) };
    const played = await train([], refused);
    assert.deepEqual(outputOf(played), { kind: "failed", reason: "no job", run: null, attempt: 0 });
  });
});

async function train(ends: readonly RunEnd[], changes: Answers = {}) {
  let ended = 0;
  const answers = {
    triggerDatabricksJob: () => ({ kind: "started", runId: String(100 + ended) }),
    repairJobRun: () => ({ kind: "repaired" }),
    pollJobStatus: () => ends[ended++],
    recordDecision: () => ({ sequence: 1, hash: "h" }),
    ...changes,
  };
  const recipe = (context: OrchestrationContext) => trainToEnd(context, training);
  return await play(recipe, { input: null, instanceId: "lifecycle:films:1", answers });
}

function end(kind: RunEnd["outcome"]["kind"]): RunEnd {
  const run = { pageUrl: "http://run", endedAt: 5, tasks: [] };
  const said = { code: "CODE", reason: "the run ended" };
  switch (kind) {
    case "succeeded":
      return { outcome: { kind }, run };
    case "repair":
      return { outcome: { kind, ...said, tasks: ["train"] }, run };
    default:
      return { outcome: { kind, ...said }, run };
  }
}

function outputOf(played: Awaited<ReturnType<typeof play>>) {
  assert.equal(played.outcome.kind, "returned");
  return (played.outcome as { output: { kind: string } }).output;
}
