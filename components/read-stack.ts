import * as pulumi from "@pulumi/pulumi";
import type { Mistake } from "../functions/core/catalogue/mistake.ts";
import type { AgentPlatformArgs } from "./agent-platform.ts";
import { planPlatform } from "./plan/plan-platform.ts";
import { refuse } from "./plan/refuse.ts";
import { stackSettings } from "./plan/stack-settings.ts";

/** Reads the stack file into the arguments of `AgentPlatform`. Throws one error with every mistake in it. */
export function readStack(): AgentPlatformArgs {
  const config = pulumi.runtime.allConfig();
  const secrets = ownSecretsOf(config);
  const planned = planPlatform(stackSettings(config));
  const known = planned.kind === "refused" ? planned.mistakes : [];
  // A mistake shows what it is about.
  const mistakes = known.filter(({ path }) => !secrets.includes(path.split(".")[0] ?? ""));
  if (planned.kind === "planned" && secrets.length === 0) return planned.plan.settings;
  return refuse(`Pulumi.${pulumi.getStack()}.yaml`, [...secrets.map(secretMistake), ...mistakes]);
}

/** Settings of ours that the stack file has encrypted. */
function ownSecretsOf(config: Readonly<Record<string, string>>): string[] {
  return Object.keys(config)
    .filter((key) => key.startsWith("nightshift:") && isSecret(key))
    .map((key) => key.slice("nightshift:".length));
}

/** Whether a key of the configuration is a secret; the SDK knows it, and tells it in no type. */
function isSecret(key: string): boolean {
  const tell: unknown = Reflect.get(pulumi.runtime, "isConfigSecret");
  if (typeof tell !== "function") {
    throw new Error(
      "readStack: @pulumi/pulumi does not tell which settings are secrets. Use the version of package-lock.json.",
    );
  }
  return tell(key) === true;
}

function secretMistake(path: string): Mistake {
  return {
    path,
    value: "a secret",
    rule: "must be plain, since it ends in settings of the app and of its jobs, which the state holds as text",
    mend: "Write it without --secret; name what is secret by the URI of its Key Vault secret.",
  };
}
