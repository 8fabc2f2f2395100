import type { Severity } from "../incident.ts";
import { minute } from "../instant.ts";
import { queues, shortHash } from "../names.ts";
import type { Alert } from "./alert.ts";
import {
  type AbandonGroup,
  type AlertFate,
  type AlertGroup,
  type AlertGroupRequest,
  type AlertGroupState,
  type FoldAlerts,
  type FoldedAlerts,
  incidentKey,
} from "./alert-group.ts";
import { classifyAlert } from "./classify-alert.ts";

const mostRemembered = 1000;
const mostFormer = 20;
const mostParts = 10;
const mostIncidents = 20;
const ranks: Record<Severity, number> = { informational: 0, warning: 1, critical: 2 };

/** What the group entity of one (model, kind) does. */
export function reduceAlertGroup(state: AlertGroupState, request: AlertGroupRequest) {
  return request.kind === "fold" ? foldAlerts(state, request) : abandonGroup(state, request);
}

/** Folds alerts of one (model, kind) into groups: a storm is one response, and each alert has a recorded fate. */
export function foldAlerts(
  state: AlertGroupState,
  request: FoldAlerts,
): { state: AlertGroupState; answer: FoldedAlerts } {
  const answer: FoldedAlerts = { fates: [], respond: [], recovered: [] };
  let current = state;
  for (const alert of request.alerts) {
    const step = foldAlert(current, alert, request);
    current = step.state;
    answer.fates.push({ id: alert.id, fate: step.fate });
    const { ended, respond } = step;
    if (ended) {
      answer.recovered.push(ended);
      answer.respond = answer.respond.filter(({ id }) => id !== ended.id);
    }
    if (respond) {
      const others = answer.respond.filter((each) => incidentKey(each) !== incidentKey(respond));
      answer.respond = [...partsOf(others), respond];
    }
  }
  return { state: current, answer };
}

/** Of several answers to one group only the last counts, but each failing pipeline is a matter of its own. */
function partsOf(groups: AlertGroup[]): AlertGroup[] {
  return groups.filter(({ kind }) => kind === queues.pipelineFailure);
}

/** Gives up a group that its responder could not answer: the next alert opens another, and its end is still told. */
function abandonGroup(
  state: AlertGroupState,
  { instance }: AbandonGroup,
): { state: AlertGroupState; answer: FoldedAlerts } {
  const isMine = state.group?.responder === instance;
  const after = isMine ? { ...state, group: null, former: retire(state) } : state;
  return { state: after, answer: { fates: [], respond: [], recovered: [] } };
}

interface FoldStep {
  state: AlertGroupState;
  fate: AlertFate;
  /** Group that is over by it. */
  ended?: AlertGroup;
  /** What must be responded to. */
  respond?: AlertGroup;
}

function foldAlert(state: AlertGroupState, alert: Alert, request: FoldAlerts): FoldStep {
  if (alert.condition === "resolved") return resolve(state, alert, request);
  if (wasResolved(state, alert)) return { state, fate: "stale" };
  if (isAside(state, alert, request)) return { state, fate: "aside" };
  if (state.seen.includes(alert.id)) return { state, fate: "duplicate" };
  const seen = [...state.seen, alert.id].slice(-mostRemembered);
  const { group } = state;
  if (group !== null && isOpen(group, request))
    return fold({ ...state, seen }, group, alert, request);
  const opened = openGroup(alert, request);
  const former = retire(state);
  return { state: { ...state, seen, former, group: opened }, fate: "opened", respond: opened };
}

