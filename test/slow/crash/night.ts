import assert from "node:assert/strict";
import { queues, trainingJobName } from "../../../functions/core/names.ts";
import type { ScriptedOutcome } from "../../../local/workspace/scripted-outcome.ts";
import { blobCreated, type House } from "./house.ts";
import type { Instance, MortalHost } from "./mortal-host.ts";

/** A run whose candidate is proven to be better than its champion. */
export const better: ScriptedOutcome = {
  kind: "succeeds",
  metrics: { rmse: 10 },
  championMetrics: { rmse: 20 },
  gainSe: { rmse: 1 },
  sampleSize: 1000,
};

/** A run that shows better targets and a guardrail that nobody can tell. */
export const conflicting: ScriptedOutcome = {
  ...better,
  metrics: { rmse: 10, mape: 0.31 },
  championMetrics: { rmse: 20, mape: 0.3 },
  gainSe: { rmse: 1, mape: 0.1 },
};

/** What the model's next runs do. */
export function script(house: House, model: string, ...outcomes: ScriptedOutcome[]): void {
  for (const outcome of outcomes) house.workspace.script(trainingJobName(model), outcome);
}

/** Runs of a model, as the workspace has them. */
export function runsOf({ workspace }: House, model: string) {
  return workspace.runs().filter(({ parameters }) => parameters.model === model);
}

/** Announces a file that lies in bronze. */
export async function announce(host: MortalHost, path: string, eventId = path): Promise<boolean> {
  return await host.send(queues.bronzeArrivals, blobCreated(path, eventId), crypto.randomUUID());
}

/** Waits until an orchestration of the host is as asked for; null where the host died before. */
export async function until(
  host: MortalHost,
  what: string,
  find: (instances: Instance[]) => Instance | undefined,
): Promise<Instance | null> {
  const deadline = Date.now() + 150_000;
  for (;;) {
    const instances = await host.instances();
    if (instances === null) return null;
    const found = find(instances);
    if (found !== undefined) return found;
    assert.ok(Date.now() < deadline, `${what} did not come: ${JSON.stringify(instances)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Waits for the end of the arrival that led a model's burst. */
export async function led(host: MortalHost, model: string): Promise<Instance | null> {
  return await until(host, `the end of ${model}'s arrival`, (instances) =>
    instances.find(
      ({ name, instanceId, output }) =>
        name === "arrival" &&
        instanceId.startsWith(`arrival:${model}:`) &&
        (output as { kind?: string } | null)?.kind === "finished",
    ),
  );
}

/** How the model's lifecycles ended, in order. */
export async function endsOf(host: MortalHost, model: string): Promise<unknown[]> {
  const instances = (await host.instances()) ?? [];
  return instances
    .filter(({ name, instanceId }) => name === "lifecycle" && instanceId.split(":")[1] === model)
    .map(({ output, runtimeStatus }) => output ?? runtimeStatus);
}

/** Verdicts in the model's ledger, in order; the ledger has to be intact. */
export async function verdictsOf(host: MortalHost, model: string): Promise<(string | null)[]> {
  const { results } = (await host.api(`ledger/verify?model=${model}`)) as {
    results: { kind: string }[];
  };
  assert.deepEqual(
    results.map(({ kind }) => kind),
    ["intact"],
  );
  const { decisions } = (await host.api(`decisions?model=${model}`)) as {
    decisions: { verdict: string | null }[];
  };
  return decisions.map(({ verdict }) => verdict).reverse();
}

/** Titles of the incidents about a model. */
export async function incidentsOf(house: House, model: string): Promise<string[]> {
  return (await house.incidents(model)).map(({ what }) => what);
}

/** The question about a model, once it is put. */
export async function firstReview(host: MortalHost, model: string) {
  for (;;) {
    const { reviews } = (await host.api("reviews")) as {
      reviews: { id: string; model: string; digest: string }[];
    };
    const found = reviews.find((review) => review.model === model);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
