import type { Severity } from "../incident.ts";
import { minute } from "../instant.ts";
import { shortHash } from "../names.ts";
import type { Alert } from "./alert.ts";
import type {
  AlertFate,
  AlertGroup,
  AlertGroupState,
  FoldAlerts,
  FoldedAlerts,
} from "./alert-group.ts";
import { classifyAlert } from "./classify-alert.ts";

const mostRemembered = 1000;
const ranks: Record<Severity, number> = { informational: 0, warning: 1, critical: 2 };

/** Folds alerts of one (model, kind) into groups: a storm is one response, and each alert has a recorded fate. */
export function foldAlerts(
  state: AlertGroupState,
  request: FoldAlerts,
): { state: AlertGroupState; answer: FoldedAlerts } {
  const answer: FoldedAlerts = { fates: [], respond: null, recovered: null };
  let current = state;
  for (const alert of request.alerts) {
    const step = foldAlert(current, alert, request);
    current = step.state;
    answer.fates.push({ id: alert.id, fate: step.fate });
    if (step.fate === "recovered") {
      answer.recovered = step.ended;
      answer.respond = null;
    }
    if (step.fate === "opened" || step.fate === "escalated") answer.respond = current.group;
  }
  return { state: current, answer };
}

interface FoldStep {
  state: AlertGroupState;
  fate: AlertFate;
  ended: AlertGroup | null;
}

function foldAlert(state: AlertGroupState, alert: Alert, request: FoldAlerts): FoldStep {
  if (alert.condition === "resolved") return resolve(state, alert, request);
  if (wasResolved(state, alert)) return { state, fate: "stale", ended: null };
  if (isAside(state, alert, request)) return { state, fate: "aside", ended: null };
  if (state.seen.includes(alert.id)) return { state, fate: "duplicate", ended: null };
  const seen = [...state.seen, alert.id].slice(-mostRemembered);
  const { now } = request;
  if (state.group === null || !isOpen(state.group, request)) {
    const group = openGroup(alert, request);
    return { state: { ...state, seen, group }, fate: "opened", ended: null };
  }
  const severity = classifyAlert(alert);
  const isWorse = ranks[severity] > ranks[state.group.severity];
  const group: AlertGroup = {
    ...state.group,
    lastAt: now,
    count: state.group.count + 1,
    firing: [...state.group.firing, alert.id].slice(-mostRemembered),
    ...(isWorse ? { severity, worst: alert, responder: request.instance } : {}),
  };
  return { state: { ...state, seen, group }, fate: isWorse ? "escalated" : "folded", ended: null };
}

function isOpen({ lastAt }: AlertGroup, { windowMinutes = 60, now }: FoldAlerts): boolean {
  return now - lastAt < windowMinutes * minute;
}

/** A shadow's or a rolled-back version's errors must not fill the group that the champion's alerts need. */
function isAside({ group }: AlertGroupState, { version }: Alert, request: FoldAlerts): boolean {
  const { champion = null } = request;
  if (version === null || champion === null || version === champion) return false;
  const isAnswered = group !== null && isOpen(group, request) && group.worst.version === version;
  return !isAnswered;
}

function openGroup(alert: Alert, { instance, now }: FoldAlerts): AlertGroup {
  return {
    id: shortHash([alert.model ?? "all", alert.kind, alert.id].join("\n")),
    kind: alert.kind,
    model: alert.model,
    openedAt: now,
    lastAt: now,
    count: 1,
    firing: [alert.id],
    severity: classifyAlert(alert),
    worst: alert,
    responder: instance,
  };
}

/** A stateful rule fires again under the same id; only what is newer than its end counts. */
function wasResolved({ resolved }: AlertGroupState, alert: Alert): boolean {
  const end = resolved.findLast(({ id }) => id === alert.id);
  return end !== undefined && (alert.at === null || alert.at <= end.at);
}

function resolve(state: AlertGroupState, alert: Alert, { now }: FoldAlerts): FoldStep {
  const end = { id: alert.id, at: alert.at ?? now };
  const remembered = {
    resolved: [...state.resolved, end].slice(-mostRemembered),
    seen: state.seen.filter((id) => id !== alert.id),
  };
  const { group } = state;
  if (group === null || !group.firing.includes(alert.id)) {
    return { state: { ...state, ...remembered }, fate: "early", ended: null };
  }
  const firing = group.firing.filter((id) => id !== alert.id);
  const isOver = firing.length === 0;
  const next = isOver ? null : { ...group, firing };
  return {
    state: { ...remembered, group: next },
    fate: isOver ? "recovered" : "resolved",
    ended: isOver ? { ...group, firing } : null,
  };
}
