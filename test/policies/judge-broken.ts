import assert from "node:assert/strict";
import { policies } from "../../policies/index.ts";
import { breakProperty, soundResource } from "./sound-resources.ts";

/** What the policy says, as texts, of a sound resource with the value at one path replaced. */
export function judgeBroken(name: string, type: string, path: string, value: unknown): string[] {
  const policy = policies.find((one) => one.name === name);
  assert.ok(policy?.kind === "resource", `there is no resource policy ${name}`);
  assert.ok(policy.types.includes(type), `${name} does not look at ${type}`);
  const resource = breakProperty(soundResource(type), path.split("."), value);
  return policy.judge(resource, {}).map(({ message }) => message);
}
