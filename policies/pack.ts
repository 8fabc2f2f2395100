#!/usr/bin/env node
import {
  PolicyPack,
  type PolicyResource,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from "@pulumi/policy";
import { policies } from "./index.ts";
import {
  type Policy,
  plainType,
  type Resource,
  type ResourcePolicy,
  type StackPolicy,
} from "./policy.ts";

// PolicyPack reads its version from the package.json of the current folder.
process.chdir(import.meta.dirname);

function configSchemaOf(policy: Policy): ResourceValidationPolicy["configSchema"] {
  if (!policy.settings) return undefined;
  const entries = Object.entries(policy.settings).map(([name, { says, default: value }]) => [
    name,
    typeof value === "number"
      ? { type: "number" as const, description: says, default: value }
      : {
          type: "array" as const,
          items: { type: "string" as const },
          description: says,
          default: [...value],
        },
  ]);
  return { properties: Object.fromEntries(entries) };
}

function resourceRule(policy: ResourcePolicy): ResourceValidationPolicy {
  return {
    ...pageOf(policy),
    validateResource: (args, report) => {
      const type = plainType(args.type);
      if (!policy.types.includes(type)) return;
      const { name, urn, props: properties } = args;
      const resource = { type, name, urn, properties, feeds: {} };
      for (const { message } of policy.judge(resource, args.getConfig())) report(message);
    },
  };
}

function stackRule(policy: StackPolicy): StackValidationPolicy {
  return {
    ...pageOf(policy),
    validateStack: (args, report) => {
      for (const { message, urn } of policy.judge(args.resources.map(seen), args.getConfig())) {
        report(message, urn);
      }
    },
  };
}

function pageOf(policy: Policy) {
  return {
    name: policy.name,
    description: policy.rule,
    enforcementLevel: policy.level,
    configSchema: configSchemaOf(policy),
    remediationSteps: policy.mend,
  };
}

/** What feeds a resource: each source is shown with its name and urn, and with no sources of its own. */
function seen(resource: PolicyResource): Resource {
  return {
    ...shallow(resource),
    feeds: Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([property, sources]) => [
        property,
        sources.map(shallow),
      ]),
    ),
  };
}

function shallow(resource: PolicyResource): Resource {
  const { name, urn, props: properties } = resource;
  return { type: plainType(resource.type), name, urn, properties, feeds: {} };
}

new PolicyPack("nightshift", {
  policies: policies.map((policy) =>
    policy.kind === "resource" ? resourceRule(policy) : stackRule(policy),
  ),
});
