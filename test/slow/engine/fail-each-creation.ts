import type { Stack } from "@pulumi/pulumi/automation/index.js";
import type { Engine } from "./engine.ts";

/**
 * Runs `pulumi up` until it succeeds, while every single creation fails once: those in the clouds, the upload and the
 * sync. Answers with how many failed in each round.
 *
 * The rounds are as many as the longest chain of resources is long, and cannot be fewer: what depends on a failed
 * creation is not tried. All that is on one level fails in one round, though, so each creation fails in the very state that
 * a failure of its own would leave: all before it made, nothing after it.
 */
export async function failEachCreation(engine: Engine, stack: Stack): Promise<number[]> {
  const { azure, databricks, endpoint } = engine;
  const failures = () =>
    azure.faults.failed.size + databricks.faults.failed.size + endpoint.refused.length;
  for (const cloud of [azure, databricks]) cloud.faults.failEachCreationOnce("429 TooManyRequests");
  endpoint.refuseEachOnce();
  const rounds: number[] = [];
  for (;;) {
    const before = failures();
    const error = await stack.up({ continueOnError: true }).then(
      () => null,
      (refusal) => refusal,
    );
    if (error === null) break;
    const failed = failures() - before;
    // Another failure than those that were asked for would come back for ever.
    if (failed === 0) throw error;
    rounds.push(failed);
  }
  for (const cloud of [azure, databricks]) cloud.faults.failEachCreationOnce(null);
  return rounds;
}
