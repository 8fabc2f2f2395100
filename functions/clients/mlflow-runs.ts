import * as z from "zod/mini";
import { idText } from "./exact-json.ts";
import type { Http } from "./http.ts";
import { nullIfNotFound } from "./http-error.ts";
import { readMetricValue } from "./metric-value.ts";
import { pageQuery } from "./page-query.ts";
import type { LoggedRun, Runs } from "./ports.ts";

const root = "/api/2.0/mlflow";

/** Metric values: NaN and infinities are strings on the wire. */
const metricValue = z.pipe(z.union([z.number(), z.string()]), z.transform(readMetricValue));
const milliseconds = z.pipe(
  z.union([z.number(), z.string()]),
  z.transform((wire: number | string) => Number(wire)),
);
const pair = z.object({ key: z.string(), value: z._default(z.string(), "") });

const run = z.object({
  info: z.object({
    run_id: z.string(),
    status: z.string(),
    start_time: z._default(milliseconds, 0),
    end_time: z.optional(milliseconds),
  }),
  data: z._default(
    z.object({
      metrics: z._default(z.array(z.object({ key: z.string(), value: metricValue })), []),
      params: z._default(z.array(pair), []),
      tags: z._default(z.array(pair), []),
    }),
    { metrics: [], params: [], tags: [] },
  ),
});
const experimentReply = z.object({ experiment: z.object({ experiment_id: idText }) });
const historyReply = z.object({
  metrics: z._default(z.array(z.object({ value: metricValue, step: milliseconds })), []),
  next_page_token: z.optional(z.string()),
});

/** Creates the adapter of MLflow tracking, of Databricks and of open-source MLflow alike. */
export function createMlflowRuns(http: Http): Runs {
  return {
    findRuns: (query) => findRuns(http, query),
    getHistory: (runId, metric) => getHistory(http, runId, metric),
    async getRun(runId) {
      const path = `${root}/runs/get`;
      const reply = await http
        .send({ method: "GET", path, query: { run_id: runId } }, z.object({ run }))
        .catch(nullIfNotFound);
      return reply === null ? null : toLoggedRun(reply.run);
    },
  };
}

async function findRuns(
  http: Http,
  { experiment, tags }: Parameters<Runs["findRuns"]>[0],
): Promise<LoggedRun[]> {
  const known = await http
    .send(
      {
        method: "GET",
        path: `${root}/experiments/get-by-name`,
        query: { experiment_name: experiment },
      },
      experimentReply,
    )
    .catch(nullIfNotFound);
  if (known === null) return [];
  const body = {
    experiment_ids: [known.experiment.experiment_id],
    filter: filterOf(tags),
    max_results: 100,
    order_by: ["attributes.start_time DESC"],
  };
  const reply = await http.send(
    { method: "POST", path: `${root}/runs/search`, body, replay: "safe" },
    z.object({ runs: z._default(z.array(run), []) }),
  );
  return reply.runs.map(toLoggedRun);
}

async function getHistory(http: Http, runId: string, metric: string) {
  const path = `${root}/metrics/get-history`;
  const values: { step: number; value: number }[] = [];
  let page: string | undefined;
  do {
    const query = { run_id: runId, metric_key: metric, ...pageQuery(page) };
    const reply = await http.send({ method: "GET", path, query }, historyReply);
    values.push(...reply.metrics);
    page = reply.next_page_token;
  } while (page);
  return values.sort((a, b) => a.step - b.step);
}

function filterOf(tags: Record<string, string>): string {
  return Object.entries(tags)
    .map(([key, value]) => {
      if (/[`]/.test(key) || /'/.test(value)) {
        throw new Error(
          `MLflow runs: tag ${key} is "${value}"; a filter cannot hold a backtick in the key or a quote in the value.`,
        );
      }
      return `tags.\`${key}\` = '${value}'`;
    })
    .join(" and ");
}

function toLoggedRun({ info, data }: z.infer<typeof run>): LoggedRun {
  return {
    runId: info.run_id,
    status: info.status,
    startedAt: info.start_time,
    endedAt: info.end_time || null,
    metrics: Object.fromEntries(data.metrics.map(({ key, value }) => [key, value])),
    params: Object.fromEntries(data.params.map(({ key, value }) => [key, value])),
    tags: Object.fromEntries(data.tags.map(({ key, value }) => [key, value])),
  };
}
