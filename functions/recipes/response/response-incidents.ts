import type { Hold } from "../../core/hold.ts";
import type { Incident, IncidentReport } from "../../core/incident.ts";
import { queues } from "../../core/names.ts";
import { type AlertGroup, incidentKey } from "../../core/response/alert-group.ts";
import type { FailedRun } from "../../core/response/pick-failed-run.ts";
import { ifIgnored } from "../../core/response/playbook.ts";
import { type Situation, titleOf } from "./situation.ts";

/** An incident before its time is known. */
export type Report = Omit<IncidentReport, "at">;

const nothingDone = "Nothing to undo: nothing was changed.";

/** A champion that was rolled back. */
export function reportRollback(situation: Situation, from: string, to: string): Report {
  const { model } = situation;
  return {
    ...identify(situation),
    what: `Version ${from} degraded and was rolled back to version ${to}`,
    done: `Made version ${to} champion again. It is watched until the alert clears.`,
    undo: `nightshift restore ${model} ${from}`,
    ifIgnored: `Version ${to} stays champion; version ${from} is never promoted again without a person.`,
  };
}

/** An alert that the playbook answers, but which nothing could or might be done about. */
export function reportUnanswered(situation: Situation, action: string, reason: string): Report {
  return {
    ...identify(situation),
    what: `${titleOf(situation.group)}; no ${action}: a person must look`,
    numbers: [{ name: "why not", value: reason }, ...numbersOf(situation.group)],
    done: `Kept everything as it is. ${action} was not done.`,
    undo: nothingDone,
    ifIgnored: ifIgnored[situation.group.kind],
  };
}

/** An action that a hold keeps back. */
export function reportHeld(situation: Situation, action: string, hold: Hold): Report {
  const { group } = situation;
  return {
    ...identify(situation),
    key: heldKey(incidentKey(group)),
    what: `${titleOf(group)}; a hold keeps the ${action} back`,
    numbers: [{ name: "hold", value: `${hold.by}: ${hold.reason}` }, ...numbersOf(group)],
    done: `Waits: the ${action} follows once the hold is lifted, if the alert still fires.`,
    undo: nothingDone,
    ifIgnored: ifIgnored[group.kind],
  };
}

/** An alert that a person is told, and nothing else; with the failed task and its error where one is known. */
export function reportAlert(situation: Situation, failure: FailedRun | null): Report {
  return {
    ...identify(situation),
    what: titleOf(situation.group),
    numbers: [...(failure === null ? [] : failureOf(failure)), ...numbersOf(situation.group)],
    done: `Told you. ${nextStep(situation.group)}`,
    undo: nothingDone,
    ifIgnored: ifIgnored[situation.group.kind],
  };
}

/** A retrain that drift started while `champion` was in production; null for none. */
export function reportRetrain(
  situation: Situation,
  paths: readonly string[],
  champion: string | null,
): Report {
  const { model } = situation;
  const after = champion === null ? "" : `; once promoted: nightshift restore ${model} ${champion}`;
  return {
    ...identify(situation),
    severity: "informational",
    what: `${titleOf(situation.group)}; a retrain was started`,
    numbers: [{ name: "data", value: paths.join(", ") }, ...numbersOf(situation.group)],
    done: "Started a lifecycle on the newest data: it is validated first, and the gate decides.",
    undo: `nightshift hold ${model}${after}`,
    ifIgnored: "The gate decides by itself, as after any new data; until then the champion stays.",
  };
}

/** An alert that still fires after what was done about it; `undo` is how that is undone. */
export function reportStillFiring(
  situation: Situation,
  { action, minutes, undo }: { action: string; minutes: number; undo: string },
): Report {
  const { group } = situation;
  return {
    ...identify(situation),
    key: afterKey(incidentKey(group), action),
    what: `${titleOf(group)} still fires ${minutes} minutes after the ${action}`,
    done: `Nothing more: the ${action} did not cure it, and another one needs a person.`,
    undo,
    ifIgnored: ifIgnored[group.kind],
  };
}

/** A response that failed in a way nobody planned for. */
export function reportFailedResponse(
  subject: { instance: string; model: string; kind: string },
  error: unknown,
): Report {
  const { instance, model, kind } = subject;
  return {
    key: `${instance} crash`,
    model,
    owner: "unknown",
    severity: "critical",
    what: `The response to ${kind} ended by an error`,
    numbers: [{ name: "error", value: error instanceof Error ? error.message : String(error) }],
    ...(kind === queues.budget
      ? {
          done: "Stopped. What was paused by then is remembered.",
          undo: `nightshift resume${model === "all" ? "" : ` ${model}`}`,
        }
      : {
          done:
            kind === queues.budget
              ? "Stopped. Compute may be paused in part: the ledger's last entry names it."
              : "Stopped. The champion is the one that the registry shows.",
          undo:
            kind === queues.budget
              ? `nightshift resume${model === "all" ? "" : ` ${model}`}, if the ledger's last entry says that compute was to be paused`
              : "Nothing to undo, unless the ledger's last entry says so.",
        }),
    ifIgnored: "The alert stays unanswered; the next of its kind starts a new response.",
  };
}

/** Key of the incident that tells of a hold. */
export function heldKey(key: string): string {
  return `${key} held`;
}

/** Key of the incident that tells that an action did not help. */
export function afterKey(key: string, action: string): string {
  return `${key} after ${action}`;
}

/** Key of the card that the group's incident was told with, for the card that closes it. */
export function cardKeyOf(incident: Pick<Incident, "id" | "model">): string {
  return `nightshift:${incident.model}:${incident.id}`;
}

/** An alert about a queue of the app tells of dead letters. */
function nextStep({ worst: { subject } }: AlertGroup): string {
  const queue = Object.values(queues).find((name) => name === subject);
  return queue === undefined
    ? "The playbook asks for nothing else."
    : `After the fix: nightshift dead-letters ${queue} --replay`;
}

function failureOf(failure: FailedRun): Report["numbers"] {
  if (failure.kind === "none") return [{ name: "failed run", value: `none found: ${failure.why}` }];
  const { job, runId, task, said, pageUrl } = failure;
  return [
    { name: "failed task", value: `${task} of job ${job}, run ${runId}` },
    { name: "its error", value: said === "" ? "it said nothing" : said },
    { name: "run", value: pageUrl },
  ];
}

function numbersOf({ worst, count }: AlertGroup): Report["numbers"] {
  const excess =
    worst.excess === null ? [] : [{ name: "measured / limit", value: worst.excess.toFixed(2) }];
  const said = worst.description === "" ? [] : [{ name: "it says", value: worst.description }];
  return [
    ...excess,
    { name: "rule", value: worst.rule },
    ...said,
    { name: "alerts so far", value: String(count) },
  ];
}

/** What every card about a group of alerts tells. */
export function identify(situation: Situation) {
  const { group, model, owner } = situation;
  const numbers = numbersOf(group);
  return { key: incidentKey(group), model, owner, severity: group.severity, numbers };
}
