import assert from "node:assert/strict";
import * as z from "zod/mini";

/** What a training run logged. */
export interface LoggedTraining {
  status: string;
  metrics: Record<string, number>;
  parameters: Record<string, string>;
  tags: Record<string, string>;
}

/** An MLflow server or a workspace. */
export interface Server {
  url: string;
  token: string;
}

const pair = z.object({ key: z.string(), value: z.string() });
const trackedRun = z.object({
  info: z.object({ status: z.string() }),
  data: z.object({
    metrics: z._default(z.array(z.object({ key: z.string(), value: z.number() })), []),
    params: z._default(z.array(pair), []),
    tags: z.array(pair),
  }),
});

/** Reads a run by its id. */
export async function readRun(server: Server, runId: string): Promise<LoggedTraining> {
  const reply = await callServer(server, `/api/2.0/mlflow/runs/get?run_id=${runId}`);
  return viewRun(z.object({ run: trackedRun }).parse(reply).run);
}

/** Finds the newest run of a lifecycle in an experiment; fails where there is none. */
export async function findRun(
  server: Server,
  experiment: string,
  instance: string,
): Promise<LoggedTraining> {
  const path = `/api/2.0/mlflow/experiments/get-by-name?experiment_name=${experiment}`;
  const found = z
    .object({ experiment: z.object({ experiment_id: z.string() }) })
    .parse(await callServer(server, path));
  const reply = await callServer(server, "/api/2.0/mlflow/runs/search", {
    experiment_ids: [found.experiment.experiment_id],
    filter: `tags."nightshift.instance" = '${instance}'`,
  });
  const [run] = z.object({ runs: z._default(z.array(trackedRun), []) }).parse(reply).runs;
  assert.ok(run, `no run of ${instance}`);
  return viewRun(run);
}

function viewRun({ info, data }: z.infer<typeof trackedRun>): LoggedTraining {
  return {
    status: info.status,
    metrics: Object.fromEntries(data.metrics.map(({ key, value }) => [key, value])),
    parameters: Object.fromEntries(data.params.map(({ key, value }) => [key, value])),
    tags: Object.fromEntries(data.tags.map(({ key, value }) => [key, value])),
  };
}

/** Calls a REST API: GET without a body, POST with one. */
export async function callServer(
  { url, token }: Server,
  path: string,
  body?: Record<string, unknown>,
): Promise<unknown> {
  const response = await fetch(url + path, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return await response.json();
}
