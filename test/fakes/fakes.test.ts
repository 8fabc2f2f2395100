import { jobsContract } from "../contracts/jobs.contract.ts";
import { lakeContract } from "../contracts/lake.contract.ts";
import { modelsContract } from "../contracts/models.contract.ts";
import { notifierContract } from "../contracts/notifier.contract.ts";
import { recordsContract } from "../contracts/records.contract.ts";
import { runsContract } from "../contracts/runs.contract.ts";
import { statementsContract } from "../contracts/statements.contract.ts";
import { createFakeJobs } from "./fake-jobs.ts";
import { createFakeLake } from "./fake-lake.ts";
import { createFakeModels } from "./fake-models.ts";
import { createFakeNotifier } from "./fake-notifier.ts";
import { createFakeRecords } from "./fake-records.ts";
import { createFakeRuns, type History } from "./fake-runs.ts";
import { createFakeStatements } from "./fake-statements.ts";

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

recordsContract("createFakeRecords", async () => ({ records: createFakeRecords(), close }));

statementsContract("createFakeStatements", async () => {
  const statements = createFakeStatements();
  let count = 0;
  return {
    statements,
    async prepare(rows) {
      const statement = `SELECT ${++count}`;
      statements.teach(statement, rows);
      return statement;
    },
    close,
  };
});

lakeContract("createFakeLake", async () => {
  const lake = createFakeLake("2026-03-01T00:00:00.000Z");
  return {
    lake,
    put: async (path, content) => lake.put(path, content),
    remove: async (path) => lake.remove(path),
    close,
  };
});

notifierContract("createFakeNotifier", async () => {
  const notifier = createFakeNotifier("on-call");
  return {
    notifier,
    received: () => notifier.cards.map(({ text }) => text),
    refuseNext: () => notifier.fail(1),
    close,
  };
});
