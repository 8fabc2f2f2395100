import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ModelDefinitionInput } from "../../../functions/core/catalogue/model-definition.ts";
import { containers, trainingJobName } from "../../../functions/core/names.ts";
import { planAppSettings } from "../../../local/platform/app-settings.ts";
import { startAzurite } from "../../../local/platform/azurite.ts";
import { createBlobStore } from "../../../local/platform/blob-store.ts";
import { startWorkspace } from "../../../local/workspace/workspace.ts";

/** Path of the app as Azure would load it. */
export const app = fileURLToPath(new URL("../../../functions/main.ts", import.meta.url));
/** What /admin of the host asks for. */
export const adminToken = "admin";

/** Everything around the app: storage, a workspace, and the settings that point at both. */
export type House = Awaited<ReturnType<typeof openHouse>>;

/** Opens a house for these models, in a folder that goes when it closes. */
export async function openHouse(models: Record<string, ModelDefinitionInput>) {
  const folder = await mkdtemp(join(tmpdir(), "nightshift-"));
  const azurite = await startAzurite(join(folder, "azurite"));
  const store = createBlobStore(azurite.url);
  await Promise.all(Object.values(containers).map((name) => store.createContainer(name)));
  const workspace = await startWorkspace({
    stateFile: ":memory:",
    clock: { now: Date.now },
    mode: "real",
    token: "local",
  });
  for (const [id, model] of Object.entries(models)) {
    workspace.registerModel(model.registeredModel);
    workspace.defineJob({ name: trainingJobName(id), takesSeconds: 0 });
  }
  const cataloguePath = join(folder, "catalogue.json");
  await writeFile(cataloguePath, JSON.stringify(models));
  const settings = planAppSettings({
    cataloguePath,
    workspaceUrl: workspace.url,
    workspaceToken: workspace.token,
    lakeUrl: store.url,
    adminToken,
  });
  return {
    folder,
    store,
    workspace,
    settings: { ...settings, NIGHTSHIFT_POLL_SECONDS: "0.2" },
    stateFile: () => join(folder, `host-${crypto.randomUUID()}.sqlite`),
    /** Puts a CSV of this many rows into bronze. */
    async put(path: string, rows: number): Promise<void> {
      const file = join(folder, "upload.csv");
      const lines = Array.from({ length: rows }, (_, at) => `${at},${at % 7}`);
      await writeFile(file, ["id,gross", ...lines].join("\n"));
      await store.upload(containers.bronze, path, file);
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
    metrics: { rmse: { better: "lower", role: "target" } },
    gate: { firstModel: "bounds" },
    autonomy: { promote: "act" },
  };
}
