import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import type { ModelDefinitionInput } from "../../../functions/core/catalogue/model-definition.ts";
import { queues } from "../../../functions/core/names.ts";
import { eagerModel, guardedModel, type House, openHouse, seedChampion } from "./house.ts";
import { type MortalHost, startMortalHost } from "./mortal-host.ts";
import {
  announce,
  better,
  conflicting,
  endsOf,
  firstReview,
  incidentsOf,
  led,
  runsOf,
  script,
  until,
  verdictsOf,
} from "./night.ts";

const quiet: ModelDefinitionInput = eagerModel("burst");
quiet.input.gather = { mode: "marker", maxMinutes: 60 };

const models: Record<string, ModelDefinitionInput> = {
  twice: eagerModel("twice"),
  torn: eagerModel("torn"),
  held: eagerModel("held"),
  moved: eagerModel("moved"),
  html: eagerModel("html"),
  gone: eagerModel("gone"),
  guarded: guardedModel("guarded"),
  burst: quiet,
};

describe("a lifecycle on the host", function () {
  this.timeout(180_000);
  let house: House;
  let host: MortalHost;

  before(async () => {
    house = await openHouse(models);
    // Nobody listens there: telling people fails for hours, and holds up nothing below.
    house.settings.NIGHTSHIFT_WEBHOOK_URL = "http://127.0.0.1:9";
    host = await startMortalHost(house, house.stateFile());
    for (const { registeredModel } of Object.values(models)) {
      await seedChampion(house, registeredModel);
    }
  });
  after(async () => {
    await host.end();
    await house.close();
  });

  it("starts once for an arrival that is delivered five times", async () => {
    script(house, "twice", better, better);
    await house.put("twice/a.csv", 20);
    for (let time = 0; time < 5; time++) await announce(host, "twice/a.csv");
    await led(host, "twice");
    for (let time = 0; time < 5; time++) await announce(host, "twice/a.csv");
    await until(host, "five deliveries more", settled);
    assert.equal(runsOf(house, "twice").length, 1);
    assert.deepEqual(await verdictsOf(host, "twice"), ["fit", "promote", "intended", "promoted"]);
  });

  it("starts once for a hundred files of one burst", async () => {
    script(house, "burst", better, better);
    const files = Array.from({ length: 100 }, (_, at) => `burst/part-${at}.csv`);
    for (const file of files) await house.put(file, 20);
    for (const file of files) await announce(host, file);
    await announce(host, "burst/_SUCCESS");
    await led(host, "burst");
    const runs = runsOf(house, "burst");
    assert.equal(runs.length, 1);
    assert.equal(JSON.parse(runs[0]?.parameters.data ?? "[]").length, 100);
  });

  it("asks a person about a conflict, and takes only an answer to what was asked", async () => {
    script(house, "guarded", conflicting);
    await house.put("guarded/a.csv", 20);
    await announce(host, "guarded/a.csv");
    await until(host, "the question", (instances) =>
      instances.find(({ customStatus, instanceId }) =>
        instanceId.startsWith("lifecycle:guarded:") ? isStep(customStatus, "decideAction") : false,
      ),
    );
    const review = await firstReview(host, "guarded");
    const answer = { answer: "approve", by: "ana" };
    const stale = await host.post(`reviews/${review.id}`, { ...answer, digest: "0".repeat(64) });
    assert.equal(stale.status, 409);
    const nameless = await host.post(`reviews/${review.id}`, {
      answer: "approve",
      digest: review.digest,
    });
    assert.equal(nameless.status, 400);
    const approved = await host.post(`reviews/${review.id}`, { ...answer, digest: review.digest });
    assert.deepEqual(approved, { status: 200, body: { outcome: "approved" } });
    await led(host, "guarded");
    const late = await host.post(`reviews/${review.id}`, { ...answer, digest: review.digest });
    assert.equal(late.status, 410);
    assert.equal((await host.post("reviews/none", { ...answer, digest: "d" })).status, 404);
    assert.deepEqual(await endsOf(host, "guarded"), [
      { kind: "promoted", version: "2", replaced: "1" },
    ]);
  });

  it("starts nothing while a hold is in force, and goes on when it is lifted", async () => {
    script(house, "held", better);
    await house.put("held/a.csv", 20);
    const held = await host.post("hold", { model: "held", by: "ana", reason: "release" });
    assert.equal(held.status, 200);
    await announce(host, "held/a.csv");
    await until(host, "an arrival that is held", (instances) =>
      instances.find(({ customStatus }) => isStep(customStatus, "held")),
    );
    assert.equal(runsOf(house, "held").length, 0);
    await host.post("resume", { model: "held", by: "ana" });
    await led(host, "held");
    assert.equal(runsOf(house, "held").length, 1);
    const { decisions } = (await host.api("decisions?model=held")) as {
      decisions: { pattern: string; action: string }[];
    };
    const orders = decisions.filter(({ pattern }) => pattern === "operator");
    assert.deepEqual(
      orders.map(({ action }) => action),
      ["resume", "hold"],
    );
  });

  it("starts one run where the reply to run-now is lost", async () => {
    script(house, "torn", better);
    house.workspace.fault({ on: "jobs.runNow", kind: "reset", when: "after", times: 7 });
    await house.put("torn/a.csv", 20);
    await announce(host, "torn/a.csv");
    await led(host, "torn");
    house.workspace.clearFaults();
    assert.equal(runsOf(house, "torn").length, 1);
  });

  it("never overwrites a champion that somebody else moves while it trains", async () => {
    script(house, "moved", { ...better, takesSeconds: 0.5 });
    await house.put("moved/a.csv", 20);
    await announce(host, "moved/a.csv");
    await until(host, "the run", () =>
      runsOf(house, "moved").length > 0 ? anInstance : undefined,
    );
    await seedChampion(house, "ml.films.moved");
    await led(host, "moved");
    const status = (await host.api("status")) as { models: { model: string; champion: string }[] };
    const champion = status.models.find(({ model }) => model === "moved")?.champion;
    assert.equal(champion, "2");
    assert.equal((await incidentsOf(house, "moved")).length, 1);
  });

  it("rides out a workspace that answers HTML for a while", async () => {
    script(house, "html", better);
    house.workspace.fault({ on: "jobs.get", kind: "html", times: 1 });
    await house.put("html/a.csv", 20);
    await announce(host, "html/a.csv");
    await led(host, "html");
    assert.deepEqual(await endsOf(host, "html"), [
      { kind: "promoted", version: "2", replaced: "1" },
    ]);
  });

  it("keeps a message that is no event as a dead letter, with the reason", async () => {
    await host.send(queues.bronzeArrivals, { no: "event" }, "broken");
    for (;;) {
      const [letter] = await host.deadLetters(queues.bronzeArrivals);
      if (letter !== undefined) {
        assert.match(JSON.stringify(letter), /no Event Grid event/);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });

  it("refuses what it cannot understand, with every mistake and its mend", async () => {
    const orders = [
      { order: {}, paths: ["by"] },
      { order: { by: "", model: "birds" }, paths: ["model", "by"] },
      { order: { by: "ana", modle: "html", reson: "release" }, paths: ["modle", "reson"] },
      { order: "text", paths: ["body"] },
    ];
    for (const { order, paths } of orders) {
      const { status, body } = await host.post("hold", order as object);
      assert.equal(status, 400, JSON.stringify(order));
      const { errors } = body as { errors: { path: string; rule: string; mend: string }[] };
      assert.deepEqual(
        errors.map(({ path }) => path),
        paths,
      );
      assert.ok(errors.every(({ rule, mend }) => !rule.includes("Invalid") && mend !== ""));
    }
    const { error } = (await host.api("decisions?limit=0")) as { error: string };
    assert.match(error, /from 1 to 500/);
  });

  it("names a file that is gone when it is read, and trains nothing", async () => {
    await announce(host, "gone/a.csv");
    await led(host, "gone");
    assert.deepEqual(await verdictsOf(host, "gone"), ["unfit"]);
    assert.equal(runsOf(house, "gone").length, 0);
    assert.equal((await incidentsOf(house, "gone")).length, 1);
  });
});

const anInstance = {
  instanceId: "",
  name: "",
  runtimeStatus: "",
  output: null,
  customStatus: null,
};

function settled(instances: { runtimeStatus: string }[]) {
  const busy = instances.some(({ runtimeStatus }) => runtimeStatus === "Running");
  return busy ? undefined : anInstance;
}

function isStep(customStatus: unknown, step: string): boolean {
  return (customStatus as { step?: string } | null)?.step === step;
}
