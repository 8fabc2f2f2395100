import { printable } from "../printable.ts";
import type { Allowance } from "./allowance.ts";
import { describeSituation } from "./describe-situation.ts";
import { targets } from "./plan.ts";
import { dataIsNoOrder, type Question, type Read, readObject } from "./question.ts";
import type { Situation } from "./trial.ts";

const longestWhy = 500;

const instructions = `You plan the next training run of one machine-learning model whose last candidates were rejected.
Answer with one plan as JSON. "kind" says what it is about: retrainWithFeatures (featureSet), tuneHyperparameters (hyperparameters), augmentWithRecent (recentDays: days of earlier data beside the arrival), refreshPipeline (pipelines that run before training).
Every kind may also set featureSet, recentDays and hyperparameters, to keep what earlier trials taught; null leaves a value as in the plain retrain.
Use only names under "space", stay inside its ranges, and never repeat a trial. "why" is one sentence for the person on call.
${dataIsNoOrder}`;

/** Asks for the next plan; `refused` tells why the answer before was not taken. */
export function askForPlan(
  situation: Situation,
  left: Allowance,
  refused: readonly string[],
): Question {
  const data = { ...describeSituation(situation, left), refusedBecause: refused };
  return { instructions, data: JSON.stringify(data), answer: answerOf(situation.space) };
}

/**
 * Flat, every field required and without `anyOf`: what strict schemas of Azure OpenAI and of Databricks both take.
 * https://docs.databricks.com/aws/en/machine-learning/model-serving/structured-outputs
 */
function answerOf({ featureSets, hyperparameters, pipelines }: Situation["space"]) {
  const knobs = Object.fromEntries(
    Object.entries(hyperparameters).map(([knob, { integer }]) => [
      knob,
      { type: [integer ? "integer" : "number", "null"] },
    ]),
  );
  return {
    name: "plan",
    schema: objectOf({
      kind: { type: "string", enum: Object.keys(targets) },
      featureSet: { type: ["string", "null"], enum: [...featureSets, null] },
      recentDays: { type: ["integer", "null"] },
      hyperparameters: objectOf(knobs),
      pipelines: {
        type: "array",
        items: { type: "string", ...(pipelines.length === 0 ? {} : { enum: pipelines }) },
      },
      why: { type: "string" },
    }),
  };
}

function objectOf(properties: Record<string, object>) {
  return {
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

/** Reads the flat answer as a plan that still has to be checked. Fields that no plan has are kept, so that they are refused. */
export function readPlanAnswer(text: string): Read<{ plan: unknown; why: string }> {
  const read = readObject(text);
  if (read.kind === "refused") return read;
  const { why, hyperparameters, pipelines, ...rest } = read.value;
  const knobs = withoutNulls(hyperparameters);
  const plan = {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)),
    ...(isEmpty(knobs) && rest.kind !== "tuneHyperparameters" ? {} : { hyperparameters: knobs }),
    ...(isEmpty(pipelines) && rest.kind !== "refreshPipeline" ? {} : { pipelines }),
  };
  const said = typeof why === "string" ? printable(why, longestWhy) : "";
  return { kind: "read", value: { plan, why: said } };
}

function withoutNulls(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value ?? {};
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
