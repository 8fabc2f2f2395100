import { at, isRecord, listOf, type Resource } from "./policy.ts";

/** A cluster, and how a message names its place. */
export interface Cluster {
  place: string;
  settings: Readonly<Record<string, unknown>>;
}

/** The clusters that a resource makes: a cluster itself, or a job's shared ones, those of its tasks and of looped tasks. */
export function clustersOf(resource: Resource): Cluster[] {
  const { properties } = resource;
  if (resource.type === "databricks:Cluster") return [{ place: "it", settings: properties }];
  const shared = listOf(at(properties, "jobClusters")).filter(isRecord);
  const tasks = listOf(at(properties, "tasks")).filter(isRecord);
  const looped = tasks.map((task) => at(task, "forEachTask", "task")).filter(isRecord);
  return [
    ...shared.map((entry) => [`cluster ${name(entry.jobClusterKey)}`, entry.newCluster] as const),
    ...[properties, ...tasks, ...looped].map(
      (task) => [`task ${name(task.taskKey)}`, task.newCluster] as const,
    ),
  ].flatMap(([place, settings]) => (isRecord(settings) ? [{ place, settings }] : []));
}

/** Most workers that the settings allow, whichever of them says so; a value that is no number stays as it is. */
export function mostWorkers({ settings }: Cluster): unknown {
  const said = [at(settings, "autoscale", "maxWorkers"), settings.numWorkers].filter(
    (workers) => workers !== undefined,
  );
  return said.every((workers) => typeof workers === "number")
    ? Math.max(0, ...said)
    : said.find((workers) => typeof workers !== "number");
}

function name(key: unknown): string {
  return key === undefined ? "without a name" : JSON.stringify(key);
}
