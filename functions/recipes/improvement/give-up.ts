import type { OrchestrationContext } from "durable-functions";
import { describeSpent } from "../../core/improvement/allowance.ts";
import { describeTrial } from "../../core/improvement/describe-trial.ts";
import { tellReasons } from "../../core/improvement/tell-reasons.ts";
import type { IncidentReport } from "../../core/incident.ts";
import { printable } from "../../core/printable.ts";
import type { Recipe } from "../steps.ts";
import { openIncident } from "../tell.ts";
import type { Matter } from "./matter.ts";

const longestError = 1000;

type Report = Omit<IncidentReport, "at">;

/** Ends an improvement without a promotion: an incident tells all that was tried. */
export function* giveUp(
  context: OrchestrationContext,
  matter: Matter,
  reasons: string[],
): Recipe<{ kind: "fruitless"; reasons: string[] }> {
  const told = tellReasons(reasons);
  yield* openIncident(context, reportFruitless(matter, told));
  return { kind: "fruitless", reasons: told };
}

function reportFruitless({ subject, situation, spent, judged }: Matter, reasons: string[]): Report {
  const tries = situation.trials.length - 1;
  const { instance, model, owner } = subject;
  const versions = judged.flatMap(({ judged: { evidence } }) =>
    evidence.kind === "evidence" ? [evidence.candidateVersion] : [],
  );
  return {
    key: `${instance} fruitless`,
    model,
    owner,
    severity: "warning",
    what: `Improvement ended without a better model after ${tries} iteration(s)`,
    numbers: [
      { name: "why it ended", value: reasons[0] ?? "no reason given" },
      ...situation.trials.map((trial) => describeTrial(trial, situation.trials[0].facts.settings)),
      { name: "cost", value: describeSpent(spent) },
    ],
    done: `Kept the champion. Candidates stay registered: ${versions.join(", ") || "none"}.`,
    undo: "Nothing to undo: the champion was not touched.",
    ifIgnored: "The champion grows older; the next arrival is tried again from the start.",
  };
}

/** An improvement that ended by an error nobody planned for. */
export function reportCrash(
  { instance, model, owner }: { instance: string; model: string; owner: string },
  error: unknown,
): Report {
  const text = error instanceof Error ? error.message : String(error);
  const value = printable(text, longestError);
  return {
    key: `${instance} crash`,
    model,
    owner,
    severity: "critical",
    what: "An improvement ended by an error",
    numbers: [{ name: "error", value }],
    done: "Stopped. The champion is the one that the registry shows.",
    undo: "Nothing to undo, unless the ledger's last entry says so.",
    ifIgnored: "This data is not learned from; the next arrival starts a new lifecycle.",
  };
}
