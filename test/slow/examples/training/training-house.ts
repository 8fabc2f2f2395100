import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import * as z from "zod/mini";
import { startWorkspace, type Workspace } from "../../../../local/workspace/workspace.ts";
import { callServer } from "../../../examples/training/logged-run.ts";

/** How a run of a training program ended. */
export interface EndedTraining {
  /** Termination code. */
  code: string;
  /** What it printed, or its error where it failed. */
  output: string;
}

/** A local workspace that runs the example trainings as jobs. */
export interface TrainingHouse {
  workspace: Workspace;
  run(program: string, parameters: Record<string, string>): Promise<EndedTraining>;
  stop(): Promise<void>;
}

const programs = new URL("../../../../examples/training/", import.meta.url);

/** Starts the workspace with these registered models. */
export async function startTrainingHouse(models: readonly string[]): Promise<TrainingHouse> {
  const folder = mkdtempSync(join(tmpdir(), "nightshift-training-"));
  const workspace = await startWorkspace({
    stateFile: join(folder, "state.db"),
    clock: { now: Date.now },
    mode: "real",
    token: "local",
  });
  for (const model of models) workspace.registerModel(model);
  return {
    workspace,
    run: (program, parameters) => runJob(workspace, program, parameters),
    async stop() {
      await workspace.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const started = z.object({ run_id: z.number() });
const ended = z.object({
  status: z.object({
    state: z.string(),
    termination_details: z.optional(z.object({ code: z.string() })),
  }),
});
const told = z.object({ logs: z.optional(z.string()), error: z.optional(z.string()) });

async function runJob(
  workspace: Workspace,
  program: string,
  parameters: Record<string, string>,
): Promise<EndedTraining> {
  const job = workspace.defineJob({
    name: program,
    command: [process.execPath, fileURLToPath(new URL(program, programs))],
    parameters: { job_run_id: "{{job.run_id}}" },
  });
  const request = { job_id: job.id, job_parameters: parameters };
  const { run_id } = started.parse(await callServer(workspace, "/api/2.2/jobs/run-now", request));
  for (;;) {
    const { status } = ended.parse(
      await callServer(workspace, `/api/2.2/jobs/runs/get?run_id=${run_id}`),
    );
    if (status.state === "TERMINATED") {
      const path = `/api/2.2/jobs/runs/get-output?run_id=${run_id}`;
      const { logs = "", error } = told.parse(await callServer(workspace, path));
      return { code: status.termination_details?.code ?? "", output: error ?? logs };
    }
    await sleep(20);
  }
}
