import type { Jobs, LoggedRun, Models, Records, Runs } from "../clients/ports.ts";
import { parseTrainingFacts } from "../core/improvement/parse-training-facts.ts";
import { day, type Instant, instantOf } from "../core/instant.ts";
import { containers, idempotencyToken } from "../core/names.ts";
import { readEntry } from "./open-ledger.ts";

/** Alerts older than this say little about data that arrives now. */
const longestAge = 7 * day;
const mostEntries = 50;
const mostAlerts = 5;

/** Effects that improvement needs beside those of a lifecycle. */
export function createPlanningActivities(clients: {
  jobs: Jobs;
  runs: Runs;
  models: Models;
  records: Records;
}) {
  const { jobs, runs, models, records } = clients;
  return {
    /** What the run of a candidate, and that of the champion, say about how they were trained. */
    async readTrainingFacts(request: {
      runId: string;
      registeredModel: string;
      championVersion: string | null;
    }) {
      const [candidate, champion] = await Promise.all([
        runs.getRun(request.runId),
        readChampionRun({ runs, models }, request),
      ]);
      return {
        facts: parseTrainingFacts(candidate),
        championRows: parseTrainingFacts(champion).trainingRows,
      };
    },

    /** What the ledger says about alerts of the last seven days, the newest first, at most five: untrusted text. */
    async readRecentAlerts({ model, now }: { model: string; now: Instant }) {
      const paths = await records.list(containers.ledger, `${model}/`);
      const last = paths.slice(-mostEntries).reverse();
      const entries = await Promise.all(last.map((path) => readEntry(records, path)));
      return entries
        .filter(({ pattern }) => pattern === "response")
        .filter(({ at }) => (instantOf(at) ?? 0) > now - longestAge)
        .map(({ kind, reasons }) => `${kind}: ${reasons.join(" ")}`)
        .slice(0, mostAlerts);
    },

    /** Starts a registered job that refreshes features, or finds the run that it started before a crash. */
    async triggerPipeline(request: {
      jobName: string;
      instance: string;
      parameters: Record<string, string>;
    }) {
      const { jobName, instance, parameters } = request;
      const jobId = await jobs.findJob(jobName);
      if (jobId === null) {
        const reason = `The workspace has no job named "${jobName}". Create it, or take it out of improvement.pipelines.`;
        return { kind: "refused" as const, reason };
      }
      const token = idempotencyToken(instance, jobName, 1);
      const { runId } = await jobs.runNow({ jobId, token, parameters });
      return { kind: "started" as const, runId };
    },
  };
}

async function readChampionRun(
  { runs, models }: { runs: Runs; models: Models },
  { registeredModel, championVersion }: { registeredModel: string; championVersion: string | null },
): Promise<LoggedRun | null> {
  if (championVersion === null) return null;
  const version = await models.getVersion(registeredModel, championVersion);
  return version === null || version.runId === "" ? null : await runs.getRun(version.runId);
}
