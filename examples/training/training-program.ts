import type { Score } from "./paired-bootstrap.ts";
import type { Row } from "./read-rows.ts";

/** A model as it is registered: what it needs to predict, and which files it knows. */
export interface KeptModel<Fitted> {
  /** Paths below bronze of every file that this model, or a champion before it, was trained or scored on. */
  files: string[];
  /** How it was made: the next plain retrain is made the same way. */
  plan: Plan;
  fitted: Fitted;
}

/** What an improvement asks for, and what a kept model remembers of it. */
export type Plan = Readonly<Record<string, unknown>>;

/** A kind of model: makes the program of one run, and reads back what earlier runs kept. */
export interface Trainer<Example, Fitted> {
  /** Throws where the plan holds something unknown or out of range. */
  createProgram(plan: Plan): TrainingProgram<Example, Fitted>;
  /** Throws where another program wrote the model. */
  parseKept(model: unknown): KeptModel<Fitted>;
}

/** What one training program decides for itself; all else is the training contract. */
export interface TrainingProgram<Example, Fitted> {
  /** Family of algorithm and features: versions of one recipe make similar errors. */
  recipe: string;
  /** What is kept of the plan: all but what concerns this one run's data. */
  plan: Plan;
  /** Share of the clusters that are held out, from 0 to 1. */
  holdoutShare: number;
  /** Fewest examples to train on. */
  leastRows: number;
  /** Examples among raw rows, and how many rows were skipped for which reason. */
  parse(rows: readonly Row[]): { examples: Example[]; skipped: Record<string, number> };
  /** The same for the same example in whatever file it comes. */
  keyOf(example: Example): string;
  /** Examples that go together: they are held out together, and resampled together. */
  clusterOf(example: Example): string;
  /** Part of the hold-out that is reported on its own. */
  sliceOf(example: Example): string;
  /** Features whose drift is watched, by a name of small letters. */
  watched: Readonly<Record<string, (example: Example) => number>>;
  /** What is predicted. */
  actual(example: Example): number;
  /** Picks the training rows: those of the arrival, and what the plan adds from earlier files. */
  choose(arrived: readonly Example[], earlier: readonly Example[]): Example[];
  fit(examples: readonly Example[]): Fitted;
  predict(fitted: Fitted, example: Example): number;
  score: Score;
}
