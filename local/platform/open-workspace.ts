import { startWorkspace, type Workspace } from "../workspace/workspace.ts";
import { answerColumns } from "./answer-columns.ts";
import { planTrainingJob } from "./plan-training-job.ts";
import type { PlatformClock } from "./platform-clock.ts";
import type { PlatformOptions } from "./start-platform.ts";
import type { StateFolder } from "./state-folder.ts";

/** Starts the workspace with what a deployed stack would have made in it: models, training jobs, tables of live answers. */
export async function openWorkspace(
  { catalogue, programs, clock: time, onWorkspaceEvent }: PlatformOptions,
  state: StateFolder,
  clock: PlatformClock,
  token: string,
): Promise<Workspace> {
  const stateFile = state.inside("workspace.sqlite");
  const workspace = await startWorkspace({ stateFile, clock, mode: time.kind, token });
  workspace.onEvent(onWorkspaceEvent);
  for (const [model, definition] of Object.entries(catalogue)) {
    workspace.registerModel(definition.registeredModel);
    workspace.defineJob(planTrainingJob(model, definition, programs));
    const { table } = definition.monitoring;
    if (table !== undefined) workspace.ensureTable(table, answerColumns(definition));
  }
  return workspace;
}
