import { Job } from "@pulumi/databricks/job.js";
import { Permissions } from "@pulumi/databricks/permissions.js";
import type * as pulumi from "@pulumi/pulumi";
import { trainingJobName } from "../functions/core/names.ts";
import type { ModelResourcesArgs } from "./model-resources.ts";
import {
  planClusterSize,
  planJobParameters,
  planSparkConfiguration,
  type TrainingPlanInput,
} from "./plan/plan-training-job.ts";

/** Creates the job that trains a model on a cluster made for each run, and lets the agent run it. */
export function createTrainingJob(
  name: string,
  input: TrainingPlanInput,
  policyId: pulumi.Input<string>,
  args: ModelResourcesArgs,
  parent: pulumi.Resource,
): Job {
  const { servicePrincipalName } = args;
  const parameters = planJobParameters(input);
  const job = new Job(
    `${name}-job`,
    {
      name: trainingJobName(input.modelId),
      description: `Trains ${input.registeredModel}. Runs are started by Nightshift.`,
      tags: { "nightshift-model": input.modelId },
      runAs: { servicePrincipalName },
      maxConcurrentRuns: 1,
      queue: { enabled: true },
      timeoutSeconds: input.maxRunMinutes * 60,
      parameters: parameters.map((parameter) =>
        parameter.name === "bronze" ? { name: "bronze", default: args.bronzeUrl } : parameter,
      ),
      jobClusters: [{ jobClusterKey: "training", newCluster: clusterOf(input, policyId, args) }],
      tasks: [taskOf(input, parameters)],
    },
    { parent },
  );
  new Permissions(
    `${name}-job-permissions`,
    {
      jobId: job.id,
      accessControls: [{ servicePrincipalName, permissionLevel: "CAN_MANAGE_RUN" }],
    },
    { parent },
  );
  return job;
}

function taskOf(input: TrainingPlanInput, parameters: { name: string }[]) {
  return {
    taskKey: "train",
    jobClusterKey: "training",
    // The lifecycle retries by the class of the failure; Databricks would run broken code again.
    maxRetries: 0,
    libraries: input.libraries.map((requirement) => ({ pypi: { package: requirement } })),
    ...programOf(input, parameters),
  };
}

function clusterOf(
  input: TrainingPlanInput,
  policyId: pulumi.Input<string>,
  args: ModelResourcesArgs,
) {
  const size = planClusterSize(input.minWorkers, input.maxWorkers);
  return {
    sparkVersion: input.sparkVersion,
    nodeTypeId: input.nodeType,
    driverNodeTypeId: input.nodeType,
    policyId,
    sparkConf: planSparkConfiguration(input),
    customTags: {
      "nightshift-model": input.modelId,
      ...(size.kind === "single" ? { ResourceClass: "SingleNode" } : {}),
    },
    dataSecurityMode: "SINGLE_USER",
    singleUserName: args.servicePrincipalName,
    enableLocalDiskEncryption: true,
    azureAttributes: { availability: "SPOT_WITH_FALLBACK_AZURE", firstOnDemand: 1 },
    ...(size.kind === "range"
      ? { autoscale: { minWorkers: size.least, maxWorkers: size.most } }
      : { numWorkers: size.kind === "fixed" ? size.workers : 0 }),
  };
}

function programOf(input: TrainingPlanInput, parameters: { name: string }[]) {
  if (input.programKind === "notebook") {
    return { notebookTask: { notebookPath: input.program, source: "WORKSPACE" } };
  }
  const passed = parameters.map(({ name }) => `--${name}={{job.parameters.${name}}}`);
  return {
    sparkPythonTask: { pythonFile: input.program, source: "WORKSPACE", parameters: passed },
  };
}
