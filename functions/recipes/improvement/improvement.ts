// Started by a lifecycle whose plain retrain was rejected, where the model's owner lets improvement try.
// Promises a promotion through the lifecycle's own gate and guard, or an incident that tells all that was tried.
// Survives a crash anywhere: every plan, run and critique has a key and happens once.
import type { OrchestrationContext } from "durable-functions";
import { openTrial } from "../../core/improvement/open-trial.ts";
import { type DecisionEnd, enactVerdict } from "../decide-action.ts";
import { releaseLeave } from "../release-leave.ts";
import { type Recipe, stepsOf } from "../steps.ts";
import { openIncident } from "../tell.ts";
import { now } from "../waits.ts";
import { carryOut } from "./carry-out.ts";
import { criticise } from "./criticise.ts";
import { giveUp, reportCrash } from "./give-up.ts";
import { leaveToTry } from "./leave-to-try.ts";
import { makePlan } from "./make-plan.ts";
import { type ImprovementRequest, type Matter, openMatter } from "./matter.ts";

/** How an improvement ended. */
export type ImprovementEnd = DecisionEnd | { kind: "fruitless"; reasons: string[] };

/** Plans, runs and criticises until a candidate passes or nothing more may be tried. */
export function* improvement(context: OrchestrationContext): Recipe<ImprovementEnd> {
  const request = context.df.getInput<ImprovementRequest>();
  const { model, definition } = request.training;
  try {
    const end = yield* planRunCritique(context, yield* open(context, request));
    if (end.kind !== "promoted") yield* releaseLeave(context, model, "done");
    return end;
  } catch (error) {
    yield* releaseLeave(context, model, "failed");
    const instance = context.df.instanceId;
    yield* openIncident(context, reportCrash({ instance, model, owner: definition.owner }, error));
    throw error;
  }
}

function* planRunCritique(context: OrchestrationContext, opened: Matter): Recipe<ImprovementEnd> {
  let matter = opened;
  for (;;) {
    const planned = yield* makePlan(context, matter);
    if (planned.next === null) return yield* giveUp(context, planned.matter, planned.reasons);
    const leave = yield* leaveToTry(context, planned.matter, planned.next);
    if (leave.kind === "withheld") return yield* giveUp(context, planned.matter, [leave.reason]);
    const tried = yield* carryOut(context, planned.matter, planned.next, leave.champion);
    if (tried.kind === "notStarted") return yield* end(context, planned.matter, [tried.reason]);
    const { critique, matter: criticised } = yield* criticise(context, tried.matter);
    if (critique.kind === "accept") return yield* accept(context, criticised);
    if (critique.kind === "reject" && critique.cause === "opinion") {
      return yield* giveUp(context, criticised, critique.reasons);
    }
    if (critique.kind === "reject") return yield* end(context, criticised, critique.reasons);
    matter = {
      ...criticised,
      situation: { ...criticised.situation, advice: critique.change },
    };
  }
}

function* open(context: OrchestrationContext, request: ImprovementRequest): Recipe<Matter> {
  const step = stepsOf(context);
  const { runId, championVersion } = request.judged.evidence;
  const { model, definition } = request.training;
  const { registeredModel } = definition;
  const known = yield* step.readTrainingFacts({ runId, registeredModel, championVersion });
  const startedAt = now(context);
  const alerts = yield* step.readRecentAlerts({ model, now: startedAt });
  return openMatter(request, { ...known, alerts, startedAt, instance: context.df.instanceId });
}

/** What was accepted is what was tried last: the lifecycle's verdict on it is carried out. */
function* accept(context: OrchestrationContext, matter: Matter): Recipe<ImprovementEnd> {
  const judged = matter.judged.at(-1)?.judged;
  if (judged === undefined) throw new Error("Improvement: nothing was judged that is accepted.");
  return yield* enactVerdict(context, matter.subject, judged);
}

/** Before it ends without a promotion, a person is asked about what passed only as far as a person may decide. */
function* end(
  context: OrchestrationContext,
  matter: Matter,
  reasons: string[],
): Recipe<ImprovementEnd> {
  const trial = openTrial(matter.situation);
  const open = matter.judged.find(({ iteration }) => iteration === trial?.iteration);
  if (open !== undefined) {
    const ended = yield* enactVerdict(context, matter.subject, open.judged);
    if (ended.kind === "promoted") return ended;
  }
  return yield* giveUp(context, matter, reasons);
}
