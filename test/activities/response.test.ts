import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { createResponseActivities } from "../../functions/activities/response.ts";
import { day } from "../../functions/core/instant.ts";
import { createFakeJobs, type FakeJobs } from "../fakes/fake-jobs.ts";
import { createFakeLake } from "../fakes/fake-lake.ts";
import { createFakeModels } from "../fakes/fake-models.ts";

const training = "nightshift-train-films";
const load = "nightly load";

async function runOf(jobs: FakeJobs, name: string, end: "success" | "codeError") {
  const { runId } = await jobs.runNow({
    jobId: jobs.define(name, end),
    token: name,
    parameters: {},
  });
  jobs.settle(runId);
  return runId;
}

const find = (jobs: FakeJobs, subject: string | null, now = 3) =>
  createResponseActivities({
    catalogue: {},
    jobs,
    lake: createFakeLake("2026-03-02T00:00:00Z"),
    models: createFakeModels(),
  }).findFailedRun({ model: "films", pipelines: [load], subject, now });

describe("findFailedRun", () => {
  it("shows the failed run of the job that the alert names, and no other job's", async () => {
    const jobs = createFakeJobs();
    const loaded = await runOf(jobs, load, "codeError");
    const trained = await runOf(jobs, training, "codeError");
    const of = async (subject: string) => {
      const found = await find(jobs, subject);
      return found.kind === "found" ? [found.job, found.runId, found.said] : found;
    };
    assert.deepEqual(await of(load), [load, loaded, "the program failed"]);
    assert.deepEqual(await of(training), [training, trained, "the program failed"]);
  });

  it("says why where none fits, instead of naming another", async () => {
    const jobs = createFakeJobs();
    await runOf(jobs, training, "codeError");
    const why = async (subject: string | null) => {
      const found = await find(jobs, subject);
      return found.kind === "none" ? found.why : found;
    };
    assert.equal(await why("volume"), "the alert is about volume, which is no job");
    assert.equal(await why(null), "the alert is about no part, which is no job");
    assert.equal(await why(load), "there is no job nightly load in the workspace");
    await runOf(jobs, load, "success");
    assert.equal(await why(load), "no run of nightly load failed lately");
  });

  it("shows an old failure while no run has ended since", async () => {
    const jobs = createFakeJobs();
    await runOf(jobs, load, "codeError");
    assert.equal((await find(jobs, load, 9 * day)).kind, "found");
  });
});
