import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { newGuard } from "../../../functions/core/guard/guard-state.ts";
import { alertOf, boldModel, dusk, openWorld } from "./response-world.ts";

describe("pauseCompute", () => {
  it("pauses compute, remembers its state first, and shows the undo", async () => {
    const world = openWorld({ guard: newGuard });
    world.compute = [{ kind: "cluster", id: "c1", name: "playground", state: "RUNNING" }];
    const budget = alertOf({ kind: "budget", model: null, version: null, azureSeverity: null });
    const played = await world.respond([budget]);
    assert.deepEqual(world.orders, ["stop cluster c1"]);
    assert.deepEqual(
      world.paused(),
      world.compute.map((item) => ({ ...item, by: "all" })),
    );
    assert.ok(played.steps.indexOf("paused.add") < played.steps.indexOf("stopCompute"));
    assert.equal(world.incidents[0]?.undo, "nightshift resume");
    assert.match(world.incidents[0]?.ifIgnored ?? "", /also lifts the hold on all models/);
    assert.equal(world.guard().grant, null);
  });

  it("pauses on one model's own budget, whose champion the guard knows", async () => {
    const world = openWorld();
    world.compute = [{ kind: "cluster", id: "c1", name: "playground", state: "RUNNING" }];
    const played = await world.respond([
      alertOf({ kind: "budget", version: null, azureSeverity: null }),
    ]);
    assert.deepEqual(world.orders, ["stop cluster c1"]);
    assert.deepEqual(played.inputs.readChampion, [{ registeredModel: "ml.films.revenue" }]);
  });

  const c1 = { kind: "cluster", id: "c1", name: "playground", state: "RUNNING" } as const;
  const c2 = { ...c1, id: "c2", name: "notebooks" };
  const overrun = alertOf({ kind: "budget", model: null, version: null, azureSeverity: null });
  const denied = () => ({ kind: "refused", reason: "answered 403. Check its leave." }) as const;

  it("pauses the others where one may not be stopped, records only those, and tells at once", async () => {
    const world = openWorld({ guard: newGuard });
    world.compute = [c1, c2];
    world.stops.set("c1", denied);
    const played = await world.respond([overrun]);
    assert.deepEqual(world.orders, ["stop cluster c1", "stop cluster c2"]);
    assert.deepEqual(world.paused(), [{ ...c2, by: "all" }]);
    assert.equal(played.endedAt, dusk);
    const [card] = world.incidents;
    assert.match(card?.what ?? "", /1 piece\(s\) of compute were paused, 1 could not be/);
    assert.deepEqual(card?.numbers[0], {
      name: "not paused",
      value: "cluster playground: answered 403. Check its leave.",
    });
  });

  it("tells a person where nothing could be paused, and records nothing as paused", async () => {
    const world = openWorld({ guard: newGuard });
    world.compute = [c1];
    world.stops.set("c1", denied);
    await world.respond([overrun]);
    assert.deepEqual(world.paused(), []);
    assert.match(world.incidents[0]?.what ?? "", /no pause: a person must look/);
    assert.match(world.incidents[0]?.numbers[0]?.value ?? "", /playground \(c1\): answered 403/);
  });

  it("asks again for ten minutes what does not answer, after it has paused the others", async () => {
    const world = openWorld({ guard: newGuard });
    world.compute = [c1, c2];
    let asked = 0;
    world.stops.set("c1", () => {
      asked++;
      return asked < 3 ? { kind: "notYet", reason: "no answer" } : { kind: "done" };
    });
    await world.respond([overrun]);
    const [first, second, ...rest] = world.orders;
    assert.deepEqual([first, second], ["stop cluster c1", "stop cluster c2"]);
    assert.deepEqual(rest, ["stop cluster c1", "stop cluster c1"]);
    assert.equal(world.paused().length, 2);
  });

  it("pauses nothing while any one model is on hold, and does so once none is", async () => {
    const world = openWorld({ guard: newGuard });
    world.compute = [c1];
    world.holds = [null, null, { by: "eve", reason: "release", since: dusk }];
    const raise = [{ name: "lifted", at: "2026-03-01T22:30:00.000Z", data: {} }];
    const played = await world.respond([overrun], { raise });
    assert.match(world.incidents[0]?.what ?? "", /a hold keeps the pause back/);
    assert.equal(world.incidents[0]?.numbers[0]?.value, "eve: films is held: release");
    assert.deepEqual(world.orders, ["stop cluster c1"]);
    assert.equal(played.endedAt, "2026-03-01T22:30:00.000Z");
  });

  it("asks as the most cautious model wants for a pause on one model's budget, too", async () => {
    const world = openWorld({ guard: newGuard });
    world.compute = [c1];
    world.commonRules = { ...boldModel, autonomy: { ...boldModel.autonomy, pause: "observe" } };
    await world.respond([{ ...overrun, model: "films" }]);
    assert.deepEqual(world.orders, []);
  });

  it("leaves alone what its owner stopped while a person was asked", async () => {
    const world = openWorld({ guard: newGuard });
    const looks = [[c1, c2], [c2]];
    Object.defineProperty(world, "compute", { get: () => looks.shift() ?? [] });
    await world.respond([overrun]);
    assert.deepEqual(world.orders, ["stop cluster c2"]);
    assert.deepEqual(world.paused(), [{ ...c2, by: "all" }]);
  });

  it("says whose pause it was, and its undo, where all that may be paused is paused already", async () => {
    const world = openWorld({ guard: newGuard });
    world.compute = [c1];
    await world.respond([{ ...overrun, model: "films" }]);
    world.compute = [];
    await world.respond([overrun]);
    const why = world.incidents[1]?.numbers[0]?.value ?? "";
    assert.match(why, /paused already: cluster playground \(c1\) for films/);
    assert.match(why, /Undo: nightshift resume films\./);
  });
});
