import * as pulumi from "@pulumi/pulumi";
import type { AgentPlatformArgs } from "./agent-platform.ts";
import { planPlatform } from "./plan/plan-platform.ts";
import { refuse } from "./plan/refuse.ts";
import { stackSettings } from "./plan/stack-settings.ts";

/** Reads the stack file into the arguments of `AgentPlatform`. Throws one error with every mistake in it. */
export function readStack(): AgentPlatformArgs {
  const planned = planPlatform(stackSettings(pulumi.runtime.allConfig()));
  if (planned.kind === "planned") return planned.plan.settings;
  return refuse(`Pulumi.${pulumi.getStack()}.yaml`, planned.mistakes);
}
