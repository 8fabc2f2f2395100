import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "mocha";
import type { ModelDefinitionInput } from "../../../../functions/core/catalogue/model-definition.ts";
import type { Incident } from "../../../../functions/core/incident.ts";
import { hour, minute } from "../../../../functions/core/instant.ts";
import { trainingJobName } from "../../../../functions/core/names.ts";
import { checkModels } from "../../../../local/platform/check-models.ts";
import { type Platform, startPlatform } from "../../../../local/platform/start-platform.ts";
import { makePassingFolder } from "../../passing-folder.ts";

const dusk = Date.parse("2026-03-02T22:00:00Z");

/** A model whose candidates ask a person, for an hour: its lifecycle is stuck after seven, its arrival after fifteen. */
const askingModel = (id: string): ModelDefinitionInput => ({
  registeredModel: `ml.films.${id}`,
  owner: `the owner of ${id}`,
  input: { path: id, format: "csv", gather: { mode: "atOnce" }, minRows: 2 },
  training: { program: "/Shared/train.py", maxRunMinutes: 60, maxAttempts: 1 },
  metrics: { rmse: { better: "lower", role: "target", max: 100 } },
  review: { hours: 1, reminderHours: 0.5 },
});

describe("the watchdog on the host", function () {
  this.timeout(120_000);
  const told: { incident: Incident; kind: string }[] = [];
  let asked: Incident | null = null;
  let looks = 0;
  let platform: Platform;
  before(async () => {
    const folder = makePassingFolder("watchdog");
    platform = await startPlatform({
      state: join(folder, ".nightshift"),
      catalogue: checkModels(
        { halted: askingModel("halted"), held: askingModel("held") },
        "the test",
      ),
      programs: folder,
      port: 0,
      clock: { kind: "virtual", start: dusk, seed: 1 },
      onHostEvent(event) {
        if (event.kind === "invocationStarted" && event.name === "onWatchdog") looks++;
        if (!("name" in event) || event.name !== "recordIncident") return;
        if (event.kind === "invocationStarted") asked = event.input as Incident;
        if (event.kind !== "invocationEnded" || asked === null) return;
        told.push({ incident: asked, kind: (event.output as { kind: string }).kind });
      },
      onWorkspaceEvent: () => {},
    });
    writeFileSync(join(folder, "rows.csv"), "id,gross\n1,2\n2,3\n3,5\n");
    for (const model of ["halted", "held"]) {
      platform.workspace.script(trainingJobName(model), {
        kind: "succeeds",
        metrics: { rmse: 10 },
        sampleSize: 1000,
        takesSeconds: 600,
      });
      await platform.drop(model, join(folder, "rows.csv"));
    }
    await platform.app.hold({ model: "held", by: "ana" });
    await platform.runTo(dusk + 30 * minute);
  });
  after(async () => {
    await platform.stop();
  });

  it("opens one incident about an orchestration that somebody halted, and none about one that waits and moves", async () => {
    const [review] = await platform.app.reviews();
    assert.equal(review?.model, "halted");
    const { lifecycle } = await statusOf("halted");
    assert.ok(lifecycle);
    await halt(lifecycle.instance);
    // It may be silent for seven hours from now.
    await platform.runTo(dusk + 7.5 * hour);
    assert.deepEqual(stuck(), []);
    await platform.runTo(dusk + 8 * hour);
    const [first, ...again] = stuck();
    assert.equal(first?.kind, "created");
    assert.equal(first?.incident.owner, "the owner of halted");
    const values = first?.incident.numbers.map(({ value }) => value) ?? [];
    assert.equal(values[0], `${lifecycle.instance}, Suspended`);
    assert.match(values[1] ?? "", /^450 minutes \(its limit: 420\)$/);
    assert.ok(again.every(({ kind }) => kind === "exists"));

    await platform.runTo(dusk + 14 * hour);
    const all = stuck();
    assert.ok(all.length > 10, "it looks again every half hour");
    assert.equal(all.filter(({ kind }) => kind === "created").length, 1);
    assert.equal(new Set(all.map(({ incident }) => incident.id)).size, 1);
    assert.ok(looks >= 14 * 2);
    assert.equal((await statusOf("held")).lifecycle?.step, "held");
    assert.equal((await statusOf("halted")).champion, null);
  });

  /** What the watchdog told, in order. */
  function stuck() {
    return told.filter(({ incident }) => /makes no progress/.test(incident.what));
  }

  async function statusOf(model: string) {
    const { models } = await platform.app.status();
    const found = models.find((each) => each.model === model);
    assert.ok(found);
    return found;
  }

  /** Suspends an orchestration, as a person can with the management API. */
  async function halt(instance: string): Promise<void> {
    const path = `/runtime/webhooks/durabletask/instances/${encodeURIComponent(instance)}`;
    const answer = await fetch(`${platform.address.url}${path}/suspend?reason=test`, {
      method: "POST",
    });
    assert.equal(answer.status, 202);
  }
});
