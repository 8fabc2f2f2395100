import type {
  Compute,
  DeadLetters,
  Jobs,
  Lake,
  Models,
  Notifier,
  Opinions,
  Records,
  Runs,
  Statements,
} from "../clients/ports.ts";
import type { Catalogue } from "../core/catalogue/model-definition.ts";
import type { PauseRule } from "../core/response/plan-pause.ts";
import { createComputeActivities } from "./compute.ts";
import { createDatasetActivities } from "./dataset.ts";
import { createDeadLetterActivities } from "./dead-letters.ts";
import { createEvaluationActivities } from "./evaluation.ts";
import { createMeasuringActivities } from "./measuring.ts";
import { createModelActivities } from "./models.ts";
import { createPeopleActivities } from "./people.ts";
import { createPlanningActivities } from "./planning.ts";
import { createOpinionActivities } from "./planning-opinions.ts";
import { createRecordActivities } from "./records.ts";
import { createResponseActivities } from "./response.ts";
import { createTrainingActivities } from "./training.ts";

/** All that the activities reach: the catalogue as deployed, and one client for each outside part. */
export interface Surroundings {
  catalogue: Catalogue;
  jobs: Jobs;
  runs: Runs;
  models: Models;
  lake: Lake;
  records: Records;
  /** Null where no SQL warehouse is set: nothing can be measured. */
  statements: Statements | null;
  compute: Compute;
  /** What a budget alert may pause. */
  pausable: PauseRule;
  notifiers: readonly Notifier[];
  deadLetters: DeadLetters;
  /** Language model of improvement; null plans by rules alone. */
  opinions: Opinions | null;
  /** Root URL of the bronze container, as the training job reads it. */
  bronzeUrl: string;
  /** Seconds between the first and the second look at a run. */
  pollSeconds: number;
}

/** Every effect of the app by name: one activity, one effect, the same result when it is run again. */
export function createActivities(surroundings: Surroundings) {
  return {
    ...createDatasetActivities(surroundings),
    ...createTrainingActivities(surroundings),
    ...createEvaluationActivities(surroundings),
    ...createModelActivities(surroundings),
    ...createRecordActivities(surroundings),
    ...createPeopleActivities(surroundings),
    ...createComputeActivities(surroundings),
    ...createDeadLetterActivities(surroundings),
    ...createResponseActivities(surroundings),
    ...createMeasuringActivities(surroundings),
    ...createPlanningActivities(surroundings),
    ...createOpinionActivities(surroundings),
  };
}

/** The activities as recipes see them: by type only. */
export type Activities = ReturnType<typeof createActivities>;
