import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { isHeldOut } from "../../../examples/training/holdout.ts";
import type { Movie } from "../../../examples/training/movie.ts";
import { revenueTrainer } from "../../../examples/training/revenue-program.ts";
import { settlePlan } from "../../../examples/training/settle-plan.ts";
import { trainOnBronze } from "../../../examples/training/train-on-bronze.ts";
import type { Plan } from "../../../examples/training/training-program.ts";
import { createNightBronze, type NightBronze } from "../nights/night-bronze.ts";

describe("trainOnBronze", () => {
  let bronze: NightBronze;
  before(async () => {
    bronze = await createNightBronze();
  });
  after(() => bronze.remove());
  const programOf = (plan: Plan) => revenueTrainer.createProgram(settlePlan({}, plan));
  const arrival = (file: string) => ({ bronze: bronze.url, data: [file] });
  const first = () => trainOnBronze(programOf({}), arrival("films-1995-2003.csv"), null);

  it("never fits a row that it holds out, nor one that any other file holds out", async () => {
    const program = programOf({});
    const fitted: string[] = [];
    const scored: string[] = [];
    const watched = {
      ...program,
      fit: (movies: readonly Movie[]) => {
        fitted.push(...movies.map(program.keyOf));
        return program.fit(movies);
      },
      sliceOf: (movie: Movie) => {
        scored.push(movie.key);
        return program.sliceOf(movie);
      },
    };
    await trainOnBronze(watched, arrival("films-1995-2006.csv"), (await first()).kept);
    assert.ok(fitted.length > 1000 && scored.length > 500);
    assert.ok(fitted.every((key) => !isHeldOut(key, program.holdoutShare)));
    assert.ok(scored.every((key) => isHeldOut(key, program.holdoutShare)));
  });

  it("asks about the champion's files as well as the arrival", async () => {
    const champion = (await first()).kept;
    const { kept, metrics } = await trainOnBronze(
      programOf({}),
      arrival("films-2007-2011.csv"),
      champion,
    );
    assert.deepEqual(kept.files, ["films-1995-2003.csv", "films-2007-2011.csv"]);
    assert.ok((metrics.sample_size ?? 0) > 528, "more than the champion's own hold-out");
    assert.ok((metrics.training_rows ?? 0) < 400, "but trains on the arrival alone");
  });

  it("comes to the same digests and metrics each time", async () => {
    assert.deepEqual(await first(), await first());
  });

  it("adds recent films of the champion's files where the plan asks for them", async () => {
    const champion = (await first()).kept;
    const rowsOf = async (plan: Plan) =>
      (await trainOnBronze(programOf(plan), arrival("films-2007-2011.csv"), champion)).metrics
        .training_rows;
    const [plain = 0, some = 0, all = 0] = [
      await rowsOf({}),
      await rowsOf({ recentDays: 3000 }),
      await rowsOf({ recentDays: 3650 }),
    ];
    assert.ok(plain < some && some < all, `${plain}, ${some}, ${all}`);
  });

  it("does what the plan says: feature sets and hyperparameters change the model", async () => {
    const plans: Plan[] = [
      {},
      { featureSet: "announced" },
      { featureSet: "critics" },
      { hyperparameters: { penalty: 1000 } },
      { hyperparameters: { minCategoryRows: 100 } },
      { hyperparameters: { budgetKnots: 0 } },
      { hyperparameters: { halfLifeYears: 2 } },
    ];
    const errors = [];
    for (const plan of plans) {
      const { metrics } = await trainOnBronze(
        programOf(plan),
        arrival("films-1995-2003.csv"),
        null,
      );
      errors.push(metrics.rmse);
    }
    assert.equal(new Set(errors).size, plans.length, String(errors));
  });

  it("says what it found where there is too little to train on", async () => {
    await assert.rejects(
      trainOnBronze(programOf({}), arrival("films-broken.csv"), null),
      /0 rows to train on .*"no worldwide gross":400/,
    );
  });

  it("names a file that is gone", async () => {
    await assert.rejects(
      trainOnBronze(programOf({}), arrival("gone.csv"), null),
      /Bronze file gone.csv/,
    );
  });
});
