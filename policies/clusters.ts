import { clustersOf, mostWorkers } from "./clusters-of.ts";
import {
  at,
  numberSetting,
  type Policy,
  type PolicySettings,
  quoted,
  type Resource,
  type Violation,
  violation,
} from "./policy.ts";

const largestWorkers = 16;
const longestMinutes = 720;
const longestIdleMinutes = 120;
const largestPool = 32;

function judgeWorkers(resource: Resource, settings: PolicySettings): Violation[] {
  const limit = numberSetting(settings, "maxWorkers", largestWorkers);
  return clustersOf(resource).flatMap((cluster) => {
    const workers = mostWorkers(cluster);
    if (typeof workers === "number" && workers <= limit) return [];
    const found = `${cluster.place} may grow to ${quoted(workers)} workers`;
    return [violation(resource, found, `Keep it to ${limit}.`)];
  });
}

function judgeIdleMinutes(resource: Resource, settings: PolicySettings): Violation[] {
  const limit = numberSetting(settings, "maxMinutes", longestIdleMinutes);
  const minutes = at(resource.properties, "autoterminationMinutes");
  if (typeof minutes === "number" && minutes > 0 && minutes <= limit) return [];
  const found = `autoterminationMinutes is ${quoted(minutes)}`;
  return [violation(resource, found, `Set it from 10 to ${limit}; 0 means never.`)];
}

function judgePool(resource: Resource, settings: PolicySettings): Violation[] {
  const limit = numberSetting(settings, "maxNodes", largestPool);
  const nodes = at(resource.properties, "maxCapacity");
  if (typeof nodes === "number" && nodes <= limit) return [];
  return [violation(resource, `maxCapacity is ${quoted(nodes)}`, `Set it to ${limit} or less.`)];
}

function judgeTimeout(job: Resource, settings: PolicySettings): Violation[] {
  const limit = numberSetting(settings, "maxMinutes", longestMinutes) * 60;
  const seconds = at(job.properties, "timeoutSeconds");
  return typeof seconds === "number" && seconds > 0 && seconds <= limit
    ? []
    : [
        violation(
          job,
          `timeoutSeconds is ${quoted(seconds)}`,
          `Set it from 1 to ${limit}; 0 means no limit at all.`,
        ),
      ];
}

function judgeClusterPolicy(job: Resource): Violation[] {
  return clustersOf(job).flatMap(({ place, settings: { policyId } }) =>
    policyId === undefined || policyId === ""
      ? [violation(job, `${place} has no cluster policy`, "Set policyId.")]
      : [],
  );
}

/** Compute ends by itself, stays small, and has no address on the internet. */
export const clusterPolicies: readonly Policy[] = [
  {
    kind: "resource",
    name: "job-disallow-unbounded-workers",
    level: "mandatory",
    rule: `A cluster, of a job or by itself, must not grow past ${largestWorkers} workers.`,
    why: "An autoscaling limit typed with one zero too many is found on the bill.",
    example: "autoscale.maxWorkers: 200",
    mend: `Keep autoscale.maxWorkers and numWorkers at ${largestWorkers} or less.`,
    settings: { maxWorkers: { says: "Most workers of one cluster", default: largestWorkers } },
    types: ["databricks:Job", "databricks:Cluster"],
    judge: judgeWorkers,
  },
  {
    kind: "resource",
    name: "cluster-require-autotermination",
    level: "mandatory",
    rule: `A cluster that belongs to no job must end by itself, after at most ${longestIdleMinutes} idle minutes.`,
    why: "Nobody remembers the cluster of an afternoon; the bill does.",
    example: "autoterminationMinutes: 0",
    mend: "Set autoterminationMinutes.",
    settings: { maxMinutes: { says: "Longest idling in minutes", default: longestIdleMinutes } },
    types: ["databricks:Cluster"],
    judge: judgeIdleMinutes,
  },
  {
    kind: "resource",
    name: "pool-disallow-unbounded-capacity",
    level: "mandatory",
    rule: `An instance pool must hold at most ${largestPool} nodes.`,
    why: "A pool without a limit lends nodes to every cluster that asks, and keeps them warm.",
    example: "maxCapacity left out",
    mend: `Set maxCapacity to ${largestPool} or less.`,
    settings: { maxNodes: { says: "Most nodes of one pool", default: largestPool } },
    types: ["databricks:InstancePool"],
    judge: judgePool,
  },
  {
    kind: "resource",
    name: "job-require-timeout",
    level: "mandatory",
    rule: `A job must time out, after at most ${longestMinutes} minutes.`,
    why: "A job cluster has no auto-termination: a run that hangs costs money until somebody looks.",
    example: "timeoutSeconds left out",
    mend: "Set timeoutSeconds on the job.",
    settings: { maxMinutes: { says: "Longest run in minutes", default: longestMinutes } },
    types: ["databricks:Job"],
    judge: judgeTimeout,
  },
  {
    kind: "resource",
    name: "job-require-cluster-policy",
    level: "mandatory",
    rule: "A job cluster must name a cluster policy.",
    why: "The policy bounds what a later edit in the workspace may do, where no review of code sees it.",
    example: "policyId left out",
    mend: "Set newCluster.policyId.",
    types: ["databricks:Job"],
    judge: judgeClusterPolicy,
  },
  {
    kind: "resource",
    name: "databricks-disallow-public-ip",
    level: "mandatory",
    rule: "Cluster nodes must have no public address.",
    why: "A node with a public address bypasses the network that everything else is kept in.",
    example: "parameters.enableNoPublicIp: false",
    mend: "Set parameters.enableNoPublicIp.value to true when the workspace is made.",
    types: ["databricks:Workspace"],
    judge: (resource) => {
      const value = at(resource.properties, "parameters", "enableNoPublicIp", "value");
      return value === true
        ? []
        : [violation(resource, `enableNoPublicIp is ${quoted(value)}`, "Set it to true.")];
    },
  },
];
