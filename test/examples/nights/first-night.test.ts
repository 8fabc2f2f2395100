import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "mocha";
import { parse } from "yaml";
import { makeNightFiles } from "../../../examples/nights/slices.ts";
import { delayTrainer } from "../../../examples/training/delay-program.ts";
import { revenueTrainer } from "../../../examples/training/revenue-program.ts";
import { settlePlan } from "../../../examples/training/settle-plan.ts";
import { trainOnBronze } from "../../../examples/training/train-on-bronze.ts";
import type { KeptModel, Trainer } from "../../../examples/training/training-program.ts";
import type { ModelDefinition } from "../../../functions/core/catalogue/model-definition.ts";
import { parseCatalogue } from "../../../functions/core/catalogue/parse-catalogue.ts";
import { judgeCandidate } from "../../../functions/core/lifecycle/judge-candidate.ts";
import { parseEvidence } from "../../../functions/core/lifecycle/parse-evidence.ts";
import type { Verdict } from "../../../functions/core/lifecycle/verdict.ts";
import { parseRehearsal } from "../../../local/rehearsal/parse-rehearsal.ts";
import { createNightBronze, type NightBronze } from "./night-bronze.ts";

type MovieModel = ReturnType<typeof revenueTrainer.parseKept>["fitted"];

interface Judged<Fitted> {
  verdict: Verdict;
  kept: KeptModel<Fitted>;
}

const nights = new URL("../../../examples/nights/", import.meta.url);
const readNight = (name: string) => readFileSync(new URL(name, nights), "utf8");

describe("first-night.yaml", () => {
  const parsed = parseRehearsal(readNight("first-night.yaml"));

  it("is a rehearsal without mistakes", () => {
    assert.equal(parsed.kind, "rehearsal", JSON.stringify(parsed, null, 2));
  });

  it("drops only files that are made", async () => {
    const made = (await makeNightFiles()).map(({ name }) => `data/${name}`);
    const steps = parsed.kind === "rehearsal" ? parsed.rehearsal.steps : [];
    const dropped = steps.flatMap(({ action }) =>
      action.kind === "drop" ? [action.body.file] : [],
    );
    assert.equal(dropped.length, 8);
    assert.deepEqual(
      dropped.filter((file) => !made.includes(file)),
      [],
    );
  });
});

describe("models.yaml", () => {
  let bronze: NightBronze;
  let first: Judged<MovieModel>;
  let second: Judged<MovieModel>;
  before(async () => {
    bronze = await createNightBronze();
    first = await judgeForecast("films-1995-2003.csv", null);
    second = await judgeForecast("films-1995-2006.csv", first.kept);
  });
  after(() => bronze.remove());

  it("promotes the first forecast by its bounds", () => {
    assert.deepEqual(kindOf(first.verdict), ["promote", "firstModel"]);
  });

  it("promotes a forecast from three more years because it is better", () => {
    assert.deepEqual(kindOf(second.verdict), ["promote", "better"]);
    assert.equal(second.verdict.grade, "strong");
    assertInReadme(second.verdict);
  });

  it("rejects a forecast that was trained on the newest films alone", async () => {
    const { verdict } = await judgeForecast("films-2007-2011.csv", second.kept);
    assert.deepEqual(kindOf(verdict), ["reject", "harm"]);
    assertInReadme(verdict);
  });

  it("asks a person where errors shrink but flops are forecast as hits more often", async () => {
    const { verdict } = await judgeForecast("films-reviewed-1990-2011.csv", second.kept);
    assert.deepEqual(kindOf(verdict), ["review", "conflict"]);
    assertInReadme(verdict);
    const findings = verdict.comparison.map(({ metric, finding }) => `${metric} ${finding}`);
    assert.ok(findings.includes("rmse better") && findings.includes("over_forecast unproven"));
  });

  it("promotes the first detector, and keeps it where another day proves nothing", async () => {
    const first = await judge("delay-anomaly", delayTrainer, "flights-2001-01-01.parquet", null);
    assert.deepEqual(kindOf(first.verdict), ["promote", "firstModel"]);
    const second = await judge(
      "delay-anomaly",
      delayTrainer,
      "flights-2001-01-02.parquet",
      first.kept,
    );
    assert.deepEqual(kindOf(second.verdict), ["reject", "unproven"]);
    assertInReadme(second.verdict);
  });

  const judgeForecast = (file: string, kept: KeptModel<MovieModel> | null) =>
    judge("revenue-forecast", revenueTrainer, file, kept);

  async function judge<Example, Fitted>(
    model: string,
    trainer: Trainer<Example, Fitted>,
    file: string,
    kept: KeptModel<Fitted> | null,
  ): Promise<Judged<Fitted>> {
    const program = trainer.createProgram(settlePlan(kept?.plan ?? {}, {}));
    const trained = await trainOnBronze(program, { bronze: bronze.url, data: [file] }, kept);
    const version = kept ? "1" : "";
    const evidence = parseEvidence(
      {
        ...{ runId: "run", status: "FINISHED", startedAt: 0, endedAt: 1, histories: {} },
        version: { status: "READY", runId: "run" },
        metrics: trained.metrics,
        tags: {
          "nightshift.instance": "lifecycle:x",
          "nightshift.champion_version": version,
          "nightshift.model_version": "2",
          "nightshift.data_digest": trained.dataDigest,
          "nightshift.holdout_digest": trained.holdoutDigest,
          "nightshift.recipe": program.recipe,
        },
      },
      {
        ...{ instance: "lifecycle:x", triggeredAt: 0 },
        ...{ championVersion: version || null, championRecipe: program.recipe },
      },
      definitionOf(model),
    );
    return { verdict: judgeCandidate(evidence, definitionOf(model)), kept: trained.kept };
  }
});

function definitionOf(model: string): ModelDefinition {
  const parsed = parseCatalogue(parse(readNight("models.yaml")));
  const definition = parsed.kind === "catalogue" ? parsed.catalogue[model] : undefined;
  assert.ok(definition, JSON.stringify(parsed, null, 2));
  return definition;
}

/** The README's table shows these two values of the target. */
function assertInReadme({ comparison: [target] }: Verdict): void {
  const values = [target?.champion ?? Number.NaN, target?.candidate ?? Number.NaN];
  const shown = values.map((value) => value.toFixed(3)).join(" -> ");
  assert.ok(readNight("README.md").includes(`${target?.metric} ${shown}`), shown);
}

function kindOf(verdict: Verdict): [string, string] {
  return [verdict.kind, verdict.cause];
}
