import { trainingJobName } from "../../functions/core/names.ts";

/** The part of a model definition that decides its job. */
export interface TrainingPlanInput {
  modelId: string;
  registeredModel: string;
  /** Path of the MLflow experiment. */
  experiment: string;
  program: string;
  programKind: string;
  nodeType: string;
  minWorkers: number;
  maxWorkers: number;
  sparkVersion: string;
  sparkConfiguration: Readonly<Record<string, string>>;
  libraries: readonly string[];
  maxRunMinutes: number;
  parameters: Readonly<Record<string, string>>;
}

/** Sizes of a job cluster: a driver alone, a fixed number of workers, or a range of them. */
export type ClusterSize =
  | { kind: "single" }
  | { kind: "fixed"; workers: number }
  | { kind: "range"; least: number; most: number };

/** The size that `minWorkers` and `maxWorkers` ask for. A range starts at one worker at least. */
export function planClusterSize(minWorkers: number, maxWorkers: number): ClusterSize {
  if (maxWorkers === 0) return { kind: "single" };
  const least = Math.max(1, minWorkers);
  if (least === maxWorkers) return { kind: "fixed", workers: maxWorkers };
  return { kind: "range", least, most: maxWorkers };
}

/** Most nodes that one run has, its driver included. */
export function nodesOf(training: { maxWorkers: number }): number {
  return training.maxWorkers + 1;
}

/**
 * Parameters that every run of the job gets; the lifecycle overrides them on each run. A Python program gets each as
 * `--name=value`, a notebook as a widget. Stated in docs/training-contract.md.
 */
export function planJobParameters(input: TrainingPlanInput): { name: string; default: string }[] {
  const own = {
    model: input.modelId,
    registered_model: input.registeredModel,
    experiment: input.experiment,
    bronze: "",
    data: "[]",
    instance: "",
    attempt: "1",
    job_run_id: "{{job.run_id}}",
    champion_version: "",
    plan: "{}",
  };
  return Object.entries({ ...input.parameters, ...own }).map(([name, value]) => ({
    name,
    default: value,
  }));
}

/** The cluster policy that fences the job: no larger, no other machine, and always a job. */
export function planClusterPolicy(input: TrainingPlanInput): Record<string, unknown> {
  const fixed = (value: string | boolean) => ({ type: "fixed", value });
  return {
    cluster_type: fixed("job"),
    node_type_id: fixed(input.nodeType),
    driver_node_type_id: fixed(input.nodeType),
    spark_version: fixed(input.sparkVersion),
    data_security_mode: fixed("SINGLE_USER"),
    enable_local_disk_encryption: fixed(true),
    num_workers: { type: "range", maxValue: input.maxWorkers, isOptional: true },
    "autoscale.max_workers": { type: "range", maxValue: input.maxWorkers, isOptional: true },
    "custom_tags.nightshift-model": fixed(input.modelId),
  };
}

/** Spark configuration of the cluster: the owner's, and what makes a driver work alone. */
export function planSparkConfiguration(input: TrainingPlanInput): Record<string, string> {
  if (planClusterSize(input.minWorkers, input.maxWorkers).kind !== "single") {
    return { ...input.sparkConfiguration };
  }
  return {
    ...input.sparkConfiguration,
    "spark.databricks.cluster.profile": "singleNode",
    "spark.master": "local[*]",
  };
}

/** Name of the job's policy in the workspace. */
export function clusterPolicyName(modelId: string): string {
  return `${trainingJobName(modelId)}-policy`;
}
