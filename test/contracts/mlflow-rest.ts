import * as z from "zod/mini";
import type { RunToLog } from "./runs.contract.ts";

const root = "/api/2.0/mlflow";
const runReply = z.object({
  run: z.object({ info: z.object({ run_id: z.string(), experiment_id: z.string() }) }),
});

/** An MLflow server as a training job sees it. */
export interface TrainingSide {
  log(run: RunToLog): Promise<string>;
  /** POSTs below `/api/2.0/mlflow` and gives the answer's JSON. */
  post(path: string, body: object): Promise<unknown>;
}

/** Speaks to an MLflow server as a training job does: it logs, where the adapters only read. */
export function createTrainingSide(url: string, token: string): TrainingSide {
  async function post(path: string, body: object): Promise<unknown> {
    const response = await fetch(`${url}${root}/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    if (response.ok) return response.json();
    throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  }

  async function experimentId(name: string): Promise<string> {
    const query = new URLSearchParams({ experiment_name: name });
    const known = await fetch(`${url}${root}/experiments/get-by-name?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const schema = z.object({ experiment_id: z.string() });
    if (!known.ok) return schema.parse(await post("experiments/create", { name })).experiment_id;
    return z.object({ experiment: schema }).parse(await known.json()).experiment.experiment_id;
  }

  return {
    post,
    async log({ experiment, startedAt, metrics, params, tags }) {
      const created = await post("runs/create", {
        experiment_id: await experimentId(experiment),
        start_time: startedAt,
        tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
      });
      const { run_id } = runReply.parse(created).run.info;
      for (const { key, value, step } of metrics) {
        const wire = Number.isFinite(value) ? value : String(value);
        await post("runs/log-metric", { run_id, key, value: wire, step, timestamp: startedAt });
      }
      for (const [key, value] of Object.entries(params)) {
        await post("runs/log-parameter", { run_id, key, value });
      }
      await post("runs/update", { run_id, status: "FINISHED", end_time: startedAt + 1 });
      return run_id;
    },
  };
}
