import type { Jobs, Lake, Models } from "../clients/ports.ts";
import type { Catalogue, ModelDefinition } from "../core/catalogue/model-definition.ts";
import { pickNewest } from "../core/dataset/pick-newest.ts";
import type { Instant } from "../core/instant.ts";
import { aliases, queues, trainingJobName } from "../core/names.ts";
import { findStuck, type RunningInstance } from "../core/response/find-stuck.ts";
import { planCommonRules } from "../core/response/plan-common-rules.ts";

const longestSaid = 2_000;

/** Effects that read what a response is decided from. */
export function createResponseActivities(surroundings: {
  catalogue: Catalogue;
  jobs: Jobs;
  lake: Lake;
  models: Models;
}) {
  const { catalogue, jobs, lake, models } = surroundings;
  return {
    /** Rules of an action that is about no single model: the most cautious of all. */
    async readCommonRules(_: Record<never, never>) {
      return commonRulesOf(catalogue);
    },

    /** What alerts of a kind about a model, or about all, are answered by: rules, and the champion where the kind is about it. */
    async readSubject({ model, kind }: { model: string; kind: string }) {
      const definition = catalogue[model];
      if (definition === undefined) {
        return { model, ...commonRulesOf(catalogue), definition: null, champion: null };
      }
      const { owner, registeredModel } = definition;
      const champion =
        kind === queues.modelDegradation
          ? await models.getAlias(registeredModel, aliases.champion)
          : null;
      return { model, rules: definition, owner, definition, champion };
    },

    /** Those of the running orchestrations that are stuck, each with the owner of its model. */
    async findStuck({ running, now }: { running: readonly RunningInstance[]; now: Instant }) {
      const stuck = findStuck(running, catalogue, now);
      return {
        stuck: stuck.map((each) => ({ ...each, owner: catalogue[each.model]?.owner ?? "unknown" })),
      };
    },

    /** State of a version in the registry; null where it is gone. */
    async readVersionStatus(request: { registeredModel: string; version: string }) {
      const version = await models.getVersion(request.registeredModel, request.version);
      return { status: version?.status ?? null };
    },

    /** Paths of the newest burst of files in a model's folder. */
    async findNewestData({ input }: { input: ModelDefinition["input"] }) {
      const files = await lake.list(`${input.path}/`);
      return { paths: pickNewest(files, input.gather) };
    },

    /** The newest failed run of the jobs that feed or train a model, and what its failed task said; null where none failed. */
    async findFailedRun({ model, pipelines }: { model: string; pipelines: readonly string[] }) {
      const names = [...pipelines, trainingJobName(model)];
      const failed = (await Promise.all(names.map((name) => lastFailure(jobs, name)))).flat();
      const [newest] = failed.sort((left, right) => (right.endedAt ?? 0) - (left.endedAt ?? 0));
      if (newest === undefined) return null;
      const run = await jobs.getRun(newest.runId);
      const task = run?.tasks.find(({ code }) => code !== null && code !== "SUCCESS");
      const output = task === undefined ? null : await jobs.getOutput(task.runId);
      const said = [output?.error, output?.trace].filter(Boolean).join("\n").slice(0, longestSaid);
      const { runId, job, code } = newest;
      return { job, runId, task: task?.key ?? code, said, pageUrl: run?.pageUrl ?? "" };
    },
  };
}

function commonRulesOf(catalogue: Catalogue) {
  const rules = planCommonRules(catalogue);
  if (rules === null) throw new Error("Catalogue: it has no model. Deploy one.");
  const owners = new Set(Object.values(catalogue).map(({ owner }) => owner));
  return { rules, owner: [...owners].join(", ").slice(0, 200) };
}

async function lastFailure(jobs: Jobs, job: string) {
  const jobId = await jobs.findJob(job);
  if (jobId === null) return [];
  const runs = await jobs.listRuns(jobId);
  return runs.flatMap(({ runId, code, endedAt }) =>
    code === null || code === "SUCCESS" ? [] : [{ runId, code, endedAt, job }],
  );
}
