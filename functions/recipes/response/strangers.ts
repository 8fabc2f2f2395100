// Started by each message of payloads that nothing is known about, under an id that they fix.
// Promises every payload in the ledger, and one incident for each hour in which some came: a storm is one card.
// Survives a crash anywhere: the entry and the incident have keys, and no action ever follows from such a payload.
import type { OrchestrationContext } from "durable-functions";
import { hour } from "../../core/instant.ts";
import { allModels } from "../../core/names.ts";
import type { RoutedStrangers } from "../../core/response/plan-routes.ts";
import { record } from "../record.ts";
import { type Recipe, stepsOf } from "../steps.ts";
import { openIncident } from "../tell.ts";
import { now } from "../waits.ts";

const mostReasons = 4;

/** Records payloads that were not recognised, and tells a person. */
export function* strangers(context: OrchestrationContext): Recipe<{ recorded: number }> {
  const step = stepsOf(context);
  const { strangers: payloads } = context.df.getInput<RoutedStrangers>();
  const reasons = [...new Set(payloads.map(({ reason }) => reason))];
  yield* record(context, {
    step: "unrecognised",
    model: allModels,
    pattern: "response",
    kind: "alerts",
    inputs: { payloads },
    verdict: "unrecognised",
    action: null,
    autonomy: null,
    reasons,
  });
  const { owner } = yield* step.readCommonRules({});
  yield* openIncident(context, {
    key: `unrecognised ${Math.floor(now(context) / hour)}`,
    model: allModels,
    owner,
    severity: "warning",
    what: `${payloads.length} alert(s) came that no rule knows`,
    numbers: [
      ...reasons.slice(0, mostReasons).map((value) => ({ name: "why", value })),
      { name: "ledger entry of", value: context.df.instanceId },
    ],
    done: "Recorded each of them in the ledger, and did nothing. More of this hour are only recorded.",
    undo: "Nothing to undo: nothing was changed.",
    ifIgnored: "If they are about a model, nobody answers them.",
  });
  return { recorded: payloads.length };
}
