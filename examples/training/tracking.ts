import * as z from "zod/mini";
import { callMlflow, MlflowError } from "./call-mlflow.ts";
import { readModel, writeModel } from "./model-file.ts";

/** Where runs are logged and versions registered. */
export interface TrackingSettings {
  /** Workspace or MLflow server, without a slash at the end. */
  url: string;
  /** Bearer token; empty for a server without one. */
  token: string;
  /** Whose registry holds the models: Unity Catalog's, or the MLflow server's own. */
  registry: "unityCatalog" | "mlflow";
}

/** One MLflow run that is being logged. */
export interface TrackedRun {
  runId: string;
  artifactUri: string;
}

/** MLflow over REST, as far as a training job needs it. Every call throws where the server refuses. */
export interface Tracking {
  createRun(experiment: string, tags: Record<string, string>): Promise<TrackedRun>;
  logMetrics(runId: string, metrics: Record<string, number>): Promise<void>;
  logParameters(runId: string, parameters: Record<string, string>): Promise<void>;
  setTag(runId: string, key: string, value: string): Promise<void>;
  end(runId: string, status: "FINISHED" | "FAILED"): Promise<void>;
  /** Writes the model below the run's artifacts and registers it as the next version. */
  register(run: TrackedRun, registeredModel: string, model: unknown): Promise<string>;
  /** The model that a version was registered with, as JSON. */
  loadModel(registeredModel: string, version: string): Promise<unknown>;
}

/** Reads DATABRICKS_HOST, DATABRICKS_TOKEN and MLFLOW_TRACKING_URI as the MLflow client does. */
export function trackingSettings(
  env: Readonly<Record<string, string | undefined>>,
): TrackingSettings {
  const { DATABRICKS_HOST: host = "", DATABRICKS_TOKEN: token = "" } = env;
  const uri = env.MLFLOW_TRACKING_URI || "databricks";
  const bare = (url: string) => url.replace(/\/+$/, "");
  if (uri !== "databricks" && bare(uri) !== bare(host)) {
    return { url: bare(uri), token: "", registry: "mlflow" };
  }
  if (host === "") {
    throw new Error(
      "Environment: DATABRICKS_HOST is not set; it must be the workspace's URL, or MLFLOW_TRACKING_URI the URL of an MLflow server.",
    );
  }
  return { url: bare(host), token, registry: "unityCatalog" };
}

/** MLflow refuses longer values. */
const longestParameter = 6000;

const runReply = z.object({
  run: z.object({ info: z.object({ run_id: z.string(), artifact_uri: z.string() }) }),
});
const versionReply = z.object({
  model_version: z.object({ version: z.string(), status: z.string(), source: z.string() }),
});
const experimentReply = z.object({ experiment: z.object({ experiment_id: z.string() }) });

/** Creates the client of one server. */
export function createTracking(settings: TrackingSettings): Tracking {
  const call: Call = (method, path, body) => callMlflow(settings, method, path, body);
  return { ...createLog(call, settings.registry), ...createRegistry(call, settings.registry) };
}

type Call = (
  method: "GET" | "POST",
  path: string,
  body: Record<string, unknown>,
) => Promise<unknown>;

function createLog(
  call: Call,
  registry: TrackingSettings["registry"],
): Omit<Tracking, "register" | "loadModel"> {
  // A workspace sets the time by its own clock, which the gate compares with; an MLflow server would take 0.
  const startTime = () => (registry === "mlflow" ? { start_time: Date.now() } : {});
  return {
    async createRun(experiment, tags) {
      const experiment_id = await findOrCreateExperiment(call, experiment);
      const made = { experiment_id, tags: pairsOf(tags), ...startTime() };
      const { info } = runReply.parse(await call("POST", "runs/create", made)).run;
      return { runId: info.run_id, artifactUri: info.artifact_uri };
    },
    async logMetrics(run_id, values) {
      const timestamp = Date.now();
      const metrics = Object.entries(values).map(([key, value]) => ({
        // JSON has no NaN and no Infinity; MLflow takes their names.
        key,
        value: Number.isFinite(value) ? value : String(value),
        timestamp,
        step: 0,
      }));
      await call("POST", "runs/log-batch", { run_id, metrics });
    },
    async logParameters(run_id, parameters) {
      const params = pairsOf(parameters).map(({ key, value }) => ({
        key,
        value: value.slice(0, longestParameter),
      }));
      await call("POST", "runs/log-batch", { run_id, params });
    },
    async setTag(run_id, key, value) {
      await call("POST", "runs/set-tag", { run_id, key, value });
    },
    async end(run_id, status) {
      await call("POST", "runs/update", { run_id, status, end_time: Date.now() });
    },
  };
}

function createRegistry(
  call: Call,
  registry: TrackingSettings["registry"],
): Pick<Tracking, "register" | "loadModel"> {
  const versions = `${registry === "unityCatalog" ? "unity-catalog/" : ""}model-versions`;
  return {
    async register(run, name, model) {
      const source = `${run.artifactUri}/model`;
      await writeModel(source, model);
      if (registry === "mlflow") await createModel(call, name);
      const reply = await call("POST", `${versions}/create`, { name, source, run_id: run.runId });
      const { version, status } = versionReply.parse(reply).model_version;
      // Unity Catalog holds a version back until its files are declared complete.
      if (status !== "READY") await call("POST", `${versions}/finalize`, { name, version });
      return version;
    },
    async loadModel(name, version) {
      const reply = await call("GET", `${versions}/get`, { name, version });
      return await readModel(versionReply.parse(reply).model_version.source);
    },
  };
}

function pairsOf(values: Record<string, string>): { key: string; value: string }[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}

async function findOrCreateExperiment(call: Call, name: string): Promise<string> {
  const found = await call("GET", "experiments/get-by-name", { experiment_name: name }).catch(
    (error: unknown) => {
      if (error instanceof MlflowError && error.code === "RESOURCE_DOES_NOT_EXIST") return null;
      throw error;
    },
  );
  if (found !== null) return experimentReply.parse(found).experiment.experiment_id;
  const created = await call("POST", "experiments/create", { name });
  return z.object({ experiment_id: z.string() }).parse(created).experiment_id;
}

async function createModel(call: Call, name: string): Promise<void> {
  await call("POST", "registered-models/create", { name }).catch((error: unknown) => {
    if (error instanceof MlflowError && error.code === "RESOURCE_ALREADY_EXISTS") return;
    throw error;
  });
}
