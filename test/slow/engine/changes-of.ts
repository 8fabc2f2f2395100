import type { Stack } from "@pulumi/pulumi/automation/index.js";

/** Runs `pulumi up` and answers with its steps in order of their texts, such as `update nightshift-functions-settings`. */
export async function changesOf(stack: Stack): Promise<string[]> {
  const steps: string[] = [];
  await stack.up({
    onEvent: ({ resOutputsEvent }) => {
      if (!resOutputsEvent) return;
      const { op, urn, type } = resOutputsEvent.metadata;
      // The provider of dynamic resources is given the whole configuration: any change of it is one of its own.
      if (op !== "same" && !type.startsWith("pulumi:providers:"))
        steps.push(`${op} ${urn.split("::").at(-1)}`);
    },
  });
  return steps.sort();
}
