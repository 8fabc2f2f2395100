import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleFunctions } from "../../../components/bundle-functions.ts";
import { createBlobAccount } from "../../../functions/clients/blob-account.ts";
import { createBlobRecords } from "../../../functions/clients/blob-records.ts";
import type { ModelDefinitionInput } from "../../../functions/core/catalogue/model-definition.ts";
import type { Incident } from "../../../functions/core/incident.ts";
import { containers, trainingJobName } from "../../../functions/core/names.ts";
import { planAppSettings } from "../../../local/platform/app-settings.ts";
import { startAzurite } from "../../../local/platform/azurite.ts";
import { createBlobStore, lakeUrlOf } from "../../../local/platform/blob-store.ts";
import { startWorkspace } from "../../../local/workspace/workspace.ts";

/** What /admin of the host asks for. */
export const adminToken = "admin";

/** Everything around the app: storage, a workspace, and the settings that point at both. */
export type House = Awaited<ReturnType<typeof openHouse>>;

/** Opens a house for these models, in a folder that goes when it closes; its workspace keeps the time of `clock`. */
export async function openHouse(
  models: Record<string, ModelDefinitionInput>,
  clock: { mode: "real" | "virtual"; now(): number } = { mode: "real", now: Date.now },
) {
  const folder = await mkdtemp(join(tmpdir(), "nightshift-"));
  const azurite = await startAzurite(join(folder, "azurite"));
  const store = createBlobStore(lakeUrlOf(azurite.url));
  await Promise.all(Object.values(containers).map((name) => store.createContainer(name)));
  const workspace = await startWorkspace({
    stateFile: ":memory:",
    clock,
    mode: clock.mode,
    token: "local",
    clusterEndsSeconds: 0,
  });
  for (const [id, model] of Object.entries(models)) {
    workspace.registerModel(model.registeredModel);
    workspace.defineJob({ name: trainingJobName(id), takesSeconds: 0 });
  }
  const cataloguePath = join(folder, "catalogue.json");
  await writeFile(cataloguePath, JSON.stringify(models));
  const settings: Record<string, string> = planAppSettings({
    cataloguePath,
    workspaceUrl: workspace.url,
    workspaceToken: workspace.token,
    lakeUrl: store.url,
    adminToken,
  });
  settings.NIGHTSHIFT_POLL_SECONDS = "0.2";
  const app = join(folder, "main.cjs");
  await writeFile(app, (await bundleFunctions()).code);
  return {
    /** The app as Azure loads it: one file. */
    app,
    store,
    workspace,
    settings,
    stateFile: () => join(folder, `host-${crypto.randomUUID()}.sqlite`),
    /** Puts a CSV of this many rows into bronze. */
    async put(path: string, rows: number): Promise<void> {
      const file = join(folder, "upload.csv");
      const lines = Array.from({ length: rows }, (_, at) => `${at},${at % 7}`);
      await writeFile(file, ["id,gross", ...lines].join("\n"));
      await store.upload(containers.bronze, path, file);
    },
    /** Incidents about a model, as recorded. */
    async incidents(model: string): Promise<Incident[]> {
      const records = createBlobRecords(
        createBlobAccount({ lakeUrl: store.url, credential: null }),
      );
      const paths = await records.list(containers.incidents, `${model}/`);
      const texts = await Promise.all(
        paths.map((path) => records.read(containers.incidents, path)),
      );
      return texts.map((text) => JSON.parse(text ?? "null"));
    },
    async close(): Promise<void> {
      await workspace.close();
      await azurite.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The event that announces a new file. */
export function blobCreated(path: string, id = path) {
  return {
    id,
    topic: "/local",
    subject: `/blobServices/default/containers/${containers.bronze}/blobs/${path}`,
    eventType: "Microsoft.Storage.BlobCreated",
    eventTime: new Date().toISOString(),
    data: { api: "PutBlob", url: `http://lake/${containers.bronze}/${path}` },
  };
}

/** A model that promotes by itself, as soon as a file arrives. */
export function eagerModel(id: string): ModelDefinitionInput {
  return {
    registeredModel: `ml.films.${id}`,
    input: {
      path: id,
      format: "csv",
      gather: { mode: "atOnce" },
      minRows: 10,
      columns: { id: { type: "integer" }, gross: { type: "number" } },
    },
    training: { program: "/Shared/train.py" },
    metrics: { rmse: { better: "lower", role: "target", max: 100 } },
    gate: { firstModel: "bounds" },
    autonomy: { promote: "act" },
  };
}

/** Registers another version of a model and makes it champion, as somebody does who does not ask Nightshift. */
export async function seedChampion({ workspace }: House, registeredModel: string): Promise<void> {
  const headers = {
    authorization: `Bearer ${workspace.token}`,
    "content-type": "application/json",
  };
  const send = async (method: string, path: string, body: object) => {
    const init = { method, headers, body: JSON.stringify(body) };
    const answer = await fetch(`${workspace.url}${path}`, init);
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return await answer.json();
  };
  const path = "/api/2.0/mlflow/unity-catalog/model-versions/create";
  const created = (await send("POST", path, {
    name: registeredModel,
    source: "dbfs:/models",
  })) as { model_version: { version: string } };
  await send("PUT", `/api/2.1/unity-catalog/models/${registeredModel}/aliases/champion`, {
    version_num: Number(created.model_version.version),
  });
}

/** An eager model with a guardrail, which a candidate may conflict with. */
export function guardedModel(id: string): ModelDefinitionInput {
  const model = eagerModel(id);
  const mape = { better: "lower", role: "guardrail", allowedLoss: 0.05 } as const;
  return { ...model, metrics: { ...model.metrics, mape } };
}
