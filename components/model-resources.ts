import { ClusterPolicy } from "@pulumi/databricks/clusterPolicy.js";
import { MlflowExperiment } from "@pulumi/databricks/mlflowExperiment.js";
import { Permissions } from "@pulumi/databricks/permissions.js";
import { QualityMonitor } from "@pulumi/databricks/qualityMonitor.js";
import { RegisteredModel } from "@pulumi/databricks/registeredModel.js";
import * as pulumi from "@pulumi/pulumi";
import { experimentName } from "../functions/core/names.ts";
import {
  clusterPolicyName,
  planClusterPolicy,
  type TrainingPlanInput,
} from "./plan/plan-training-job.ts";
import { schemaOf } from "./plan/plan-unity-catalog.ts";
import { createTrainingJob } from "./training-job.ts";

/** How a model is trained; `training` of its model definition, every default filled in. */
export interface TrainingArgs {
  /** Workspace path of the Python file or notebook that trains. */
  program: string;
  /** `python` or `notebook`. */
  programKind: string;
  /** Azure node type of driver and workers. */
  nodeType: string;
  /** Fewest workers, from 0 to 100. */
  minWorkers: number;
  /** Most workers, from 0 (a driver alone) to 100; the policy pack allows 16, where its setting maxWorkers does not say more. */
  maxWorkers: number;
  /** Databricks runtime. */
  sparkVersion: string;
  /** Spark configuration of the job cluster. */
  sparkConfiguration: Record<string, string>;
  /** PyPI requirements, each pinned with `==`. */
  libraries: string[];
  /** Minutes after which Databricks cancels a run, from 1 to 1,440. */
  maxRunMinutes: number;
  /** Job parameters that never change. */
  parameters: Record<string, string>;
}

/** Arguments of `ModelResources`. Its provider is given as `providers` in the resource options. */
export interface ModelResourcesArgs {
  /** Id of the model: the key of its definition. */
  modelId: string;
  /** Unity Catalog name of the registered model, in three parts; its catalog and schema exist. */
  registeredModel: string;
  /** Person or team that answers for the model. */
  owner: string;
  /** How it is trained. */
  training: TrainingArgs;
  /** Table of live rows and predictions that Databricks profiles each night. @default none (no profile) */
  monitoredTable?: string;
  /** Application id of the service principal that runs the job and owns the model. */
  servicePrincipalName: pulumi.Input<string>;
  /** Root of the bronze container as Spark reads it. */
  bronzeUrl: pulumi.Input<string>;
  /** Whether Pulumi refuses to delete or replace the registered model and its experiment. @default true */
  protect?: boolean;
}

/** Everything in Databricks that belongs to one model: its job and the policy that fences it, its registered model, its experiment, its profile. */
export class ModelResources extends pulumi.ComponentResource {
  /** Id of the job that trains the model. */
  readonly jobId: pulumi.Output<string>;

  constructor(name: string, args: ModelResourcesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("nightshift:index:ModelResources", name, {}, opts);
    const input = planInputOf(args);
    const policy = createPolicy(name, input, args, this);
    const job = createTrainingJob(name, input, policy.id, args, this);
    createRegisteredModel(name, args, this);
    createExperiment(name, args, this);
    createProfile(name, args, this);
    this.jobId = job.id;
    this.registerOutputs({ jobId: this.jobId });
  }
}

function planInputOf(args: ModelResourcesArgs): TrainingPlanInput {
  const { modelId, registeredModel, training } = args;
  return { ...training, modelId, registeredModel, experiment: experimentName(modelId) };
}

function createPolicy(
  name: string,
  input: TrainingPlanInput,
  args: ModelResourcesArgs,
  parent: pulumi.Resource,
): ClusterPolicy {
  const policy = new ClusterPolicy(
    `${name}-policy`,
    {
      name: clusterPolicyName(args.modelId),
      definition: JSON.stringify(planClusterPolicy(input)),
      description: `Fences the training job of ${args.modelId}.`,
    },
    { parent },
  );
  const use = { servicePrincipalName: args.servicePrincipalName, permissionLevel: "CAN_USE" };
  new Permissions(
    `${name}-policy-permissions`,
    { clusterPolicyId: policy.id, accessControls: [use] },
    { parent },
  );
  return policy;
}

function createRegisteredModel(
  name: string,
  args: ModelResourcesArgs,
  parent: pulumi.Resource,
): void {
  const [catalogName, schemaName, modelName] = args.registeredModel.split(".");
  new RegisteredModel(
    `${name}-model`,
    {
      catalogName,
      schemaName,
      name: modelName,
      comment: `Watched by Nightshift. Owner: ${args.owner}.`,
      // Moving an alias needs ownership. The agents own the aliases: none is declared, and none taken back.
      owner: args.servicePrincipalName,
    },
    { parent, protect: args.protect ?? true, ignoreChanges: ["aliases"] },
  );
}

function createExperiment(name: string, args: ModelResourcesArgs, parent: pulumi.Resource): void {
  const { protect = true, servicePrincipalName } = args;
  const experiment = new MlflowExperiment(
    `${name}-experiment`,
    { name: experimentName(args.modelId) },
    { parent, protect },
  );
  new Permissions(
    `${name}-experiment-permissions`,
    {
      experimentId: experiment.id,
      accessControls: [{ servicePrincipalName, permissionLevel: "CAN_MANAGE" }],
    },
    { parent },
  );
}

function createProfile(name: string, args: ModelResourcesArgs, parent: pulumi.Resource): void {
  if (args.monitoredTable === undefined) return;
  new QualityMonitor(
    `${name}-profile`,
    {
      tableName: args.monitoredTable,
      outputSchemaName: schemaOf(args.monitoredTable),
      assetsDir: `/Shared/nightshift/profiles/${args.modelId}`,
      snapshot: {},
      schedule: { quartzCronExpression: "0 0 2 * * ?", timezoneId: "UTC" },
      skipBuiltinDashboard: true,
    },
    { parent },
  );
}
