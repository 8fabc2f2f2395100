import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { modelDefinition } from "../../../functions/core/catalogue/model-definition.ts";
import { newGuard } from "../../../functions/core/guard/guard-state.ts";
import type { Played } from "../play.ts";
import { alertOf, boldModel, dusk, openWorld } from "./response-world.ts";

const resolved = { condition: "resolved", at: Date.parse("2026-03-01T22:10:00.000Z") } as const;

describe("response", () => {
  it("rolls a degraded champion back, tells how to undo it, and watches", async () => {
    const world = openWorld();
    const played = await world.respond([alertOf()]);
    assert.deepEqual(world.moves, ["champion 7"]);
    assert.equal(world.guard().champion, "7");
    assert.deepEqual(world.guard().rolledBack, ["8"]);
    const [card, late] = world.incidents;
    assert.equal(card?.undo, "nightshift restore films 8");
    assert.equal(card?.severity, "critical");
    assert.match(late?.what ?? "", /still fires 45 minutes after the rollback/);
    assert.equal(late?.undo, card?.undo);
    assert.deepEqual(endOf(played), { kind: "acted", action: "rollback", watch: "stillFiring" });
    assert.deepEqual(verdicts(world), ["critical", "intended", "rolledBack", "stillFiring"]);
  });

  it("records first and moves the alias after that", async () => {
    const { steps } = await openWorld().respond([alertOf()]);
    const move = steps.indexOf("moveAlias");
    assert.ok(steps.slice(0, move).filter((step) => step === "recordDecision").length >= 2);
    assert.equal(steps.slice(0, move).includes("recordIncident"), false);
  });

  it("tells recovery and closes the incident that it opened", async () => {
    const world = openWorld();
    await world.respond([alertOf()]);
    const [incident] = world.incidents;
    const played = await world.respond([alertOf(resolved)], { start: "2026-03-01T22:10:00.000Z" });
    assert.deepEqual(endOf(played), { kind: "folded" });
    const closing = world.cards.find(({ closes }) => closes !== undefined);
    const cards = world.incidents.map(({ id }) => `nightshift:films:${id}`);
    assert.equal(cards.length, 2);
    assert.equal(cards[0], `nightshift:films:${incident?.id}`);
    assert.ok(
      cards.every((card) => closing?.closes?.includes(card)),
      "the card after 45 minutes, too",
    );
    assert.match(closing?.title ?? "", /recovered/);
  });

  it("hands drift to the lifecycle with the newest data, and touches no alias", async () => {
    const world = openWorld();
    const drift = alertOf({ kind: "data-drift", azureSeverity: 2, subject: "budget" });
    const played = await world.respond([drift]);
    assert.equal(world.arrivals.length, 1);
    assert.deepEqual(world.moves, []);
    assert.equal(
      world.incidents[0]?.undo,
      "nightshift hold films; once promoted: nightshift restore films 8",
    );
    assert.equal((endOf(played) as { action: string }).action, "retrain");
  });

  it("refuses a retrain beyond the day's cap, and tells a person", async () => {
    const endedAt = Date.parse(dusk) - 4 * 3_600_000;
    const actions = Array.from({ length: 4 }, (_, at) => ({
      action: "retrain" as const,
      instance: `lifecycle:films:${at}`,
      endedAt,
      outcome: "done" as const,
    }));
    const world = openWorld({ guard: { ...newGuard, champion: "8", sight: "seen", actions } });
    const played = await world.respond([alertOf({ kind: "data-drift", azureSeverity: 2 })]);
    assert.equal(world.arrivals.length, 0);
    assert.equal((endOf(played) as { kind: string }).kind, "unanswered");
    assert.match(world.incidents[0]?.numbers[0]?.value ?? "", /4 retrains a day are allowed/);
  });

  it("starts no second retrain where drift grows worse while one runs", async () => {
    const grant = {
      action: "retrain" as const,
      instance: "lifecycle:films:1",
      grantedAt: Date.parse(dusk),
      expiresAt: Date.parse("2026-03-02T02:00:00.000Z"),
      from: "8",
      to: null,
    };
    const world = openWorld({ guard: { ...newGuard, champion: "8", sight: "seen", grant } });
    const played = await world.respond([alertOf({ kind: "data-drift", azureSeverity: 2 })]);
    assert.deepEqual(endOf(played), { kind: "recorded" });
    assert.equal(world.arrivals.length, 0);
  });

  it("shows the failed task and its error where a pipeline failed", async () => {
    const world = openWorld();
    await world.respond([alertOf({ kind: "pipeline-failure", version: null })]);
    const numbers = world.incidents[0]?.numbers ?? [];
    assert.deepEqual(numbers[0], {
      name: "failed task",
      value: "load of job refresh-films, run 1001",
    });
    assert.equal(numbers[1]?.value, "FileNotFoundError: box-office.csv");
  });

  it("shows the command that replays the dead letters which an alert is about", async () => {
    const world = openWorld();
    const about = { kind: "pipeline-failure", model: null, version: null, excess: null } as const;
    await world.respond([alertOf({ ...about, subject: "bronze-arrivals" })]);
    await world.respond([alertOf({ ...about, id: "bbbbbbbbbbbb", subject: "my; queue" })], {
      start: "2026-03-02T22:00:00.000Z",
    });
    assert.deepEqual(
      world.incidents.map(({ done }) => done),
      [
        "Told you. After the fix: nightshift dead-letters bronze-arrivals --replay",
        "Told you. The playbook asks for nothing else.",
      ],
    );
  });

  it("only says what it would have done where autonomy is observe", async () => {
    const autonomy = { ...boldModel.autonomy, rollback: "observe" as const };
    const world = openWorld({ definition: modelDefinition.parse({ ...boldModel, autonomy }) });
    await world.respond([alertOf()]);
    assert.deepEqual(world.moves, []);
    assert.match(world.incidents[0]?.what ?? "", /no rollback: a person must look/);
  });

  it("asks a person for the second rollback in the window, and reads silence as no", async () => {
    const first = openWorld();
    await first.respond([alertOf()]);
    const predecessors = [{ version: "6", replacedAt: 0, by: "promote" as const }];
    const second = openWorld({ guard: { ...first.guard(), champion: "8", predecessors } });
    second.statuses["6"] = "READY";
    const played = await second.respond([alertOf({ id: "bbbbbbbbbbbb" })], {
      start: "2026-03-01T23:00:00.000Z",
    });
    assert.deepEqual(second.moves, []);
    assert.ok(played.steps.includes("reviews.open"));
    assert.equal((endOf(played) as { reason: string }).reason, "Nobody answered in time.");
  });

  const hold = { by: "eve", reason: "release", since: dusk };
  const lift = { name: "lifted", at: "2026-03-01T22:30:00.000Z", data: {} };

  it("waits a hold out, tells what waits, and then acts where the alert still fires", async () => {
    const world = openWorld();
    world.holds = [hold, hold];
    await world.respond([alertOf()], { raise: [lift] });
    assert.match(world.incidents[0]?.what ?? "", /a hold keeps the rollback back/);
    assert.match(world.incidents[1]?.what ?? "", /was rolled back to version 7/);
    assert.deepEqual(world.moves, ["champion 7"]);
  });

  it("does nothing after a hold where the alert has cleared meanwhile", async () => {
    const world = openWorld();
    world.holds = [hold, hold];
    const clear = () => world.fold([alertOf(resolved)]);
    const played = await world.respond([alertOf()], { raise: [lift] }, { whenHeld: clear });
    assert.deepEqual(endOf(played), { kind: "cleared" });
    assert.deepEqual(world.moves, []);
  });

  it("leaves it to the response of a worse alert that came under the same hold", async () => {
    const world = openWorld();
    world.holds = [hold, hold];
    const drift = { kind: "data-drift", azureSeverity: 2 } as const;
    const worse = () => world.fold([alertOf({ ...drift, excess: 3, id: "bbbbbbbbbbbb" })]);
    const mild = [alertOf({ ...drift, excess: 1.1 })];
    const played = await world.respond(mild, { raise: [lift] }, { whenHeld: worse });
    assert.deepEqual(endOf(played), { kind: "superseded" });
    assert.equal(world.arrivals.length, 0);
  });

  it("does nothing once a person allows what has cleared meanwhile", async () => {
    const autonomy = { ...boldModel.autonomy, rollback: "propose" as const };
    const world = openWorld({ definition: modelDefinition.parse({ ...boldModel, autonomy }) });
    const clear = () => world.fold([alertOf(resolved)]);
    const data = { answer: "approve", digest: "d", by: "eve" };
    const played = await world.respond(
      [alertOf()],
      { raise: [{ name: "approval", at: "2026-03-01T22:30:00.000Z", data }] },
      { whenAsked: clear },
    );
    assert.deepEqual(endOf(played), { kind: "cleared" });
    assert.deepEqual(world.moves, []);
    assert.equal(world.guard().grant, null, "the leave is given back");
  });
});

