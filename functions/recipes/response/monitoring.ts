// Started for each measured model by a timer, under one id for each model: a look that lasts is never overtaken.
// Promises the measurements of this moment in the log, where the alert rules read them; it decides nothing.
// Survives a crash anywhere: what is measured twice is logged twice, and an alert rule takes the largest.
import { EntityId, type OrchestrationContext } from "durable-functions";
import { day } from "../../core/instant.ts";
import { entities } from "../../core/names.ts";
import {
  type MonitoringState,
  planMeasurements,
  rememberLook,
} from "../../core/response/plan-measurements.ts";
import { askEntity, readOperation } from "../ask-entity.ts";
import { type Recipe, stepsOf } from "../steps.ts";
import { openIncident } from "../tell.ts";
import { now } from "../waits.ts";

/** Looks once at one model. */
export function* monitoring(context: OrchestrationContext): Recipe<{ logged: number }> {
  const { model } = context.df.getInput<{ model: string }>();
  try {
    return yield* lookAt(context, model);
  } catch (error) {
    yield* openIncident(context, {
      key: `monitoring ${Math.floor(now(context) / day)}`,
      model,
      owner: "unknown",
      severity: "warning",
      what: "The model cannot be measured",
      numbers: [{ name: "error", value: error instanceof Error ? error.message : String(error) }],
      done: "Tried for twenty minutes. It is tried again every five minutes.",
      undo: "Nothing to undo: nothing was changed.",
      ifIgnored: "Nobody notices when the champion degrades or its data drifts.",
    });
    throw error;
  }
}

function* lookAt(context: OrchestrationContext, model: string): Recipe<{ logged: number }> {
  const step = stepsOf(context);
  const { definition } = yield* step.readDefinition({ model });
  const { registeredModel } = definition;
  const champion = yield* step.readChampion({ registeredModel });
  const at = now(context);
  // Before the answers are asked for: a table that cannot be read must not hide the pipeline that broke it.
  const { records: ofRuns } = yield* step.measureRuns({ model, definition, now: at });
  yield* step.logMeasurements({ records: ofRuns });
  const before = yield* readMeasurements(context, model);
  const measuredTo = before.windows[0]?.to ?? null;
  const look = yield* step.measureAnswers({ definition, champion, measuredTo, now: at });
  if (look.kind === "unmeasured") return { logged: ofRuns.length };
  const state = rememberLook(before, look.facts, definition);
  yield* askEntity(context, "measurements", model, { kind: "remember", state });
  const ofAnswers = planMeasurements(model, state, look.facts, definition);
  const { logged } = yield* step.logMeasurements({ records: ofAnswers });
  return { logged: ofRuns.length + logged };
}

/** What monitoring remembers of a model. */
function* readMeasurements(context: OrchestrationContext, model: string): Recipe<MonitoringState> {
  const id = new EntityId(entities.measurements, model);
  return (yield context.df.callEntity(id, readOperation)) as MonitoringState;
}
