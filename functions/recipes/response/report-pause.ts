import type { OrderedItem } from "../../core/response/plan-pause.ts";
import type { PausedRecord } from "../../core/response/reduce-paused.ts";
import { identify, type Report } from "./response-incidents.ts";
import { type Situation, titleOf } from "./situation.ts";

/** Compute that was paused, each piece with what became of it and for whom it is remembered. */
export function reportPause(
  situation: Situation,
  items: readonly (OrderedItem & Pick<PausedRecord, "by">)[],
): Report {
  const { model, group } = situation;
  const paused = items.filter(({ end }) => end.kind === "done");
  const running = items.filter(({ end }) => "reason" in end);
  const some = running.length === 0 ? "" : `, ${running.length} could not be`;
  const hold = model === "all" ? "the hold on all models" : `a hold on ${model}`;
  const grows = running.length === 0 ? "" : " What could not be keeps running, and costs.";
  const mend = running.length === 0 ? "" : " Stop in Databricks what could not be paused.";
  return {
    ...identify(situation),
    what: `${titleOf(group)}; ${paused.length} piece(s) of compute were paused${some}`,
    numbers: [
      ...running.map(({ kind, name, end }) => ({
        name: "not paused",
        value: `${kind} ${name}: ${"reason" in end ? end.reason : ""}`,
      })),
      ...paused.map(({ kind, name, state }) => ({ name: kind, value: `${name} (was ${state})` })),
    ],
    done: `Paused what may be paused, and recorded what state it was in.${mend}`,
    undo: undoOfPause(model, paused),
    ifIgnored: `What was paused stays paused until somebody resumes it, which also lifts ${hold}, if there is one.${grows}`,
  };
}

/** What another pause had recorded is undone where it was recorded. */
function undoOfPause(model: string, paused: readonly Pick<PausedRecord, "by">[]): string {
  const owners = [...new Set([model, ...paused.map(({ by }) => by)])];
  return owners.map((by) => `nightshift resume${by === "all" ? "" : ` ${by}`}`).join("; ");
}