describe("response to alerts that come as they should not", () => {
  const late = { start: "2026-03-01T22:20:00.000Z" };

  it("does nothing for a firing that was resolved before it arrived", async () => {
    const world = openWorld();
    await world.respond([alertOf(resolved)]);
    const played = await world.respond([alertOf()], late);
    assert.deepEqual(endOf(played), { kind: "folded" });
    assert.deepEqual(fatesOf(played), { stale: 1 });
    assert.deepEqual(world.moves, []);
  });

  it("answers a duplicate once", async () => {
    const world = openWorld();
    await world.respond([alertOf()]);
    await world.respond([alertOf()], late);
    assert.deepEqual(world.moves, ["champion 7"]);
    const drift = alertOf({ kind: "data-drift", id: "eeeeeeeeeeee" });
    await world.respond([drift]);
    assert.deepEqual(fatesOf(await world.respond([drift], late)), { duplicate: 1 });
    assert.equal(world.arrivals.length, 1);
  });

  it("records an alert about a version that is not champion, and keeps its group free", async () => {
    const world = openWorld();
    const played = await world.respond([alertOf({ version: "3", id: "cccccccccccc" })]);
    assert.deepEqual(fatesOf(played), { aside: 1 });
    assert.deepEqual(verdicts(world), ["noted"]);
    await world.respond([alertOf()], late);
    assert.deepEqual(world.moves, ["champion 7"]);
  });

  it("only records a value within its limit: it contradicts its alert", async () => {
    const world = openWorld();
    const played = await world.respond([alertOf({ excess: 0.8 })]);
    assert.deepEqual(endOf(played), { kind: "recorded" });
    assert.deepEqual(world.moves, []);
  });

  it("answers the worse of a warning and a critical alert that comes after it", async () => {
    const world = openWorld();
    await world.respond([alertOf({ excess: 1.1, id: "dddddddddddd" })]);
    assert.deepEqual(world.moves, []);
    await world.respond([alertOf()], late);
    assert.deepEqual(world.moves, ["champion 7"]);
  });

  it("tells of each pipeline that fails, and once of each", async () => {
    const world = openWorld();
    const failure = { kind: "pipeline-failure", version: null } as const;
    const [a, b, c] = ["load", "join", "load"].map((subject, index) =>
      alertOf({ ...failure, subject, id: `${index}`.repeat(12) }),
    );
    assert.ok(a && b && c);
    await world.respond([a]);
    assert.deepEqual(fatesOf(await world.respond([b, c], late)), { another: 1, folded: 1 });
    assert.deepEqual(
      world.incidents.map(({ what }) => what),
      ["Pipeline failure (load)", "Pipeline failure (join)"],
    );
  });

  it("wakes a person for a model that degrades and has no champion", async () => {
    const world = openWorld({ guard: { ...newGuard, sight: "seen" } });
    world.champion = null;
    await world.respond([alertOf({ version: null })]);
    assert.match(world.incidents[0]?.what ?? "", /no rollback: a person must look/);
  });

  it("wakes a person for an alert that fired more than a day ago, and does nothing else", async () => {
    const world = openWorld();
    await world.respond([alertOf({ at: Date.parse(dusk) - 25 * 3_600_000 })]);
    assert.deepEqual(world.moves, []);
    const [why] = world.incidents[0]?.numbers ?? [];
    assert.match(
      why?.value ?? "",
      /^It fired at 2026-02-28T21:00:00\.000Z, more than a day ago\.$/,
    );
  });

  it("wakes a person for critical drift while a retrain is under way", async () => {
    const grant = { action: "retrain" as const, instance: "lifecycle:films:1", grantedAt: 0 };
    const until = { expiresAt: Date.parse("2026-03-02T22:00:00.000Z"), from: "8", to: null };
    const guard = { ...newGuard, champion: "8", sight: "seen" as const };
    const world = openWorld({ guard: { ...guard, grant: { ...grant, ...until } } });
    await world.respond([alertOf({ kind: "data-drift", excess: 3 })]);
    assert.equal(world.arrivals.length, 0);
    assert.match(world.incidents[0]?.what ?? "", /no retrain: a person must look/);
  });

  it("answers the next alert anew where the response to the last one failed", async () => {
    const world = openWorld();
    Object.defineProperty(world, "newest", {
      get: () => {
        throw new Error("the lake is gone");
      },
      configurable: true,
    });
    const drift = { kind: "data-drift", azureSeverity: 2 } as const;
    await assert.rejects(async () => endOf(await world.respond([alertOf(drift)])));
    assert.match(world.incidents[0]?.what ?? "", /ended by an error/);
    Object.defineProperty(world, "newest", { value: ["films/b.csv"] });
    await world.respond([alertOf({ ...drift, id: "bbbbbbbbbbbb" })], late);
    assert.equal(world.arrivals.length, 1);
  });

  it("answers drift and degradation at once, each once, and rolls back past a running retrain", async () => {
    const retraining = {
      ...newGuard,
      champion: "8",
      sight: "seen" as const,
      predecessors: [{ version: "7", replacedAt: 0, by: "promote" as const }],
      grant: {
        action: "retrain" as const,
        instance: "lifecycle:films:1",
        grantedAt: 0,
        expiresAt: Date.parse("2026-03-02T22:00:00.000Z"),
        from: "8",
        to: null,
      },
    };
    const world = openWorld({ guard: retraining });
    await world.respond([alertOf()]);
    assert.deepEqual(world.moves, ["champion 7"]);
    assert.equal(world.guard().actions[1]?.outcome, "superseded");
  });
});

