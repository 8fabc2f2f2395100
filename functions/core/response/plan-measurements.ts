import type { ModelDefinition } from "../catalogue/model-definition.ts";
import { hour, type Instant } from "../instant.ts";
import { measurementRecord, queues } from "../names.ts";
import { type Drift, type FeatureReference, measureDrift } from "./measure-drift.ts";
import type { Measurement } from "./measurement.ts";
import type { TimeWindow } from "./monitoring-window.ts";
import type { FeatureFacts, VersionFacts } from "./plan-measuring.ts";

/** What one drift window showed. */
export interface DriftWindow {
  to: Instant;
  /** Version whose reference it was compared with. */
  version: string;
  rows: number;
  drifts: Drift[];
  features: Pick<FeatureFacts, "feature" | "rows" | "nulls">[];
}

/** All that monitoring remembers of one model from look to look. */
export interface MonitoringState {
  /** The last drift windows, newest first, at most 25. */
  windows: DriftWindow[];
  /** What each version answered, as last measured. */
  versions: VersionFacts[];
  /** First of the looks in a row that found no row at all; null where the last one found some. */
  emptySince: Instant | null;
  /** First of the looks in a row whose error rate could not be told; null where the last one told it, or needs none. */
  unlabelledSince: Instant | null;
}

/** Monitoring that never looked. */
export const neverLooked: MonitoringState = {
  windows: [],
  versions: [],
  emptySince: null,
  unlabelledSince: null,
};

/** What was found at one look. */
export interface LookFacts {
  champion: string | null;
  versions: VersionFacts[];
  /** The last drift window, where it was not measured before. */
  window: {
    range: TimeWindow;
    rows: number;
    references: FeatureReference[];
    features: FeatureFacts[];
  } | null;
  /** When the newest row was answered; null where there is none. */
  newestAt: Instant | null;
  now: Instant;
}

const mostWindows = 25;
/** Volume counts as broken below this share of what is usual. */
const leastVolumeShare = 0.5;
const fewestWindows = 12;
const fewestLabels = 200;

/** What monitoring remembers after a look. */
export function rememberLook(
  state: MonitoringState,
  facts: LookFacts,
  { monitoring }: Pick<ModelDefinition, "monitoring">,
): MonitoringState {
  const { champion, versions, window, newestAt, now } = facts;
  const isTold = errorRecords(facts, { monitoring }).length > 0;
  const needsNone = champion === null || monitoring.errorRateLimit === undefined;
  const kept = {
    versions,
    emptySince: newestAt === null ? (state.emptySince ?? now) : null,
    unlabelledSince: isTold || needsNone ? null : (state.unlabelledSince ?? now),
  };
  if (window === null) return { ...kept, windows: state.windows };
  const { references, features, range, rows } = window;
  const drifts = references.flatMap((reference) => {
    const found = features.find(({ feature }) => feature === reference.feature);
    if (found === undefined) return [];
    const rule = { ...monitoring, features: references.length };
    return [measureDrift(reference, found.counts, rule)];
  });
  const measured: DriftWindow = {
    to: range.to,
    version: champion ?? "",
    rows,
    drifts,
    features: features.map((each) => ({ feature: each.feature, rows, nulls: each.nulls })),
  };
  return { ...kept, windows: [measured, ...state.windows].slice(0, mostWindows) };
}

/** The records that one look logs: each with its limit, so that alert rules hold none. */
export function planMeasurements(
  model: string,
  state: MonitoringState,
  facts: LookFacts,
  definition: Pick<ModelDefinition, "monitoring" | "input">,
): Measurement[] {
  const start = { record: measurementRecord, model, version: facts.champion ?? "" } as const;
  const broken = (feature: string, value: number, limit: number): Measurement => ({
    ...start,
    kind: queues.pipelineFailure,
    // The feed is the same whatever version answers it.
    version: "",
    feature,
    value,
    limit,
  });
  return [
    ...errorRecords(facts, definition).map(({ value, limit }) => ({
      ...start,
      kind: queues.modelDegradation,
      feature: "",
      value,
      limit,
    })),
    ...lastingDrifts(state, facts.champion).map(({ feature, value, limit }) => ({
      ...start,
      kind: queues.dataDrift,
      feature,
      value,
      limit,
    })),
    ...nullShares(state, definition).map(({ feature, value, limit }) =>
      broken(`nulls of ${feature}`, value, limit),
    ),
    ...volumeDrop(state).map(({ value, limit }) => broken("volume", value, limit)),
    ...silences(state, facts, definition).map(({ feature, value, limit }) =>
      broken(feature, value, limit),
    ),
  ];
}

type Measured = Pick<Measurement, "value" | "limit">;

function errorRecords(
  { champion, versions }: LookFacts,
  { monitoring }: Pick<ModelDefinition, "monitoring">,
): Measured[] {
  const { errorRateLimit: limit, minWindowRows } = monitoring;
  const found = versions.find(({ version }) => version === champion);
  const least = Math.max(fewestLabels, minWindowRows);
  if (limit === undefined || found?.errorRate == null || found.labelled < least) return [];
  // A limit of zero errors is one that any error exceeds.
  return [{ value: found.errorRate, limit: Math.max(limit, 1e-6) }];
}

/** Drift that the last two windows both show, by the smaller excess of both: noise seldom comes twice. */
function lastingDrifts({ windows: [now, before] }: MonitoringState, champion: string | null) {
  if (now === undefined || before === undefined) return [];
  // Another champion has another reference: what the one before it drifted from is over.
  if (now.version !== before.version || now.version !== champion) return [];
  return now.drifts.flatMap((drift) => {
    const earlier = before.drifts.find(({ feature }) => feature === drift.feature);
    if (drift.kind === "insufficient" || earlier === undefined) return [];
    if (earlier.kind === "insufficient") return [];
    const excess = Math.min(drift.psi / drift.bound, earlier.psi / earlier.bound);
    return [{ feature: drift.feature, value: excess * drift.bound, limit: drift.bound }];
  });
}

function nullShares(
  { windows: [now] }: MonitoringState,
  { input }: Pick<ModelDefinition, "input">,
) {
  return (now?.features ?? []).flatMap(({ feature, rows, nulls }) => {
    const limit = input.columns[feature]?.maxNullShare ?? 1;
    if (rows === 0 || limit >= 1) return [];
    return [{ feature, value: nulls / rows, limit: Math.max(limit, 1e-3) }];
  });
}

/** How far fewer rows came than is usual: the median of earlier windows, divided by the last one. */
function volumeDrop({ windows: [now, ...before] }: MonitoringState): Measured[] {
  if (now === undefined || before.length < fewestWindows) return [];
  const sorted = before.map(({ rows }) => rows).sort((left, right) => left - right);
  const usual = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return [{ value: usual / Math.max(now.rows, 1), limit: 1 / leastVolumeShare }];
}

/** For how many hours rows and labels have been missing, beside the age that data may have. */
function silences(
  { emptySince, unlabelledSince }: MonitoringState,
  { newestAt, now }: LookFacts,
  { input, monitoring }: Pick<ModelDefinition, "input" | "monitoring">,
) {
  const limit = input.maxAgeHours;
  const hours = (since: Instant) => Math.max(0, now - since) / hour;
  const freshness = { feature: "freshness", value: hours(newestAt ?? emptySince ?? now), limit };
  const labels = { feature: "labels", value: hours(unlabelledSince ?? now), limit };
  return monitoring.errorRateLimit === undefined ? [freshness] : [freshness, labels];
}
