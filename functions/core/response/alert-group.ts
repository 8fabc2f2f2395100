import type { Severity } from "../incident.ts";
import type { Instant } from "../instant.ts";
import { queues } from "../names.ts";
import type { Alert, AlertKind } from "./alert.ts";

/** All alerts of one kind about one model that came within a window: one response answers them. */
export interface AlertGroup {
  /** 12 hex digits: of the model, the kind and the first alert. */
  id: string;
  kind: AlertKind;
  model: string | null;
  openedAt: Instant;
  lastAt: Instant;
  /** Alerts folded into this group, duplicates not counted. */
  count: number;
  /** Ids of alerts that fired and were not resolved yet, at most 1,000. */
  firing: string[];
  /** Highest severity so far, which the last response answered. */
  severity: Severity;
  /** The alert that severity comes from. */
  worst: Alert;
  /** Parts that a person was told of by a card of their own, at most 10: failing pipelines, each a matter of its own. */
  parts: string[];
  /** Keys of the incidents that were asked for, at most 20: its end closes them. */
  incidents: string[];
  /** Instance that responds. */
  responder: string;
}

/** All that the group entity of one (model, kind) remembers. */
export interface AlertGroupState {
  group: AlertGroup | null;
  /** Groups that another replaced before all their alerts were resolved, newest last, at most 20. */
  former: AlertGroup[];
  /** Ids of alerts that were resolved, with when, newest last, at most 1,000: a late `fired` is then stale. */
  resolved: { id: string; at: Instant }[];
  /** Ids of alerts that fired, newest last, at most 1,000. */
  seen: string[];
}

/** The group entity that no alert ever reached. */
export const noAlerts: AlertGroupState = { group: null, former: [], resolved: [], seen: [] };

/** What became of one alert. None is lost: each of these is recorded. */
export type AlertFate =
  /** First of its group: a response starts. */
  | "opened"
  /** Its group is open, and the alert is worse than what was answered: the response starts again. */
  | "escalated"
  /** Its group is open, and it is about a pipeline that nobody was told of: a card of its own. */
  | "another"
  /** Its group is open and answered. */
  | "folded"
  /** It came before. */
  | "duplicate"
  /** It was resolved before it arrived. */
  | "stale"
  /** It ends one of the group's alerts. */
  | "resolved"
  /** It ends a group's last alert: recovery is told. */
  | "recovered"
  /** It resolves an alert that has not arrived (yet). */
  | "early"
  /** It is about a version that is not champion, and no open group is about that version. */
  | "aside";

/** What is asked of the group entity: alerts in order of arrival, all of this model and kind. */
export interface FoldAlerts {
  alerts: readonly Alert[];
  /** Instance that would respond. */
  instance: string;
  /** Minutes without an alert after which a group is over and the next alert opens another. @default 60 */
  windowMinutes?: number;
  /** Version in production, where that matters: alerts about others are set aside. @default null (all count) */
  champion?: string | null;
  now: Instant;
}

/** What the group entity answers. */
export interface FoldedAlerts {
  fates: { id: string; fate: AlertFate }[];
  /** What the asking instance must respond to: the group as it is now, once; of failing pipelines, each. */
  respond: AlertGroup[];
  /** Groups that are over. */
  recovered: AlertGroup[];
}

/** Asked by an instance whose response failed: its group is answered by nobody, so the next alert opens another. */
export interface AbandonGroup {
  instance: string;
}

/** All that the group entity is asked. */
export type AlertGroupRequest =
  | (FoldAlerts & { kind: "fold" })
  | (AbandonGroup & { kind: "abandon" });

/** The group of this id, while it fires: open, or replaced and not yet over. */
export function findFiring({ group, former }: AlertGroupState, id: string): AlertGroup | null {
  const found = [...former, group].find((each) => each?.id === id);
  return found && found.firing.length > 0 ? found : null;
}

/** Key of the incident of what a group's worst alert says now. */
export function incidentKey({ id, kind, severity, worst }: AlertGroup): string {
  const part = kind === queues.pipelineFailure && worst.subject !== null ? ` ${worst.subject}` : "";
  return `alerts ${id} ${severity}${part}`;
}
