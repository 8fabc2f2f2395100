import { invalidParameter } from "./api-error.ts";
import { parseFilter, type SearchableRun } from "./filter.ts";
import type { TrackedRun, Tracking } from "./tracking.ts";
import { viewTrackedRun } from "./tracking-view.ts";

/** A search for runs, as MLflow words it. */
export interface RunQuery {
  experiment_ids: string[];
  filter: string;
  run_view_type: "ACTIVE_ONLY" | "DELETED_ONLY" | "ALL";
  max_results: number;
  order_by: string[];
  page_token: string;
}

/** Answers a search: newest runs first unless ordered otherwise. Refuses filters, orders and tokens it cannot read. */
export function searchRuns(tracking: Tracking, query: RunQuery): Record<string, unknown> {
  const filter = parseFilter(query.filter);
  if (filter.kind === "invalid") throw invalidParameter(filter.reason);
  const from = query.page_token === "" ? 0 : readToken(query.page_token);
  const order = query.order_by.map(parseOrder);
  const found = tracking
    .runsOf(query.experiment_ids)
    .filter(({ stage }) => fits(stage, query.run_view_type))
    .map((run) => ({ run, searchable: searchableOf(tracking, run) }))
    .filter(({ searchable }) => filter.matches(searchable))
    .sort((left, right) => compareBy(order, left.searchable, right.searchable));
  const next = from + query.max_results;
  const page = found.slice(from, next);
  return {
    ...(page.length === 0 ? {} : { runs: page.map(({ run }) => viewTrackedRun(tracking, run)) }),
    ...(next < found.length ? { next_page_token: Buffer.from(`${next}`).toString("base64") } : {}),
  };
}

function fits(stage: TrackedRun["stage"], view: RunQuery["run_view_type"]): boolean {
  return view === "ALL" || (view === "ACTIVE_ONLY") === (stage === "active");
}

function readToken(token: string): number {
  const text = Buffer.from(token, "base64").toString("utf8");
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw invalidParameter(`Invalid page token '${token}'.`);
}

function searchableOf(tracking: Tracking, run: TrackedRun): SearchableRun {
  const { metrics, params, tags } = tracking.data(run.id);
  const tagsByKey = Object.fromEntries(tags.map(({ key, value }) => [key, value]));
  return {
    attributes: {
      run_id: run.id,
      status: run.status,
      start_time: run.startTime,
      end_time: run.endTime ?? 0,
      run_name: tagsByKey["mlflow.runName"] ?? "",
      user_id: run.userId,
      artifact_uri: tracking.artifactUri(run),
    },
    metrics: Object.fromEntries(metrics.map(({ key, value }) => [key, value])),
    params: Object.fromEntries(params.map(({ key, value }) => [key, value])),
    tags: tagsByKey,
  };
}

interface Order {
  read(run: SearchableRun): string | number | undefined;
  sign: 1 | -1;
}

function parseOrder(text: string): Order {
  const found =
    /^\s*(?:(metrics|params|tags|attributes?)\.)?(?:"([^"]+)"|`([^`]+)`|([\w.\-/]+))(?:\s+(asc|desc))?\s*$/i.exec(
      text,
    );
  if (found === null) throw invalidParameter(`Invalid order_by clause '${text}'.`);
  const [, prefix = "attributes", quoted, ticked, bare, direction = "asc"] = found;
  const key = quoted ?? ticked ?? bare ?? "";
  const sign = direction.toLowerCase() === "desc" ? -1 : 1;
  switch (prefix.toLowerCase()) {
    case "metrics":
      return { sign, read: (run) => run.metrics[key] };
    case "params":
      return { sign, read: (run) => run.params[key] };
    case "tags":
      return { sign, read: (run) => run.tags[key] };
    default:
      return { sign, read: (run) => run.attributes[key === "Created" ? "start_time" : key] };
  }
}

/** Runs without the value come last, whatever the direction. */
function compareBy(order: Order[], left: SearchableRun, right: SearchableRun): number {
  for (const { read, sign } of order) {
    const [a, b] = [read(left), read(right)];
    if (a === b) continue;
    if (a === undefined || Number.isNaN(a)) return 1;
    if (b === undefined || Number.isNaN(b)) return -1;
    return a < b ? -sign : sign;
  }
  return 0;
}
