import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { modelDefinition } from "../../../functions/core/catalogue/model-definition.ts";
import { findTrainingProgram, planTrainingJob } from "../../../local/platform/plan-training-job.ts";

const definition = modelDefinition.parse({
  registeredModel: "ml.sales.forecast",
  input: { path: "sales" },
  training: {
    program: "/Workspace/x/sales_forecast.py",
    maxRunMinutes: 30,
    parameters: { a: "1" },
  },
  metrics: { rmse: { better: "lower", role: "target" } },
});

describe("findTrainingProgram", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nightshift-"));
    writeFileSync(join(folder, "sales-forecast.ts"), "");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const programs: [program: string, found: boolean][] = [
    ["/Workspace/x/sales_forecast.py", true],
    ["sales-forecast", true],
    ["sales_forecast.ipynb", true],
    ["/Workspace/x/sales.py", false],
  ];
  for (const [program, found] of programs)
    it(`${found ? "finds" : "does not find"} a local program for ${program}`, () =>
      assert.equal(
        findTrainingProgram(program, folder),
        found ? join(folder, "sales-forecast.ts") : null,
      ));

  it("makes a job that runs it with the model's own limits and parameters", () => {
    const job = planTrainingJob("sales", definition, folder);
    assert.equal(job.name, "nightshift-train-sales");
    assert.equal(job.command?.at(-1), join(folder, "sales-forecast.ts"));
    assert.equal(job.timeoutSeconds, 1800);
    assert.equal(job.parameters?.a, "1");
  });

  it("makes a job without a command where there is no program", () => {
    assert.equal(planTrainingJob("sales", definition, join(folder, "none")).command, undefined);
  });
});
