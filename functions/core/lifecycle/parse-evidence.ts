import type { ModelDefinition } from "../catalogue/model-definition.ts";
import { minute } from "../instant.ts";
import { runTags } from "../names.ts";
import type { CandidateRun, Evidence, ExpectedRun, MissingEvidence } from "./evidence.ts";
import { parseMetric } from "./parse-metric.ts";
import { readNumber } from "./read-number.ts";

/** How far the clocks of the cluster and of Nightshift may differ. */
const clockSkew = 5 * minute;

/** Keys of a run whose whole history is needed: the folds of each metric. */
export function foldKeys(
  metrics: Readonly<Record<string, unknown>>,
  definition: ModelDefinition,
): string[] {
  return Object.keys(definition.metrics)
    .flatMap((metric) => [`${metric}.fold`, `champion.${metric}.fold`])
    .filter((key) => Object.hasOwn(metrics, key));
}

/**
 * What a run (null: none was found) shows of the catalogue's metrics.
 * Whatever is absent, not finite, out of range, stale or from elsewhere makes it `missing`, and all of that is named.
 */
export function parseEvidence(
  run: CandidateRun | null,
  expected: ExpectedRun,
  definition: ModelDefinition,
): Evidence {
  const { instance, championVersion } = expected;
  if (run === null) {
    const detail = `No run carries the tag ${runTags.instance}=${instance}.`;
    return { kind: "missing", instance, missing: [{ what: "run", reason: "noRun", detail }] };
  }
  const sampleSize = readNumber(run, "sample_size", { min: 1 });
  const metrics = Object.entries(definition.metrics).map(([name, metric]) =>
    parseMetric(run, name, metric, expected),
  );
  const missing = [
    ...findMisfits(run, expected),
    ...findAbsentTags(run),
    ...findVersionFaults(run),
    ...sampleSize.missing,
    ...metrics.flatMap((metric) => metric.missing),
  ];
  const classes = ["positives", "negatives"].map((key) =>
    readNumber(run, key, { min: 0, optional: true }),
  );
  missing.push(...classes.flatMap((rows) => rows.missing));
  if (missing.length > 0 || sampleSize.value === null)
    return { kind: "missing", instance, missing };
  const known = classes.flatMap(({ value }) => (value === null ? [] : [value]));
  return {
    kind: "evidence",
    instance,
    runId: run.runId,
    candidateVersion: tagOf(run, "modelVersion"),
    championVersion,
    sampleSize: sampleSize.value,
    rareRows: known.length === 2 ? Math.min(...known) : null,
    dataDigest: tagOf(run, "dataDigest"),
    holdoutDigest: tagOf(run, "holdoutDigest"),
    recipe: isSameRecipe(run, expected) ? "same" : "changed",
    metrics: metrics.flatMap(({ evidence }) => (evidence === null ? [] : [evidence])),
  };
}

function findMisfits(run: CandidateRun, expected: ExpectedRun): MissingEvidence[] {
  const misfits: MissingEvidence[] = [];
  if (run.status !== "FINISHED" || run.endedAt === null) {
    const detail = `Run ${run.runId} is ${run.status}; it must be FINISHED.`;
    misfits.push({ what: "run", reason: "unfinished", detail });
  }
  if (tagOf(run, "instance") !== expected.instance) {
    const detail = `Run ${run.runId} belongs to ${tagOf(run, "instance") || "no instance"}; it must belong to ${expected.instance}.`;
    misfits.push({ what: runTags.instance, reason: "otherInstance", detail });
  }
  const [compared, champion] = [tagOf(run, "championVersion"), expected.championVersion ?? ""];
  if (compared !== champion) {
    const detail = `The run compares with ${compared || "no champion"}; the champion is ${champion || "none"}.`;
    misfits.push({ what: runTags.championVersion, reason: "otherChampion", detail });
  }
  if (!(run.startedAt >= expected.triggeredAt - clockSkew)) {
    const early = Math.round((expected.triggeredAt - run.startedAt) / minute);
    const detail = `Run ${run.runId} began ${early} minutes before it was asked for.`;
    misfits.push({ what: "run", reason: "stale", detail });
  }
  return misfits;
}

function findAbsentTags(run: CandidateRun): MissingEvidence[] {
  return (["modelVersion", "dataDigest", "holdoutDigest"] as const)
    .filter((tag) => tagOf(run, tag) === "")
    .map((tag) => ({
      what: runTags[tag],
      reason: "absent",
      detail: `Run ${run.runId} has no tag ${runTags[tag]}.`,
    }));
}

/** A version that cannot serve, or that another run made, is not what was measured. */
function findVersionFaults(run: CandidateRun): MissingEvidence[] {
  const { runId, version } = run;
  const named = tagOf(run, "modelVersion");
  if (named === "") return [];
  if (version?.status !== "READY") {
    const detail = `Version ${named} is ${version?.status ?? "not"} in the registry; it must be READY.`;
    return [{ what: runTags.modelVersion, reason: "notReady", detail }];
  }
  if (version.runId === "" || version.runId === runId) return [];
  const detail = `Version ${named} was registered from run ${version.runId}, not from ${runId}.`;
  return [{ what: runTags.modelVersion, reason: "otherRun", detail }];
}

function isSameRecipe(run: CandidateRun, { championRecipe }: ExpectedRun): boolean {
  return (
    championRecipe !== null && championRecipe !== "" && tagOf(run, "recipe") === championRecipe
  );
}

function tagOf(run: CandidateRun, tag: keyof typeof runTags): string {
  return run.tags[runTags[tag]]?.trim() ?? "";
}
