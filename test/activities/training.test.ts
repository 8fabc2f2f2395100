import assert from "node:assert/strict";
import { beforeEach, describe, it } from "mocha";
import { createTrainingActivities } from "../../functions/activities/training.ts";
import { trainingJobName } from "../../functions/core/names.ts";
import { createFakeJobs, type FakeJobs } from "../fakes/fake-jobs.ts";
import { definition } from "../recipes/lifecycle-script.ts";

const bronzeUrl = "http://lake/bronze";
const run = {
  model: "films",
  definition,
  instance: "lifecycle:films:1",
  attempt: 1,
  data: ["films/a.csv"],
  championVersion: "7",
};

let jobs: FakeJobs;

beforeEach(() => {
  jobs = createFakeJobs();
});

describe("triggerDatabricksJob", () => {
  it("starts one run, however often the same attempt is asked for", async () => {
    jobs.define(trainingJobName("films"), "success");
    const { triggerDatabricksJob } = createTrainingActivities({ jobs, bronzeUrl });
    const first = await triggerDatabricksJob(run);
    assert.deepEqual(await triggerDatabricksJob(run), first);
    assert.equal(jobs.started.length, 1);
    assert.equal(jobs.started[0]?.bronze, bronzeUrl);
    assert.equal(jobs.started[0]?.data, '["films/a.csv"]');
  });

  it("starts another run for another attempt", async () => {
    jobs.define(trainingJobName("films"), "success");
    const { triggerDatabricksJob } = createTrainingActivities({ jobs, bronzeUrl });
    await triggerDatabricksJob(run);
    await triggerDatabricksJob({ ...run, attempt: 2 });
    assert.equal(jobs.started.length, 2);
  });

  it("names the job that the workspace does not have", async () => {
    const answer = await createTrainingActivities({ jobs, bronzeUrl }).triggerDatabricksJob(run);
    assert.equal(answer.kind, "refused");
    assert.match(answer.kind === "refused" ? answer.reason : "", /nightshift-train-films/);
  });
});

describe("repairJobRun", () => {
  it("repairs a run that stands as it was seen, and leaves one alone that does not", async () => {
    jobs.define(trainingJobName("films"), "codeError");
    const activities = createTrainingActivities({ jobs, bronzeUrl });
    const started = await activities.triggerDatabricksJob(run);
    assert.ok(started.kind === "started");
    const { runId } = started;
    jobs.settle(runId);
    const endedAt = (await jobs.getRun(runId))?.endedAt ?? null;
    const repair = { runId, endedAt, run: { ...run, attempt: 2 } };
    assert.deepEqual(await activities.repairJobRun(repair), { kind: "repaired" });
    assert.deepEqual(await activities.repairJobRun(repair), { kind: "underWay" });
  });
});
