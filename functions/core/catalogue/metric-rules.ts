import type { DefinitionReader } from "./definition-reader.ts";
import type { Mistake } from "./mistake.ts";

/** Names that a run logs beside its metrics; see docs/training-contract.md. */
const reserved =
  /^(?:sample_size|positives|negatives|champion\..*)$|\.(?:gain_se|disagreement|fold)$|\.slice\./;

/** The mistakes in the metrics of one model definition that no single value shows. */
export function findMetricMistakes(definition: DefinitionReader): Mistake[] {
  const { read, names, mistake } = definition;
  const metrics = names("metrics");
  const mistakes = metrics
    .filter((name) => reserved.test(name))
    .map((name) =>
      mistake(["metrics", name], "has a name that runs log beside their metrics", "Rename it."),
    );
  const isTarget = (name: string) => read("metrics", name, "role") === "target";
  if (read("metrics") !== undefined && !metrics.some(isTarget)) {
    const rule = "has no metric with role target, so nothing could ever be better";
    mistakes.push(mistake(["metrics"], rule, "Give one metric the role target."));
  }
  return [...mistakes, ...findBoundlessFirstModel(definition)];
}

function findBoundlessFirstModel({ read, names, mistake }: DefinitionReader): Mistake[] {
  const isBounded = (name: string) =>
    read("metrics", name, "min") !== undefined || read("metrics", name, "max") !== undefined;
  if (read("gate", "firstModel") !== "bounds" || names("metrics").some(isBounded)) return [];
  const rule = "lets metric bounds decide on the first model, but no metric has min or max";
  return [mistake(["gate", "firstModel"], rule, "Add a bound, or write review.")];
}
