import assert from "node:assert/strict";
import { beforeEach, describe, it } from "mocha";
import { createModelActivities } from "../../functions/activities/models.ts";
import { aliases } from "../../functions/core/names.ts";
import { createFakeModels, type FakeModels } from "../fakes/fake-models.ts";

const registeredModel = "ml.films.revenue";

describe("moveAlias", () => {
  let models: FakeModels;

  beforeEach(async () => {
    models = createFakeModels();
    for (const run of ["r1", "r2", "r3"]) models.register(registeredModel, run);
    await models.setAlias(registeredModel, aliases.champion, "1");
  });

  it("moves the champion and reads it back", async () => {
    const moved = await createModelActivities({ models }).moveAlias(move("1", "2"));
    assert.deepEqual(moved, { kind: "moved", champion: "2" });
    assert.equal(await champion(models), "2");
  });

  it("does nothing more where it was moved before a crash", async () => {
    const { moveAlias } = createModelActivities({ models });
    await moveAlias(move("1", "2"));
    assert.deepEqual(await moveAlias(move("1", "2")), { kind: "moved", champion: "2" });
  });

  it("never overwrites a champion that is another than expected", async () => {
    await models.setAlias(registeredModel, aliases.champion, "3");
    const moved = await createModelActivities({ models }).moveAlias(move("1", "2"));
    assert.deepEqual(moved, { kind: "conflict", found: "3" });
    assert.equal(await champion(models), "3");
  });

  it("gives the first champion where there is none", async () => {
    await models.deleteAlias(registeredModel, aliases.champion);
    const moved = await createModelActivities({ models }).moveAlias(move(null, "2"));
    assert.deepEqual(moved, { kind: "moved", champion: "2" });
  });

  it("tells of somebody who moved it just after", async () => {
    const racing = {
      ...models,
      setAlias: () => models.setAlias(registeredModel, aliases.champion, "3"),
    };
    const moved = await createModelActivities({ models: racing }).moveAlias(move("1", "2"));
    assert.deepEqual(moved, { kind: "conflict", found: "3" });
  });
});

function move(from: string | null, to: string) {
  return { registeredModel, from, to };
}

function champion(models: FakeModels): Promise<string | null> {
  return models.getAlias(registeredModel, aliases.champion);
}
