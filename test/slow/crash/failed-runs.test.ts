import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { queues, trainingJobName } from "../../../functions/core/names.ts";
import { type Host, startHost } from "../../../local/host/host.ts";
import type { ScriptedOutcome } from "../../../local/workspace/scripted-outcome.ts";
import { blobCreated, eagerModel, type House, openHouse, seedChampion } from "./house.ts";
import { better, incidentsOf, runsOf, script } from "./night.ts";

const fails = (code: string, tasks?: Record<string, string>): ScriptedOutcome => ({
  kind: "fails",
  code,
  ...(tasks === undefined ? {} : { tasks }),
});
const partly = fails("CLUSTER_ERROR", { prepare: "SUCCESS", train: "CLUSTER_ERROR" });

/** What the runs of one model do, and what must come of it. */
const cases: Record<
  string,
  { does: string; outcomes: ScriptedOutcome[]; runs: number; ends: "promoted" | "halted" }
> = {
  cloud: {
    does: "retries a lost cloud",
    outcomes: [fails("CLOUD_FAILURE"), better],
    runs: 2,
    ends: "promoted",
  },
  cluster: {
    does: "retries a cluster twice",
    outcomes: [fails("CLUSTER_ERROR"), fails("DRIVER_ERROR"), better],
    runs: 3,
    ends: "promoted",
  },
  limit: {
    does: "retries what met a limit",
    outcomes: [fails("MAX_CONCURRENT_RUNS_EXCEEDED"), better],
    runs: 2,
    ends: "promoted",
  },
  tired: {
    does: "halts after three attempts",
    outcomes: [fails("INTERNAL_ERROR"), fails("INTERNAL_ERROR"), fails("INTERNAL_ERROR")],
    runs: 3,
    ends: "halted",
  },
  library: {
    does: "retries a library once",
    outcomes: [fails("LIBRARY_INSTALLATION_ERROR"), fails("LIBRARY_INSTALLATION_ERROR")],
    runs: 2,
    ends: "halted",
  },
  code: {
    does: "never runs broken code again",
    outcomes: [fails("RUN_EXECUTION_ERROR")],
    runs: 1,
    ends: "halted",
  },
  forbidden: {
    does: "never asks again what is forbidden",
    outcomes: [fails("UNAUTHORIZED_ERROR")],
    runs: 1,
    ends: "halted",
  },
  budget: {
    does: "never runs past a budget",
    outcomes: [fails("BUDGET_POLICY_LIMIT_EXCEEDED")],
    runs: 1,
    ends: "halted",
  },
  stopped: {
    does: "never starts again what a person stopped",
    outcomes: [fails("USER_CANCELED")],
    runs: 1,
    ends: "halted",
  },
  partial: {
    does: "repairs a run where one task was lost",
    outcomes: [partly, better],
    runs: 1,
    ends: "promoted",
  },
  endless: {
    does: "cancels a run at its limit",
    outcomes: [{ ...better, takesSeconds: 90_000 }],
    runs: 1,
    ends: "halted",
  },
};
const start = Date.now();

describe("a training run that fails", function () {
  this.timeout(180_000);
  let house: House;
  let host: Host;

  before(async () => {
    house = await openHouse(
      Object.fromEntries(Object.keys(cases).map((id) => [id, eagerModel(id)])),
      { mode: "virtual", now: () => host?.now() ?? start },
    );
    Object.assign(process.env, house.settings, { NIGHTSHIFT_POLL_SECONDS: "60" });
    const { app } = house;
    host = await startHost({ app, stateFile: house.stateFile(), clock: "virtual", now: start });
    house.workspace.defineJob({ name: trainingJobName("partial"), tasks: ["prepare", "train"] });
    for (const [model, { outcomes }] of Object.entries(cases)) {
      await seedChampion(house, `ml.films.${model}`);
      script(house, model, ...outcomes);
      await house.put(`${model}/a.csv`, 20);
      await host.send(queues.bronzeArrivals, [{ body: blobCreated(`${model}/a.csv`) }]);
    }
    await passTime(host, house, start + 4 * 3600_000);
  });
  after(async () => {
    await host.stop();
    await house.close();
  });

  for (const [model, { does, runs, ends }] of Object.entries(cases)) {
    it(does, async () => {
      assert.equal(runsOf(house, model).length, runs);
      const incidents = await incidentsOf(house, model);
      assert.equal(incidents.length, ends === "halted" ? 1 : 0, incidents.join());
      const answer = await fetch(`${host.url}/api/decisions?model=${model}`);
      const { decisions } = (await answer.json()) as { decisions: { verdict: string }[] };
      const promoted = decisions.some(({ verdict }) => verdict === "promoted");
      assert.equal(promoted ? "promoted" : "halted", ends);
    });
  }

  it("repairs the same run, and cancels the one that is over its limit", () => {
    assert.equal(runsOf(house, "partial")[0]?.attempt, 2);
    assert.equal(runsOf(house, "endless")[0]?.ending?.code, "USER_CANCELED");
  });
});

/** Lets virtual time jump from one due moment to the next, until this instant. */
async function passTime(host: Host, { workspace }: House, end: number): Promise<void> {
  for (;;) {
    const { nextDue, seq } = await host.idle();
    await workspace.settle();
    const due = Math.min(...[nextDue, workspace.nextDue()].map((at) => at ?? end));
    if (due >= end) return;
    host.advance(Math.max(due, host.now()), seq);
    await workspace.settle();
  }
}
