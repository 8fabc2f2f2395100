import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { Incident } from "../../functions/core/incident.ts";
import type { Decision } from "../../functions/core/ledger.ts";
import {
  type AlertGroupState,
  type FoldAlerts,
  noAlerts,
} from "../../functions/core/response/alert-group.ts";
import { foldAlerts } from "../../functions/core/response/fold-alerts.ts";
import type { OrderEnd } from "../../functions/core/response/plan-pause.ts";
import {
  type PausedRecord,
  type PausedRequest,
  type PausedState,
  reducePaused,
} from "../../functions/core/response/reduce-paused.ts";
import { type OrderAnswer, operation } from "../../functions/recipes/operation.ts";
import { type Played, play } from "./play.ts";
import { alertOf } from "./response/response-world.ts";

const start = "2026-03-01T22:00:00.000Z";
const hold = { by: "eve", reason: "release", since: start };
const record = (id: string, by: string): PausedRecord => {
  return { kind: "cluster", id, name: id, state: "RUNNING", by };
};

/** What is held and paused, and what becomes of each order to start an item, in turn; then it is done. */
function openYard(paused: PausedState, starts: Record<string, (OrderEnd | "throws")[]> = {}) {
  const yard = {
    paused,
    held: null as typeof hold | null,
    group: noAlerts as AlertGroupState,
    incidents: [] as Incident[],
    async resume(model: string): Promise<Played & { answer: OrderAnswer }> {
      const input = { kind: "resume", model, by: "ana", reason: "done" };
      const played = await play(operation, { input, start, answers });
      assert.equal(played.outcome.kind, "returned");
      const { output } = played.outcome as { output: unknown };
      return { ...played, answer: output as OrderAnswer };
    },
  };
  const answers = {
    "hold.read": () => yard.held,
    "hold.lift": () => null,
    "hold.hold": ({ by, reason }: { by: string; reason: string }) => ({ by, reason, since: start }),
    "paused.read": () => yard.paused,
    "paused.remove": (request: PausedRequest) => {
      yard.paused = reducePaused(yard.paused, request).state;
      return yard.paused;
    },
    "alertgroup.read": () => yard.group,
    "alertgroup.fold": (request: FoldAlerts) => {
      const step = foldAlerts(yard.group, request);
      yard.group = step.state;
      return step.answer;
    },
    startCompute({ id }: { id: string }) {
      const end = starts[id]?.shift() ?? { kind: "done" };
      if (end === "throws") throw new Error("no answer");
      return end;
    },
    recordDecision: () => ({ sequence: 1, hash: "h" }),
    recordIncident: (incident: Incident) => {
      yard.incidents.push(incident);
      return { kind: "created", id: incident.id };
    },
    listNotifiers: () => [],
  };
  return Object.assign(yard, { answers });
}

describe("operation", () => {
  it("holds a model, and records who ordered it and why", async () => {
    const input = { kind: "hold", model: "films", by: "ana", reason: "release" };
    const played = await play(operation, { input, start, answers: openYard([]).answers });
    assert.deepEqual(played.steps, ["hold.hold", "recordDecision"]);
    const [decision] = played.inputs.recordDecision as Decision[];
    assert.equal(decision?.pattern, "operator");
    assert.deepEqual(decision?.reasons, ["ana: release"]);
    const { output } = played.outcome as { output: OrderAnswer };
    assert.deepEqual(output.hold, { by: "ana", reason: "release", since: start });
  });

  it("lifts the hold, and answers which it was", async () => {
    const yard = openYard([]);
    yard.held = hold;
    const { answer, steps } = await yard.resume("all");
    assert.deepEqual([answer.hold, answer.lifted], [null, hold]);
    assert.deepEqual(steps.slice(1), ["paused.read", "hold.lift", "recordDecision"]);
  });

  it("changes and writes nothing where nothing is held or paused", async () => {
    const { answer, steps } = await openYard([record("c1", "films")]).resume("all");
    assert.deepEqual(steps, ["hold.read", "paused.read"]);
    assert.deepEqual([answer.lifted, answer.compute.started], [null, []]);
  });

  it("starts exactly what was paused for the model, and forgets it", async () => {
    const yard = openYard([record("c1", "films"), record("c2", "all")]);
    const { answer, inputs } = await yard.resume("films");
    assert.deepEqual(inputs.startCompute, [{ kind: "cluster", id: "c1" }]);
    assert.deepEqual(answer.compute.started, ["cluster c1"]);
    assert.deepEqual(yard.paused, [record("c2", "all")]);
  });

  it("starts the others where one may not be started, keeps that one, and tells a person at once", async () => {
    const refused = { kind: "refused", reason: "answered 403." } as const;
    const yard = openYard([record("c1", "all"), record("c2", "all")], { c1: [refused] });
    const played = await yard.resume("all");
    assert.deepEqual(played.answer.compute.started, ["cluster c2"]);
    assert.deepEqual(yard.paused, [record("c1", "all")]);
    assert.match(yard.incidents[0]?.undo ?? "", /again: nightshift resume$/);
    assert.equal(played.endedAt, start);
  });

  it("answers after the first round, waits for what still ends, and forgets it only once it runs", async () => {
    const ending = { kind: "notYet", reason: "It is TERMINATING." } as const;
    const yard = openYard([record("c1", "all"), record("c2", "all")], { c1: [ending, ending] });
    const { statuses, answer, inputs } = await yard.resume("all");
    const [first] = statuses as { answer: OrderAnswer }[];
    assert.deepEqual(first?.answer.compute.waiting, ["cluster c1: It is TERMINATING."]);
    assert.deepEqual(first?.answer.compute.started, ["cluster c2"]);
    assert.equal(inputs.startCompute?.length, 4);
    assert.deepEqual(answer.compute.started, ["cluster c2", "cluster c1"]);
    assert.deepEqual([yard.paused, yard.incidents], [[], []]);
  });

  it("tells a person after half an hour what does not start, and keeps it recorded", async () => {
    const yard = openYard([record("c1", "all")], { c1: Array(200).fill("throws") });
    const { answer, endedAt } = await yard.resume("all");
    assert.equal(answer.compute.waiting.length, 1);
    assert.deepEqual(yard.paused, [record("c1", "all")]);
    assert.equal(yard.incidents.length, 1);
    assert.ok(endedAt < "2026-03-01T22:50:00.000Z", endedAt);
  });

  it("ends the budget's group, so that the next overrun is answered again", async () => {
    const yard = openYard([record("c1", "films")]);
    const at = Date.parse(start);
    const about = { kind: "budget", version: null, azureSeverity: null } as const;
    const fold = (id: string, later: number) => {
      const alerts = [alertOf({ ...about, id, at: at + later })];
      const step = foldAlerts(yard.group, { alerts, instance: id, now: at + later });
      yard.group = step.state;
      return step.answer.fates[0]?.fate;
    };
    assert.equal(fold("one", -60_000), "opened");
    assert.equal(fold("two", -30_000), "folded");
    await yard.resume("films");
    assert.equal(fold("one", 600_000), "opened");
  });
});
