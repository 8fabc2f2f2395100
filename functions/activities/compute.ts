import type { Compute, ComputeItem } from "../clients/ports.ts";
import type { Catalogue } from "../core/catalogue/model-definition.ts";
import { planCommonRules } from "../core/response/plan-common-rules.ts";
import { type PauseRule, planPause } from "../core/response/plan-pause.ts";

/** Effects on compute that costs money while it runs. */
export function createComputeActivities(surroundings: {
  catalogue: Catalogue;
  compute: Compute;
  pausable: PauseRule;
}) {
  const { catalogue, compute, pausable } = surroundings;
  return {
    /** Whose leave a pause needs: compute is everybody's, so the most cautious rules count, and each model's hold. */
    async readPauseRules(_: Record<never, never>) {
      return { rules: planCommonRules(catalogue), models: Object.keys(catalogue) };
    },

    /** What a pause would stop now. */
    async findPausable(_: Record<never, never>) {
      return planPause(await compute.list(), pausable);
    },

    /** Stops one piece of compute, or pauses its schedule. */
    async stopCompute({ kind, id }: Pick<ComputeItem, "kind" | "id">) {
      return await compute.stop({ kind, id });
    },

    /** Starts one piece of compute, or lets its schedule go on. */
    async startCompute({ kind, id }: Pick<ComputeItem, "kind" | "id">) {
      return await compute.start({ kind, id });
    },
  };
}
