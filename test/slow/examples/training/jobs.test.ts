import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import * as z from "zod/mini";
import { readRun } from "../../../examples/training/logged-run.ts";
import { type AzuriteBronze, startAzuriteBronze } from "./azurite-bronze.ts";
import { startTrainingHouse, type TrainingHouse } from "./training-house.ts";

const outcome = z.object({ runId: z.string(), version: z.string() });

describe("the example trainings as jobs", () => {
  const forecast = "main.forecasts.revenue";
  const detector = "main.operations.delay_anomaly";
  let bronze: AzuriteBronze;
  let house: TrainingHouse;
  before(async () => {
    bronze = await startAzuriteBronze();
    house = await startTrainingHouse([forecast, detector]);
  });
  after(async () => {
    await house.stop();
    await bronze.stop();
  });

  it("read bronze over HTTP, compare with the champion and register the next version", async () => {
    const first = await house.run("revenue.ts", told(forecast, "films-1995-2003.csv", ""));
    assert.equal(first.code, "SUCCESS", first.output);
    const second = await house.run("revenue.ts", told(forecast, "films-1995-2006.csv", "1"));
    const { runId, version } = outcome.parse(JSON.parse(second.output));
    assert.equal(version, "2");
    const { metrics, tags } = await readRun(house.workspace, runId);
    assert.ok((metrics.rmse ?? 1) < (metrics["champion.rmse"] ?? 0));
    assert.match(tags["nightshift.job_run_id"] ?? "", /^\d+$/);
    const third = told(detector, "flights-2001-01-01.parquet", "");
    assert.equal((await house.run("delay-anomaly.ts", third)).code, "SUCCESS");
  });

  it("fail with a reason and leave no version where they cannot do what they are asked", async () => {
    const reasons: [Record<string, string>, RegExp][] = [
      [
        told(forecast, "films-broken.csv", ""),
        /^Error: Data night\/films-broken\.csv: 0 rows to train on/,
      ],
      [told(forecast, "gone.csv", ""), /^Error: Bronze file night\/gone\.csv/],
      [told(forecast, "films-1995-2003.csv", "99"), /^MlflowError: .*version 99 does not exist/],
      [
        { ...told(forecast, "films-1995-2003.csv", ""), instance: "" },
        /^Error: Job parameters: --instance/,
      ],
    ];
    for (const [parameters, reason] of reasons) {
      const { code, output } = await house.run("revenue.ts", parameters);
      assert.equal(code, "RUN_EXECUTION_ERROR");
      assert.match(output, reason);
    }
  });

  const told = (registered_model: string, file: string, champion_version: string) => ({
    ...{ model: "any", registered_model, experiment: "/Shared/any", bronze: bronze.url },
    ...{ data: JSON.stringify([`night/${file}`]), instance: "lifecycle:x", attempt: "1" },
    ...{ champion_version, plan: "{}" },
  });
});
