import { jobsContract } from "../contracts/jobs.contract.ts";
import { modelsContract } from "../contracts/models.contract.ts";
import { runsContract } from "../contracts/runs.contract.ts";
import { createFakeJobs } from "./fake-jobs.ts";
import { createFakeModels } from "./fake-models.ts";
import { createFakeRuns, type History } from "./fake-runs.ts";

const close = async () => {};

jobsContract("createFakeJobs", async () => {
  const jobs = createFakeJobs();
  return {
    jobs,
    define: async (name, end) => jobs.define(name, end),
    settle: async (runId) => jobs.settle(runId),
    close,
  };
});

runsContract("createFakeRuns", async () => {
  const runs = createFakeRuns();
  return {
    runs,
    async log({ experiment, startedAt, metrics, params, tags }) {
      const runId = crypto.randomUUID();
      const latest = Object.fromEntries(metrics.map(({ key, value }) => [key, value]));
      const history: History = {};
      for (const { key, step, value } of metrics) {
        history[key] = [...(history[key] ?? []), { step, value }];
      }
      const run = { runId, status: "FINISHED", startedAt, endedAt: startedAt, metrics: latest };
      runs.add(experiment, { ...run, params, tags }, history);
      return runId;
    },
    close,
  };
});

modelsContract("createFakeModels", async () => {
  const models = createFakeModels();
  return { models, register: async (model) => models.register(model, "run-1"), close };
});
