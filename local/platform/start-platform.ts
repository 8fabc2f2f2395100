import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Catalogue } from "../../functions/core/catalogue/model-definition.ts";
import { containers } from "../../functions/core/names.ts";
import { startWorkspace, type Workspace } from "../workspace/workspace.ts";
import type { WorkspaceEvent } from "../workspace/workspace-event.ts";
import { type AppApi, createAppApi } from "./app-api.ts";
import { planAppSettings } from "./app-settings.ts";
import { type Azurite, startAzurite } from "./azurite.ts";
import { type BlobStore, createBlobStore, lakeUrlOf } from "./blob-store.ts";
import { dropFile, type Landed } from "./drop-file.ts";
import { expectFreePort } from "./expect-free-port.ts";
import { createHostAdmin, type HostAdmin } from "./host-admin.ts";
import type { HostEvent } from "./host-process.ts";
import { startHostSupervisor } from "./host-supervisor.ts";
import { planTrainingJob } from "./plan-training-job.ts";
import { createPlatformClock } from "./platform-clock.ts";
import { openStateFolder, type PlatformAddress } from "./state-folder.ts";

/** How a local platform is started. */
export interface PlatformOptions {
  /** Folder of all state; made where it is absent. */
  state: string;
  catalogue: Catalogue;
  /** Folder of the training programs. */
  programs: string;
  /** Port of the host; 0 for a free one. */
  port: number;
  /** Real time, or virtual time from an instant in milliseconds since the epoch on. */
  clock: { kind: "real" } | { kind: "virtual"; start: number };
  onHostEvent(event: HostEvent): void;
  onWorkspaceEvent(event: WorkspaceEvent): void;
}

/** Storage, a Databricks workspace and the function host with the unmodified app, on this machine. */
export interface Platform {
  address: PlatformAddress;
  app: AppApi;
  host: HostAdmin;
  workspace: Workspace;
  /** Milliseconds since the epoch on the platform's clock. */
  now(): number;
  /** Lets everything happen that is due up to this instant. Virtual time only. */
  runTo(instant: number): Promise<void>;
  /** From now on virtual time flows at real pace. */
  goLive(): Promise<void>;
  /** Lands a file in the model's folder of bronze. */
  drop(model: string, file: string, as?: string): Promise<Landed>;
  /** Kills the host process and starts it again on the same state. */
  restartHost(): Promise<void>;
  /** Rejects when a child has ended that nobody asked to end. */
  failed: Promise<never>;
  /** Ends every part and waits until all are gone. */
  stop(): Promise<void>;
}

const appProgram = fileURLToPath(new URL("../../functions/main.ts", import.meta.url));

/** Starts the platform; what was started is ended again where a later part cannot start. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const started: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    return await assemble(options, started, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function assemble(
  options: PlatformOptions,
  started: (() => Promise<void> | void)[],
  stop: () => Promise<void>,
): Promise<Platform> {
  const { catalogue } = options;
  await expectFreePort(options.port);
  const state = openStateFolder(options.state);
  started.push(state.close);
  const workspaceToken = randomBytes(24).toString("hex");
  const adminToken = randomBytes(24).toString("hex");
  const cataloguePath = state.inside("catalogue.json");
  writeFileSync(cataloguePath, `${JSON.stringify(catalogue, null, 2)}\n`);

  const azurite = await startAzurite(state.inside("azurite"));
  started.push(azurite.stop);
  const store = await openLake(azurite, options.clock);
  const clock = createPlatformClock(options.clock, azurite);
  const workspace = await startWorkspace({
    stateFile: state.inside("workspace.sqlite"),
    clock,
    mode: options.clock.kind,
    token: workspaceToken,
  });
  started.push(() => workspace.close());
  workspace.onEvent(options.onWorkspaceEvent);
  for (const [model, definition] of Object.entries(catalogue)) {
    workspace.registerModel(definition.registeredModel);
    workspace.defineJob(planTrainingJob(model, definition, options.programs));
  }

  const supervisor = await startHostSupervisor({
    app: appProgram,
    stateFile: state.inside("host.sqlite"),
    logFile: state.inside("host.log"),
    port: options.port,
    clock: options.clock.kind,
    now: clock.now,
    settings: planAppSettings({
      cataloguePath,
      workspaceUrl: workspace.url,
      workspaceToken,
      lakeUrl: store.url,
      adminToken,
    }),
    onEvent: options.onHostEvent,
  });
  started.push(supervisor.stop);
  clock.join(workspace, supervisor);
  const host = createHostAdmin(supervisor.url, adminToken);
  const address: PlatformAddress = {
    pid: process.pid,
    url: supervisor.url,
    workspaceUrl: workspace.url,
    lakeUrl: store.url,
    adminToken,
    workspaceToken,
    startedAt: new Date().toISOString(),
  };
  state.publish(address);
  let stopping = false;
  let drops = 0;
  const azuriteGone = azurite.exited.then((code): Promise<never> | never => {
    if (stopping) return new Promise(() => {});
    throw new Error(`Azurite ended with code ${code} while the platform was running.`);
  });
  const failed = Promise.race([supervisor.failed, azuriteGone]);
  failed.catch(() => {});
  return {
    address,
    app: createAppApi(supervisor.url),
    host,
    workspace,
    now: clock.now,
    runTo: clock.runTo,
    goLive: clock.goLive,
    async drop(model, file, as) {
      const folder = catalogue[model]?.input.path ?? model;
      drops += 1;
      // In virtual time a night must come out the same again, and Azurite draws ETags by lot.
      const key = options.clock.kind === "virtual" ? `${options.clock.start}/${drops}` : undefined;
      return dropFile(store, host, { folder, file, as, key });
    },
    restartHost: supervisor.restart,
    failed,
    async stop() {
      stopping = true;
      await stop();
    },
  };
}

async function openLake(azurite: Azurite, clock: PlatformOptions["clock"]): Promise<BlobStore> {
  if (clock.kind === "virtual") await azurite.setClock(clock.start, "frozen");
  const store = createBlobStore(lakeUrlOf(azurite.url));
  for (const container of Object.values(containers)) await store.createContainer(container);
  return store;
}