function fold(
  state: AlertGroupState,
  open: AlertGroup,
  alert: Alert,
  { instance, now }: FoldAlerts,
): FoldStep {
  const severity = classifyAlert(alert);
  const counted: AlertGroup = {
    ...open,
    lastAt: now,
    count: open.count + 1,
    firing: [...open.firing, alert.id].slice(-mostRemembered),
  };
  const isWorse = ranks[severity] > ranks[open.severity];
  if (!isWorse && !isAnother(open, alert)) {
    return { state: { ...state, group: counted }, fate: "folded" };
  }
  const respond = asked({ ...counted, severity, worst: alert, responder: instance });
  const { parts, incidents } = respond;
  const group = isWorse ? respond : { ...counted, parts, incidents };
  return { state: { ...state, group }, fate: isWorse ? "escalated" : "another", respond };
}

/** A pipeline that fails beside another one: told, up to a bound that no storm passes. */
function isAnother({ kind, parts }: AlertGroup, alert: Alert): boolean {
  if (kind !== queues.pipelineFailure || alert.subject === null) return false;
  const isTold = parts.includes(alert.subject) || parts.length >= mostParts;
  return !isTold && classifyAlert(alert) !== "informational";
}

function isOpen({ lastAt }: AlertGroup, { windowMinutes = 60, now }: FoldAlerts): boolean {
  return now - lastAt < windowMinutes * minute;
}

/** Former groups once the present one is replaced: it is kept while it fires. */
function retire({ group, former }: AlertGroupState): AlertGroup[] {
  return group === null || group.firing.length === 0
    ? former
    : [...former, group].slice(-mostFormer);
}

/** A shadow's or a rolled-back version's errors must not fill the group that the champion's alerts need. */
function isAside({ group }: AlertGroupState, { version }: Alert, request: FoldAlerts): boolean {
  const { champion = null } = request;
  if (version === null || champion === null || version === champion) return false;
  const isAnswered = group !== null && isOpen(group, request) && group.worst.version === version;
  return !isAnswered;
}

function openGroup(alert: Alert, { instance, now }: FoldAlerts): AlertGroup {
  return asked({
    id: shortHash([alert.model ?? "all", alert.kind, alert.id].join("\n")),
    kind: alert.kind,
    model: alert.model,
    openedAt: now,
    lastAt: now,
    count: 1,
    firing: [alert.id],
    severity: classifyAlert(alert),
    worst: alert,
    parts: [],
    incidents: [],
    responder: instance,
  });
}

/** Remembers what a response to the group as it is now tells people. */
function asked(group: AlertGroup): AlertGroup {
  const { subject } = group.worst;
  const parts = subject === null ? group.parts : [...group.parts, subject].slice(-mostParts);
  const incidents = [...group.incidents, incidentKey(group)].slice(-mostIncidents);
  return { ...group, parts, incidents };
}

/** A stateful rule fires again under the same id; only what is newer than its end counts. */
function wasResolved({ resolved }: AlertGroupState, alert: Alert): boolean {
  const end = resolved.findLast(({ id }) => id === alert.id);
  return end !== undefined && (alert.at === null || alert.at <= end.at);
}

function resolve(state: AlertGroupState, alert: Alert, { now }: FoldAlerts): FoldStep {
  // An end that lies in the future would make every later firing stale.
  const end = { id: alert.id, at: Math.min(alert.at ?? now, now) };
  const remembered = {
    resolved: [...state.resolved, end].slice(-mostRemembered),
    seen: state.seen.filter((id) => id !== alert.id),
  };
  const holder = [...state.former, state.group].find((each) => each?.firing.includes(alert.id));
  if (!holder) return { state: { ...state, ...remembered }, fate: "early" };
  const rest = { ...holder, firing: holder.firing.filter((id) => id !== alert.id) };
  const isOver = rest.firing.length === 0;
  const keep = (each: AlertGroup) => (each.id !== holder.id ? [each] : isOver ? [] : [rest]);
  const after = {
    ...remembered,
    group: state.group === null ? null : (keep(state.group)[0] ?? null),
    former: state.former.flatMap(keep),
  };
  return isOver
    ? { state: after, fate: "recovered", ended: rest }
    : { state: after, fate: "resolved" };
}
