import {
  at,
  isRecord,
  listOf,
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

/** The clusters that a job makes: shared ones and those of single tasks. */
function clustersOf(
  job: Resource,
): { place: string; cluster: Readonly<Record<string, unknown>> }[] {
  const shared = listOf(at(job.properties, "jobClusters"))
    .filter(isRecord)
    .map((entry) => ({
      place: `cluster ${quoted(entry.jobClusterKey)}`,
      cluster: entry.newCluster,
    }));
  const single = [job.properties, ...listOf(at(job.properties, "tasks")).filter(isRecord)].map(
    (task) => ({ place: `task ${quoted(task.taskKey)}`, cluster: task.newCluster }),
  );
  return [...shared, ...single].flatMap(({ place, cluster }) =>
    isRecord(cluster) ? [{ place, cluster }] : [],
  );
}

function judgeWorkers(job: Resource, settings: PolicySettings): Violation[] {
  const limit = numberSetting(settings, "maxWorkers", largestWorkers);
  return clustersOf(job).flatMap(({ place, cluster }) => {
    const workers = at(cluster, "autoscale", "maxWorkers") ?? at(cluster, "numWorkers") ?? 0;
    return typeof workers === "number" && workers <= limit
      ? []
      : [violation(job, `${place} may grow to ${quoted(workers)} workers`, `Keep it to ${limit}.`)];
  });
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
  return clustersOf(job).flatMap(({ place, cluster }) =>
    cluster.policyId === undefined || cluster.policyId === ""
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
    rule: `A job cluster must not grow past ${largestWorkers} workers.`,
    why: "An autoscaling limit typed with one zero too many is found on the bill.",
    example: "autoscale.maxWorkers: 200",
    mend: `Keep autoscale.maxWorkers or numWorkers at ${largestWorkers} or less.`,
    settings: { maxWorkers: { says: "Most workers of one cluster", default: largestWorkers } },
    types: ["databricks:Job"],
    judge: judgeWorkers,
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
