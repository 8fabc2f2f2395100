import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Catalogue } from "../../functions/core/catalogue/model-definition.ts";
import { alertHub, containers } from "../../functions/core/names.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { WorkspaceEvent } from "../workspace/workspace-event.ts";
import { type AlertOrder, createAlertDesk } from "./alert-desk.ts";
import { type AppApi, createAppApi } from "./app-api.ts";
import { planAppSettings } from "./app-settings.ts";
import { createAzureMonitor } from "./azure-monitor.ts";
import { type Azurite, startAzurite } from "./azurite.ts";
import { type BlobStore, createBlobStore, lakeUrlOf } from "./blob-store.ts";
import { checkStateFiles } from "./check-state-files.ts";
import { dropFile, type Landed } from "./drop-file.ts";
import { expectFreePort } from "./expect-free-port.ts";
import { createHostAdmin, type HostAdmin } from "./host-admin.ts";
import type { HostEvent } from "./host-process.ts";
import { type HostSupervisor, startHostSupervisor } from "./host-supervisor.ts";
import { keepNightClock } from "./night-state.ts";
import { openWorkspace } from "./open-workspace.ts";
import { createPlatformClock, type PlatformClock, type PlatformTime } from "./platform-clock.ts";
import { serveAnswers } from "./serve-answers.ts";
import { openStateFolder, type PlatformAddress } from "./state-folder.ts";
import { writeCatalogue } from "./write-catalogue.ts";

/** How a local platform is started. */
export interface PlatformOptions {
  /** Folder of all state; made where it is absent. */
  state: string;
  catalogue: Catalogue;
  /** Folder of the training programs. */
  programs: string;
  /** Port of the host; 0 for a free one. */
  port: number;
  clock: PlatformTime;
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
  /** Sends an alert by hand; its file is relative to `folder`. */
  alert(order: AlertOrder, folder: string): Promise<void>;
  /** Lands rows that the champion answered in the model's monitoring table, spread over the last milliseconds. */
  serve(model: string, file: string, over: number): Promise<void>;
  /** Kills the host process and starts it again on the same state. */
  restartHost(): Promise<void>;
  /** Rejects when a child has ended that nobody asked to end. */
  failed: Promise<never>;
  /** Ends every part and waits until all are gone. */
  stop(): Promise<void>;
}

const appProgram = fileURLToPath(new URL("../../functions/main.ts", import.meta.url));

/** What ends the parts that were started, the last one first. */
type Endings = (() => Promise<void> | void)[];

/** Starts the platform; what was started is ended again where a later part cannot start. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  await expectFreePort(options.port);
  const endings: Endings = [];
  const stop = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    return createPlatform(options, await startParts(options, endings), stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Parts {
  store: BlobStore;
  clock: PlatformClock;
  azurite: Azurite;
  workspace: Workspace;
  supervisor: HostSupervisor;
  address: PlatformAddress;
}

async function startParts(options: PlatformOptions, endings: Endings): Promise<Parts> {
  const state = openStateFolder(options.state);
  endings.push(state.close);
  checkStateFiles(state);
  const tokens = { workspaceToken: newToken(), adminToken: newToken() };
  const azurite = await startAzurite(state.inside("azurite"));
  endings.push(azurite.stop);
  const clock = createPlatformClock(options.clock, azurite);
  const store = await openLake(azurite, options.clock);
  const workspace = await openWorkspace(options, state, clock, tokens.workspaceToken);
  endings.push(workspace.close);
  const urls = { workspaceUrl: workspace.url, lakeUrl: store.url };
  const cataloguePath = writeCatalogue(state, options.catalogue);
  let host: HostAdmin | null = null;
  const monitor = createAzureMonitor({
    catalogue: options.catalogue,
    now: clock.now,
    send: async (events) => {
      if (host === null) throw new Error("Azure Monitor: the host has not started yet.");
      await host.publish(alertHub, events);
    },
  });
  const supervisor = await startHostSupervisor({
    app: appProgram,
    stateFile: state.inside("host.sqlite"),
    logFile: state.inside("host.log"),
    port: options.port,
    clock: options.clock.kind,
    now: clock.now,
    settings: planAppSettings({
      cataloguePath,
      ...urls,
      ...tokens,
      warehouseId: workspace.warehouseId,
    }),
    onEvent(event) {
      monitor.hear(event);
      options.onHostEvent(event);
    },
    onLog: (line) => monitor.read(line),
  });
  endings.push(supervisor.stop);
  host = createHostAdmin(supervisor.url, tokens.adminToken);
  clock.join(workspace, supervisor, monitor);
  const startedAt = new Date().toISOString();
  const address = { pid: process.pid, url: supervisor.url, ...urls, ...tokens, startedAt };
  state.publish(address);
  return { store, clock, azurite, workspace, supervisor, address };
}

function createPlatform(
  { catalogue, state, clock: time }: PlatformOptions,
  { store, clock, azurite, workspace, supervisor, address }: Parts,
  stop: () => Promise<void>,
): Platform {
  const host = createHostAdmin(address.url, address.adminToken);
  const failed = Promise.race([supervisor.failed, azurite.failed]);
  failed.catch(() => {});
  const app = createAppApi(address.url);
  const desk = createAlertDesk({ catalogue, app, host, now: clock.now });
  let drops = 0;
  return {
    address,
    app,
    host,
    workspace,
    now: clock.now,
    runTo: clock.runTo,
    async goLive() {
      await clock.goLive();
      keepNightClock(state, clock.now() - Date.now());
    },
    async drop(model, file, as) {
      drops += 1;
      // In virtual time a night must come out the same again, and Azurite draws ETags by lot.
      const key = time.kind === "virtual" ? `${time.start}/${time.seed}/${drops}` : undefined;
      const folder = catalogue[model]?.input.path ?? model;
      return dropFile(store, host, { folder, file, as, key });
    },
    alert: desk.send,
    async serve(model, file, over) {
      const { models } = await app.status();
      const version = models.find((each) => each.model === model)?.champion ?? "";
      const definition = catalogue[model];
      if (definition === undefined) return;
      serveAnswers(workspace, { definition, file, version, over, now: clock.now() });
    },
    restartHost: supervisor.restart,
    failed,
    stop,
  };
}

async function openLake(azurite: Azurite, time: PlatformTime): Promise<BlobStore> {
  if (time.kind === "virtual") await azurite.setClock(time.start, "frozen");
  const store = createBlobStore(lakeUrlOf(azurite.url));
  for (const container of Object.values(containers)) await store.createContainer(container);
  return store;
}

function newToken(): string {
  return randomBytes(24).toString("hex");
}
