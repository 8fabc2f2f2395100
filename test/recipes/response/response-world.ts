import {
  type ModelDefinition,
  modelDefinition,
} from "../../../functions/core/catalogue/model-definition.ts";
import type { GuardRequest, GuardState } from "../../../functions/core/guard/guard-state.ts";
import { newGuard } from "../../../functions/core/guard/guard-state.ts";
import { reduceGuard } from "../../../functions/core/guard/reduce-guard.ts";
import type { Hold } from "../../../functions/core/hold.ts";
import type { Incident } from "../../../functions/core/incident.ts";
import type { Decision } from "../../../functions/core/ledger.ts";
import type { Alert } from "../../../functions/core/response/alert.ts";
import { type AlertGroupRequest, noAlerts } from "../../../functions/core/response/alert-group.ts";
import { reduceAlertGroup } from "../../../functions/core/response/fold-alerts.ts";
import type { CommonRules } from "../../../functions/core/response/plan-common-rules.ts";
import type { VersionFacts } from "../../../functions/core/response/plan-measuring.ts";
import type { OrderEnd, PausedItem } from "../../../functions/core/response/plan-pause.ts";
import {
  type PausedRequest,
  type PausedState,
  reducePaused,
} from "../../../functions/core/response/reduce-paused.ts";
import { response } from "../../../functions/recipes/response/response.ts";
import { type Answers, type Played, play, type Script } from "../play.ts";

/** When the first alert comes. */
export const dusk = "2026-03-01T22:00:00.000Z";

/** A model that may do everything by itself. */
export const boldModel: ModelDefinition = modelDefinition.parse({
  registeredModel: "ml.films.revenue",
  owner: "films",
  input: { path: "films" },
  training: { program: "/Shared/train.py" },
  metrics: { rmse: { better: "lower", role: "target" } },
  autonomy: { promote: "act", rollback: "act", retrain: "act", pause: "act" },
});

/** An alert that version 8 degraded badly, and whatever a test changes of it. */
export function alertOf(changes: Partial<Alert> = {}): Alert {
  return {
    id: "aaaaaaaaaaaa",
    kind: "model-degradation",
    model: "films",
    condition: "fired",
    azureSeverity: 1,
    rule: "films: model-degradation",
    version: "8",
    subject: null,
    excess: 1.5,
    at: Date.parse(dusk),
    description: "The champion's error rate is above its limit.",
    ...changes,
  };
}

/** What happens at each look at a hold, and when a person is asked. */
interface Meanwhile {
  whenHeld?: () => void;
  whenAsked?: () => void;
}

/**
 * A registry, a guard and the groups of alerts, all real but in memory: version 8 replaced 7 an hour ago.
 * What each played orchestration did stays for the next.
 */
