import { type OrchestrationContext, RetryOptions, type Task } from "durable-functions";
import type { Activities } from "../activities/create-activities.ts";

/** A recipe, or a part of one: it yields durable tasks and returns a `T`. */
export type Recipe<T> = Generator<Task, T, unknown>;

/** An outage of twenty minutes loses nothing. */
const patient = retry({ attempts: 10, longestSeconds: 300 });
/** An outage of four hours: what is already under way, or must reach a person, waits longer. */
const stubborn = retry({ attempts: 54, longestSeconds: 300 });

/** A minute: whoever asks goes on with the next item, and comes back to this one. */
const brisk = retry({ attempts: 3, longestSeconds: 60 });

/** How often each activity is tried: every step there is. */
const retries = {
  readDefinition: patient,
  validateData: patient,
  readChampion: patient,
  triggerDatabricksJob: patient,
  readJobRun: stubborn,
  readJobFailure: patient,
  cancelJobRun: stubborn,
  repairJobRun: patient,
  evaluateMetrics: patient,
  setAlias: patient,
  moveAlias: patient,
  clearAlias: patient,
  tagVersion: patient,
  recordDecision: stubborn,
  recordIncident: stubborn,
  findStuck: patient,
  measureAnswers: patient,
  measureRuns: patient,
  logMeasurements: patient,
  readCommonRules: patient,
  readSubject: patient,
  readVersionStatus: patient,
  findNewestData: patient,
  findFailedRun: patient,
  findPausable: patient,
  readPauseRules: patient,
  stopCompute: brisk,
  startCompute: brisk,
  readTrainingFacts: patient,
  readRecentAlerts: patient,
  triggerPipeline: patient,
  askOpinion: patient,
  replayDeadLetters: patient,
  listNotifiers: patient,
  notify: patient,
} satisfies Record<keyof Activities, RetryOptions>;

/** Every activity as a step of a recipe: `yield* step.validateData(request)`. */
export type Steps = {
  [Name in keyof Activities]: (
    input: Parameters<Activities[Name]>[0],
  ) => Recipe<Awaited<ReturnType<Activities[Name]>>>;
};

/** The steps of one orchestration, typed by the activities and retried by the table above. */
export function stepsOf(context: OrchestrationContext): Steps {
  const steps = Object.entries(retries).map(([name, options]) => [
    name,
    function* (input: unknown): Recipe<unknown> {
      return yield context.df.callActivityWithRetry(name, options, input);
    },
  ]);
  return Object.fromEntries(steps) as Steps;
}

function retry(limits: { attempts: number; longestSeconds: number }): RetryOptions {
  const options = new RetryOptions(5_000, limits.attempts);
  options.backoffCoefficient = 2;
  options.maxRetryIntervalInMilliseconds = limits.longestSeconds * 1000;
  return options;
}
