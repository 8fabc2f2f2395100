import type { DatasetFindings } from "../core/dataset/dataset-facts.ts";
import type { IncidentReport } from "../core/incident.ts";
import type { MissingEvidence } from "../core/lifecycle/evidence.ts";

type Report = Omit<IncidentReport, "at">;

/** The lifecycle that an incident is about. */
export interface Subject {
  instance: string;
  model: string;
  owner: string;
  paths: readonly string[];
}

const untouched = {
  undo: "Nothing to undo: the champion was not touched.",
};

/** Data that broke rules: every rule is named, nothing was trained. */
export function reportUnfitData(
  subject: Subject,
  findings: Extract<DatasetFindings, { kind: "unfit" }>,
): Report {
  const { broken } = findings;
  return {
    ...identify(subject, "data"),
    severity: "warning",
    what: `The new data breaks ${broken.length} rule(s), nothing was trained`,
    numbers: broken.map(({ rule, where, value, limit }) => ({
      name: `${where} ${rule}`,
      value: `${value} (allowed: ${limit})`,
    })),
    done: `Halted before training. ${broken[0]?.mend ?? ""}`,
    ...untouched,
    ifIgnored: "The champion grows older: this data is not learned from.",
  };
}

/** A training run that failed for good, with what its failed task said last. */
export function reportFailedRun(subject: Subject, reason: string, said: string): Report {
  return {
    ...identify(subject, "run"),
    severity: "warning",
    what: "The training run failed and is not tried again",
    numbers: [
      { name: "reason", value: reason },
      { name: "task", value: said === "" ? "said nothing" : said },
    ],
    done: "Stopped after the attempts that its class of failure allows.",
    ...untouched,
    ifIgnored: "The champion grows older: this data is not learned from.",
  };
}

/** A run that succeeded and does not show what the gate needs. */
export function reportMissingEvidence(
  subject: Subject,
  missing: readonly MissingEvidence[],
): Report {
  return {
    ...identify(subject, "evidence"),
    severity: "warning",
    what: `The training run does not show ${missing.length} thing(s) that the gate needs`,
    numbers: missing.map(({ what, detail }) => ({ name: what, value: detail })),
    done: "Kept the champion: missing evidence never promotes.",
    ...untouched,
    ifIgnored: "No candidate of this training program can be promoted.",
  };
}

/** A champion that somebody else moved: it is never overwritten. */
export function reportMovedChampion(subject: Subject, detail: string): Report {
  return {
    ...identify(subject, "champion"),
    severity: "warning",
    what: "Somebody else moved the champion",
    numbers: [{ name: "found", value: detail }],
    done: "Left the alias where they put it.",
    undo: "Move the alias champion back in the registry, if the move was a mistake.",
    ifIgnored: "The next lifecycle compares with the champion that is there now.",
  };
}

/** An action that the guard refused. */
export function reportRefusal(subject: Subject, action: string, detail: string): Report {
  return {
    ...identify(subject, `refused ${action}`),
    severity: "warning",
    what: `The guard refused to ${action}`,
    numbers: [{ name: "reason", value: detail }],
    done: "Kept the champion.",
    ...untouched,
    ifIgnored: "This data is not learned from, or its candidate stays unused.",
  };
}

/** A lifecycle that failed in a way nobody planned for. */
export function reportCrash(subject: Subject, error: unknown): Report {
  const value = error instanceof Error ? error.message : String(error);
  return {
    ...identify(subject, "crash"),
    severity: "critical",
    what: "A lifecycle ended by an error",
    numbers: [{ name: "error", value }],
    done: "Stopped. The champion is the one that the registry shows.",
    undo: "Nothing to undo, unless the ledger's last entry says so.",
    ifIgnored: "This data is not learned from; the next arrival starts a new lifecycle.",
  };
}

function identify({ instance, model, owner }: Subject, kind: string) {
  return { key: `${instance} ${kind}`, model, owner };
}
