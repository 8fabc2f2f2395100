import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ApiError } from "./api-error.ts";
import { createCompute } from "./compute.ts";
import type { WorkspaceOptions } from "./contract.ts";
import { planCommand } from "./job-command.ts";
import { createJobs } from "./jobs.ts";
import { logScriptedRun } from "./log-scripted-run.ts";
import { createModels, type Models } from "./models.ts";
import { createProcesses } from "./processes.ts";
import { createRunLifecycle, type RunLifecycle } from "./run-lifecycle.ts";
import { createRunRecords, type Run } from "./run-records.ts";
import { createRuns } from "./runs.ts";
import { type Ending, endingOf, type ScriptedOutcome } from "./scripted-outcome.ts";
import { createScripts } from "./scripts.ts";
import { addSparkFunctions } from "./sql-functions.ts";
import { openStore, type Store } from "./store.ts";
import { createTables } from "./tables.ts";
import { createTracking, type Tracking } from "./tracking.ts";
import { createWakeUp } from "./wake-up.ts";
import type { WorkspaceEvent } from "./workspace-event.ts";

/** Everything a workspace knows and does, without its server. `url` answers where the server listens. */
export function createWorkspaceState(options: WorkspaceOptions, url: () => string) {
  const { clock } = options;
  const listeners = new Set<(event: WorkspaceEvent) => void>();
  const tell = (event: WorkspaceEvent) => {
    for (const listener of listeners) listener(event);
  };
  const files = planFiles(options.stateFile);
  const store = openStore(options.stateFile, options.firstId ?? "1001");
  const models = createModels(store, clock, tell);
  const tracking = createTracking(store, clock, files.artifactRoot);
  const tables = createTables(store, clock, files.tables);
  addSparkFunctions(tables.database, clock);
  const records = createRunRecords(store);
  const scripts = createScripts(store);
  const running = createRunning(options, { store, models, tracking, records, scripts, tell, url });

  return {
    ...running,
    store,
    models,
    tracking,
    tables,
    records,
    scripts,
    listeners,
    jobs: createJobs(store, clock),
    compute: createCompute(store, clock, options.clusterEndsSeconds ?? 5),
    runs: createRuns({ store, clock, records, lifecycle: running.lifecycle }),
    async close(): Promise<void> {
      await running.stop();
      tables.close();
      store.close();
      files.remove();
    },
  };
}

/** What {@link createWorkspaceState} makes. */
export type WorkspaceState = ReturnType<typeof createWorkspaceState>;

/** The lifecycle with its children and its timer. */
function createRunning(
  options: WorkspaceOptions,
  parts: {
    store: Store;
    models: Models;
    tracking: Tracking;
    records: ReturnType<typeof createRunRecords>;
    scripts: ReturnType<typeof createScripts>;
    tell(event: WorkspaceEvent): void;
    url(): string;
  },
) {
  const { clock, token } = options;
  let mode: "real" | "virtual" | "stopped" = options.mode;
  const wakeUp = createWakeUp(clock, () => lifecycle.advance());
  const changed = () => wakeUp.set(mode === "real" ? lifecycle.nextDue() : null);
  const processes = createProcesses({
    graceSeconds: options.graceSeconds ?? 5,
    // A child that a closing workspace kills is found lost at the next start.
    onEnd: (runId, ending) => mode !== "stopped" && lifecycle.childEnded(runId, ending),
  });
  const lifecycle: RunLifecycle = createRunLifecycle({
    ...parts,
    clock,
    processes,
    changed,
    launch: (run, job) =>
      processes.start({
        ...planCommand(run, job, { url: parts.url(), token }),
        limitSeconds: mode === "real" ? null : (options.longestChildSeconds ?? 600),
      }),
    logScripted: (run, outcome) => logOrFail(run, outcome, parts),
    durations: () => (mode === "virtual" ? "declared" : "asItTakes"),
  });
  return {
    lifecycle,
    realTime() {
      mode = "real";
      changed();
    },
    async stop(): Promise<void> {
      mode = "stopped";
      wakeUp.clear();
      await processes.close();
    },
  };
}

/** A job that may not log what it wants to fails, as the real one would. */
function logOrFail(
  run: Run,
  outcome: ScriptedOutcome,
  parts: { tracking: Tracking; models: Models },
): Ending | null {
  if (outcome.kind !== "succeeds") return null;
  try {
    logScriptedRun(run, outcome, parts);
    return null;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return endingOf("RUN_EXECUTION_ERROR", `${error.code}: ${error.message}`);
  }
}

function planFiles(stateFile: string) {
  if (stateFile !== ":memory:") {
    const folder = dirname(resolve(stateFile));
    mkdirSync(folder, { recursive: true });
    const artifactRoot = pathToFileURL(join(folder, "artifacts")).href;
    return { artifactRoot, tables: `${stateFile}.tables`, remove: () => {} };
  }
  const folder = mkdtempSync(join(tmpdir(), "nightshift-artifacts-"));
  return {
    artifactRoot: pathToFileURL(folder).href,
    tables: ":memory:",
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
