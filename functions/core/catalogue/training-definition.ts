import * as z from "zod/mini";

/** The Databricks job that trains the model, on a job cluster made for each run. */
export const trainingDefinition = z.strictObject({
  /** Workspace path of the Python file or notebook that trains; see docs/training-contract.md. */
  program: z.string().check(z.minLength(1), z.maxLength(500)),
  /** What `program` is. @default python */
  programKind: z._default(z.enum(["python", "notebook"]), "python"),
  /** Azure node type of driver and workers. @default Standard_D4ds_v5 */
  nodeType: z._default(
    z
      .string()
      .check(
        z.regex(/^[A-Za-z]+_[A-Za-z0-9_-]+$/, "must be an Azure node type like Standard_D4ds_v5"),
      ),
    "Standard_D4ds_v5",
  ),
  /** Fewest workers, from 0 (single node) to 100. @default 1 */
  minWorkers: z._default(z.int().check(z.gte(0), z.lte(100)), 1),
  /** Most workers, from 0 to 100, at least `minWorkers`. @default 4 */
  maxWorkers: z._default(z.int().check(z.gte(0), z.lte(100)), 4),
  /** Databricks runtime. @default 16.4.x-cpu-ml-scala2.12 */
  sparkVersion: z._default(z.string().check(z.minLength(3)), "16.4.x-cpu-ml-scala2.12"),
  /** Spark configuration of the job cluster. @default {} */
  sparkConfiguration: z._default(z.record(z.string(), z.string()), {}),
  /** PyPI requirements installed on the cluster, each pinned with `==`. @default [] */
  libraries: z._default(
    z.array(
      z
        .string()
        .check(
          z.regex(
            /^[A-Za-z0-9._-]+(?:\[[a-z,]+\])?==[^\s]+$/,
            "must be a pinned requirement like scikit-learn==1.7.2",
          ),
        ),
    ),
    [],
  ),
  /** Minutes after which a run is cancelled, from 1 to 1,440. @default 120 */
  maxRunMinutes: z._default(z.int().check(z.gte(1), z.lte(1440)), 120),
  /** Attempts where the platform (not the code) failed, from 1 to 5. @default 3 */
  maxAttempts: z._default(z.int().check(z.gte(1), z.lte(5)), 3),
  /** Job parameters that never change; the lifecycle adds its own. @default {} */
  parameters: z._default(z.record(z.string(), z.string()), {}),
  /** Price of one hour of this cluster in US dollars, for spend and budgets. @default 0 (unknown) */
  dollarsPerHour: z._default(z.number().check(z.gte(0)), 0),
});
