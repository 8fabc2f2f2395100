import type { Jobs, Lake, Models } from "../clients/ports.ts";
import type { Catalogue, ModelDefinition } from "../core/catalogue/model-definition.ts";
import { pickNewest } from "../core/dataset/pick-newest.ts";
import type { Instant } from "../core/instant.ts";
import { aliases, queues, trainingJobName } from "../core/names.ts";
import { findStuck, type RunningInstance } from "../core/response/find-stuck.ts";
import { type FailedRun, pickFailedRun } from "../core/response/pick-failed-run.ts";
import { planCommonRules } from "../core/response/plan-common-rules.ts";

const longestSaid = 2_000;

/** Which alert a failed run is looked for. */
interface FailedRunRequest {
  model: string;
  pipelines: readonly string[];
  /** What the alert is about; null where it tells nothing. */
  subject: string | null;
  now: Instant;
}

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

    /** The failed run of the job that an alert names, and what its failed task said; why there is none, where none fits. */
    async findFailedRun(request: FailedRunRequest): Promise<FailedRun> {
      const { model, pipelines, subject, now } = request;
      const job = [...pipelines, trainingJobName(model)].find((name) => name === subject);
      if (job === undefined) {
        return { kind: "none", why: `the alert is about ${subject ?? "no part"}, which is no job` };
      }
      const jobId = await jobs.findJob(job);
      if (jobId === null) return { kind: "none", why: `there is no job ${job} in the workspace` };
      const failed = pickFailedRun(await jobs.listRuns(jobId), now);
      if (failed === null) return { kind: "none", why: `no run of ${job} failed lately` };
      const { runId } = failed;
      const run = await jobs.getRun(runId);
      const task = run?.tasks.find(({ code }) => code !== null && code !== "SUCCESS");
      const output = task === undefined ? null : await jobs.getOutput(task.runId);
      const said = [output?.error, output?.trace].filter(Boolean).join("\n").slice(0, longestSaid);
      const name = task?.key ?? failed.code ?? "";
      return { kind: "found", job, runId, task: name, said, pageUrl: run?.pageUrl ?? "" };
    },
  };
}

function commonRulesOf(catalogue: Catalogue) {
  const rules = planCommonRules(catalogue);
  if (rules === null) throw new Error("Catalogue: it has no model. Deploy one.");
  const owners = new Set(Object.values(catalogue).map(({ owner }) => owner));
  return { rules, owner: [...owners].join(", ").slice(0, 200) };
}