describe("response to a rollback that must not be", () => {
  const refusals: [string, (world: ReturnType<typeof openWorld>) => void, RegExp][] = [
    ["is not READY", (world) => (world.statuses["7"] = "FAILED_REGISTRATION"), /must be READY/],
    ["is gone", (world) => delete world.statuses["7"], /is gone in the registry/],
  ];
  for (const [what, change, reason] of refusals) {
    it(`is refused where the predecessor ${what}`, async () => {
      const world = openWorld();
      change(world);
      const played = await world.respond([alertOf()]);
      assert.deepEqual(world.moves, []);
      assert.match((endOf(played) as { reason: string }).reason, reason);
      assert.match(world.incidents[0]?.numbers[0]?.value ?? "", reason);
    });
  }

  it("is refused where the predecessor is no better on the bad window", async () => {
    const world = openWorld();
    const measured = { rows: 1000, labelled: 1000 };
    world.versions = [
      { ...measured, version: "8", errorRate: 0.2 },
      { ...measured, version: "7", errorRate: 0.25 },
    ];
    const played = await world.respond([alertOf()]);
    assert.deepEqual(world.moves, []);
    assert.match((endOf(played) as { reason: string }).reason, /no better on the bad window/);
  });

  it("is refused where no predecessor is recorded", async () => {
    const world = openWorld({ guard: { ...newGuard, champion: "8", sight: "seen" } });
    const played = await world.respond([alertOf()]);
    assert.match((endOf(played) as { reason: string }).reason, /No champion before version 8/);
  });

  it("is a conflict where somebody else moves the champion meanwhile, and overwrites nothing", async () => {
    const world = openWorld();
    let reads = 0;
    Object.defineProperty(world, "champion", {
      get: () => (reads++ < 2 ? "8" : "12"),
      set: () => assert.fail("the alias was overwritten"),
    });
    const played = await world.respond([alertOf()]);
    assert.equal((endOf(played) as { kind: string }).kind, "unanswered");
  });
});

function endOf({ outcome }: Played): unknown {
  assert.equal(outcome.kind, "returned", JSON.stringify(outcome));
  return (outcome as unknown as { output: { end: unknown } }).output.end;
}

function fatesOf({ outcome }: Played): unknown {
  return (outcome as unknown as { output: { fates: unknown } }).output.fates;
}

function verdicts({ decisions }: ReturnType<typeof openWorld>): (string | null)[] {
  return decisions.map(({ verdict }) => verdict);
}
