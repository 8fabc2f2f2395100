import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { delayTrainer } from "../examples/training/delay-program.ts";
import { revenueTrainer } from "../examples/training/revenue-program.ts";
import { seededRandom } from "../examples/training/seeded-random.ts";
import type { ModelDefinition } from "../functions/core/catalogue/model-definition.ts";
import { parseCatalogue } from "../functions/core/catalogue/parse-catalogue.ts";
import { atRandom, byRules, type LoopEnd, type Planner, runLoop } from "./improvement-loop.ts";
import { makeStartingPoints, type StartingPoint } from "./improvement-starts.ts";
import { type Made, openWorkshop, type Unseen, type Workshop } from "./improvement-trainer.ts";

/** How one planner ended at one starting point, measured on rows that nothing ever saw. */
export interface PointEnd {
  kind: LoopEnd["kind"];
  tries: number;
  /** The model that it ends with (the champion, where that is kept) against the plain retrain. */
  overPlain: Unseen;
  /** The same model against the champion; null where it is the champion. */
  overChampion: Unseen | null;
}

/** One starting point whose plain retrain the gate rejected. */
export interface MeasuredPoint {
  name: string;
  /** Metric of the values. */
  metric: string;
  rules: PointEnd;
  /** Random search with as many runs, once for each seed. */
  random: PointEnd[];
}

const seeds = [1, 2, 3, 4, 5];

/** Plays the loop at every starting point where the plain retrain is rejected. */
export async function measurePoints(): Promise<MeasuredPoint[]> {
  const starts = await makeStartingPoints();
  const definitions = readDefinitions();
  const measured: MeasuredPoint[] = [];
  for (const point of starts.points) {
    const definition = definitions[point.model];
    if (definition === undefined) throw new Error(`models.yaml has no model ${point.model}.`);
    const workshop = await openPoint(point, starts.bronze, definition);
    const plain = await workshop.make({}, definition);
    if (plain.verdict.kind !== "reject") continue;
    const play = (planner: Planner) => playPoint(workshop, plain, definition, planner);
    const random: PointEnd[] = [];
    for (const seed of seeds) random.push(await play(atRandom(seededRandom(seed))));
    const [metric = ""] =
      Object.entries(definition.metrics).find(([, { role }]) => role === "target") ?? [];
    measured.push({ name: point.name, metric, rules: await play(byRules), random });
  }
  starts.remove();
  return measured;
}

function openPoint(point: StartingPoint, bronze: string, definition: ModelDefinition) {
  const around = { bronze, definition };
  return point.model === "revenue-forecast"
    ? openWorkshop(revenueTrainer, point, around)
    : openWorkshop(delayTrainer, point, around);
}

async function playPoint(
  workshop: Workshop,
  plain: Made,
  definition: ModelDefinition,
  planner: Planner,
): Promise<PointEnd> {
  const { kind, model, tries } = await runLoop(workshop, plain, definition, planner);
  return {
    kind,
    tries: tries.length,
    overPlain: (model ?? workshop.champion).against(plain),
    overChampion: model?.against(workshop.champion) ?? null,
  };
}

function readDefinitions(): Readonly<Record<string, ModelDefinition>> {
  const text = readFileSync(new URL("../examples/nights/models.yaml", import.meta.url), "utf8");
  const parsed = parseCatalogue(parse(text));
  if (parsed.kind === "invalid") throw new Error(JSON.stringify(parsed.mistakes));
  return parsed.catalogue;
}

/** Whether a gain is a loss that noise does not explain, at 95 %. */
export function isWorseBeyondNoise({ gain, error }: Unseen): boolean {
  return gain < -1.645 * error;
}

/** Whether a gain is one that noise does not explain, at 95 %. */
export function isBetterBeyondNoise({ gain, error }: Unseen): boolean {
  return gain > 1.645 * error;
}
