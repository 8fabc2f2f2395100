/** What the operator's page shows; the shapes of the API's own answers, as far as they are shown. */
export interface ConsoleView {
  models: readonly ConsoleModel[];
  /** Hold on all models; null where there is none. */
  hold: ConsoleHold | null;
  reviews: readonly ConsoleReview[];
  /** Newest first. */
  incidents: readonly ConsoleIncident[];
  /** Newest first. */
  decisions: readonly ConsoleDecision[];
  /** Private links, where a preflight was asked for. */
  links: readonly ConsoleLink[] | null;
  /** What became of the last order, to be read once. */
  notice: string | null;
  /** Name of who signed in; null where nobody does, on a laptop. */
  person: string | null;
}

/** Where one model stands. */
export interface ConsoleModel {
  model: string;
  owner: string;
  champion: string | null;
  challenger: string | null;
  previousChampion: string | null;
  hold: ConsoleHold | null;
  lifecycle: { step: string; since: string | Date } | null;
  waitingFiles: number;
}

/** Who holds, and why. */
export interface ConsoleHold {
  by: string;
  reason: string;
}

/** One question that waits for a person. */
export interface ConsoleReview {
  id: string;
  model: string;
  question: string;
  digest: string;
  expiresAt: string;
  reasons: readonly string[];
}

/** The record that a person must look. */
export interface ConsoleIncident {
  id: string;
  model: string;
  severity: string;
  openedAt: string;
  what: string;
  numbers: readonly { name: string; value: string }[];
  done: string;
  undo: string;
  ifIgnored: string;
}

/** One entry of a ledger. */
export interface ConsoleDecision {
  at: string;
  model: string;
  sequence: number;
  kind: string;
  verdict: string | null;
  action: string | null;
  autonomy: string | null;
  reasons: readonly string[];
}

/** Whether one private link holds. */
export type ConsoleLink =
  | { kind: "holds"; link: string; seen: string }
  | { kind: "broken"; link: string; seen: string; mend: string };
