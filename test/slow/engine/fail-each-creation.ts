import type { Stack } from "@pulumi/pulumi/automation/index.js";
import type { Engine } from "./engine.ts";

/**
 * Runs `pulumi up` until it succeeds, while every single creation fails once: those in the clouds, the upload and the
 * sync. What is left, `RoleSettling`, only waits and cannot fail.
 *
 * The rounds are as many as the longest chain of resources is long, and cannot be fewer: what depends on a failed
 * creation is not tried. But all that can be tried fails in one round, and each creation in the state that a failure of its
 * own would meet: what it needs stands, and what needs it does not.
 */
export async function failEachCreation(engine: Engine, stack: Stack): Promise<void> {
  const { azure, databricks, endpoint } = engine;
  const failures = () =>
    azure.faults.failed.size + databricks.faults.failed.size + endpoint.refused.length;
  for (const cloud of [azure, databricks]) cloud.faults.failEachCreationOnce("429 TooManyRequests");
  endpoint.refuseEachOnce();
  for (;;) {
    const before = failures();
    const error = await stack.up({ continueOnError: true }).then(
      () => null,
      (refusal) => refusal,
    );
    if (error === null) break;
    // Another failure than those that were asked for would come back for ever.
    if (failures() === before) throw error;
  }
  for (const cloud of [azure, databricks]) cloud.faults.failEachCreationOnce(null);
}