export function openWorld(changes: { definition?: ModelDefinition; guard?: GuardState } = {}) {
  const { definition = boldModel } = changes;
  const hourAgo = Date.parse(dusk) - 3_600_000;
  let guard: GuardState = changes.guard ?? {
    ...newGuard,
    champion: "8",
    sight: "seen",
    predecessors: [{ version: "7", replacedAt: hourAgo, by: "promote" }],
  };
  const groups = new Map<string, typeof noAlerts>();
  let paused: PausedState = [];
  const world = {
    champion: "8" as string | null,
    statuses: { "7": "READY", "8": "READY" } as Record<string, string>,
    moves: [] as string[],
    compute: [] as PausedItem[],
    /** The most cautious of all models' rules. */
    commonRules: definition as CommonRules,
    orders: [] as string[],
    /** What becomes of the order to stop an item, by id, where it is not done. */
    stops: new Map<string, () => OrderEnd>(),
    decisions: [] as Decision[],
    incidents: [] as Incident[],
    cards: [] as { title: string; closes?: string[] }[],
    arrivals: [] as unknown[],
    newest: ["films/b.csv"],
    versions: [] as VersionFacts[],
    /** What the next looks at the hold find, two a look; then there is none. */
    holds: [] as (Hold | null)[],
    guard: () => guard,
    paused: () => paused,
    /** Brings alerts into their group, as another orchestration would. */
    fold(alerts: Alert[]) {
      const [first] = alerts;
      const now = Date.parse(dusk);
      fold(`${first?.model}:${first?.kind}`, { kind: "fold", alerts, instance: "other", now });
    },
    /** Plays the response to these alerts from `start` on. */
    async respond(
      alerts: readonly Alert[],
      rest: Partial<Script> = {},
      meanwhile: Meanwhile = {},
    ): Promise<Played> {
      const [first] = alerts;
      const model = first?.model ?? "all";
      return await play(response, {
        input: { kind: "alerts", model, alerts },
        instanceId: `response:${model}:${first?.id}${first?.condition}`,
        start: dusk,
        answers: answersOf(first?.kind ?? "", model, meanwhile),
        ...rest,
      });
    },
  };
  const answersOf = (
    kind: string,
    model: string,
    { whenHeld = () => {}, whenAsked = () => {} }: Meanwhile,
  ): Answers => ({
    readSubject: () => ({
      model,
      rules: definition,
      owner: "films",
      definition: model === "all" ? null : definition,
      champion: kind === "model-degradation" ? world.champion : null,
    }),
    readChampion: () => world.champion,
    readVersionStatus: ({ version }: { version: string }) => ({
      status: world.statuses[version] ?? null,
    }),
    findNewestData: () => ({ paths: world.newest }),
    findFailedRun: () => ({
      kind: "found",
      job: "refresh-films",
      runId: "1001",
      task: "load",
      said: "FileNotFoundError: box-office.csv",
      pageUrl: "http://run/1001",
    }),
    findPausable: () => world.compute,
    readPauseRules: () => ({ rules: world.commonRules, models: ["films"] }),
    stopCompute: ({ kind: what, id }: PausedItem) => {
      world.orders.push(`stop ${what} ${id}`);
      return world.stops.get(id)?.() ?? { kind: "done" };
    },
    moveAlias: ({ from, to }: { from: string | null; to: string }) => {
      if (world.champion !== from && world.champion !== to) {
        return { kind: "conflict", found: world.champion };
      }
      world.champion = to;
      world.moves.push(`champion ${to}`);
      return { kind: "moved", champion: to };
    },
    setAlias: () => ({ kind: "set" }),
    clearAlias: () => ({ kind: "cleared" }),
    tagVersion: () => ({ kind: "tagged" }),
    recordDecision: (decision: Decision) => {
      world.decisions.push(decision);
      return { sequence: world.decisions.length, hash: "h" };
    },
    recordIncident: (incident: Incident) => {
      const known = world.incidents.some(({ id }) => id === incident.id);
      if (!known) world.incidents.push(incident);
      return { kind: known ? "exists" : "created", id: incident.id };
    },
    listNotifiers: () => ["webhook"],
    notification: ({ card }: { card: { title: string } }) => {
      world.cards.push(card);
      return { kind: "told" };
    },
    arrival: (input: unknown) => {
      world.arrivals.push(input);
      return { kind: "finished", lifecycle: "ended" };
    },
    "hold.read": () => {
      const hold = world.holds.shift() ?? null;
      if (hold !== null) whenHeld();
      return hold;
    },
    "alertgroup.fold": (request: AlertGroupRequest) => fold(`${model}:${kind}`, request),
    "alertgroup.abandon": (request: AlertGroupRequest) => fold(`${model}:${kind}`, request),
    "alertgroup.read": () => groups.get(`${model}:${kind}`) ?? noAlerts,
    "guard.read": () => guard,
    "guard.ask": (request: GuardRequest) => askGuard(request),
    "guard.report": (request: GuardRequest) => askGuard(request),
    "measurements.read": () => ({ windows: [], versions: world.versions }),
    "paused.read": () => paused,
    "paused.add": notePaused,
    "paused.remove": notePaused,
    "reviews.open": () => {
      whenAsked();
      return { kind: "opened" };
    },
    "reviews.answer": ({ now }: { now: number }) => ({
      kind: "accepted",
      outcome: { kind: "approved", by: "eve", at: now },
    }),
    "reviews.expire": () => ({ kind: "expired" }),
  });
  function fold(key: string, request: AlertGroupRequest) {
    const step = reduceAlertGroup(groups.get(key) ?? noAlerts, request);
    groups.set(key, step.state);
    return step.answer;
  }
  function notePaused(request: PausedRequest) {
    paused = reducePaused(paused, request).state;
    return paused;
  }
  function askGuard(request: GuardRequest) {
    const step = reduceGuard(guard, request);
    guard = step.state;
    return step.answer;
  }
  return world;
}
