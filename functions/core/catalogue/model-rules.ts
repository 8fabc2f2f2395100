import type { SchemaNode } from "./catalogue-schema.ts";
import { type DefinitionReader, readDefinition } from "./definition-reader.ts";
import { findMetricMistakes } from "./metric-rules.ts";
import type { Mistake } from "./mistake.ts";

/** The mistakes of one model definition that no single value shows. */
export function findModelMistakes(id: string, model: unknown, schema: SchemaNode): Mistake[] {
  const definition = readDefinition(id, model, schema);
  return [
    ...findInvertedRanges(definition),
    ...findLateReminder(definition),
    ...findMetricMistakes(definition),
    ...findTableMistakes(definition),
    ...findColumnMistakes(definition),
    ...findTrainingMistakes(definition),
    ...findImprovementMistakes(definition),
    ...findMonitoringMistakes(definition),
  ];
}

function findInvertedRanges({ read, names, mistake }: DefinitionReader): Mistake[] {
  const ranges = [
    { at: ["training"], low: "minWorkers", high: "maxWorkers" },
    { at: ["input"], low: "minRows", high: "maxRows" },
    { at: ["input", "gather"], low: "quietMinutes", high: "maxMinutes" },
    ...[["input", "columns"], ["metrics"], ["improvement", "hyperparameters"]].flatMap((map) =>
      names(...map).map((name) => ({ at: [...map, name], low: "min", high: "max" })),
    ),
  ];
  return ranges.flatMap(({ at, low, high }) => {
    const [least, most] = [read(...at, low), read(...at, high)];
    if (typeof least !== "number" || typeof most !== "number" || least <= most) return [];
    const rule = `must not be more than ${high}, which is ${most}`;
    return [mistake([...at, low], rule, "Swap or correct them.")];
  });
}

function findLateReminder({ read, mistake }: DefinitionReader): Mistake[] {
  const [reminder, hours] = [read("review", "reminderHours"), read("review", "hours")];
  if (typeof reminder !== "number" || typeof hours !== "number" || reminder < hours) return [];
  const rule = `must be less than hours, which is ${hours}`;
  return [mistake(["review", "reminderHours"], rule, `Write ${hours / 2}.`)];
}

function findTableMistakes({ read, mistake }: DefinitionReader): Mistake[] {
  const format = read("input", "format");
  const isNamed = read("input", "table") !== undefined;
  if (format === "table" && !isNamed) {
    const rule = "must name the table, since format is table";
    return [mistake(["input", "table"], rule, "Add catalog.schema.table.")];
  }
  if (format !== "table" && isNamed) {
    const rule = `is not read, since format is ${String(format)}`;
    return [mistake(["input", "table"], rule, "Remove it, or write format: table.")];
  }
  return [];
}

function findColumnMistakes({ read, names, mistake }: DefinitionReader): Mistake[] {
  return names("input", "columns").flatMap((name) => {
    const at = ["input", "columns", name];
    const type = read(...at, "type");
    if (type !== "string" && type !== "boolean" && type !== "timestamp") return [];
    return ["min", "max"]
      .filter((bound) => read(...at, bound) !== undefined)
      .map((bound) =>
        mistake(
          [...at, bound],
          `bounds a column of type ${type}`,
          "Remove it: only numbers have bounds.",
        ),
      );
  });
}

const lifecycleParameters = new Set(
  "model registered_model experiment bronze data instance attempt job_run_id champion_version plan".split(
    " ",
  ),
);

function findTrainingMistakes({ names, mistake }: DefinitionReader): Mistake[] {
  return names("training", "parameters")
    .filter((name) => lifecycleParameters.has(name))
    .map((name) =>
      mistake(
        ["training", "parameters", name],
        "is set by the lifecycle and would be overwritten",
        "Rename the parameter.",
      ),
    );
}

function findImprovementMistakes({ read, names, mistake }: DefinitionReader): Mistake[] {
  const mistakes = names("improvement", "hyperparameters").flatMap((name) => {
    const at = ["improvement", "hyperparameters", name];
    const min = read(...at, "min");
    if (read(...at, "scale") !== "log" || typeof min !== "number" || min > 0) return [];
    const rule = "must be more than 0 on a log scale";
    return [mistake([...at, "min"], rule, "Raise it, or write scale: linear.")];
  });
  const space = ["hyperparameters", "featureSets", "pipelines"].flatMap((key) =>
    names("improvement", key),
  );
  if (
    read("improvement", "enabled") === true &&
    space.length === 0 &&
    read("improvement", "maxRecentDays") === 0
  ) {
    const mend = "Add hyperparameters, featureSets, pipelines or maxRecentDays.";
    mistakes.push(mistake(["improvement", "enabled"], "leaves nothing that may be tried", mend));
  }
  return [...mistakes, ...findUnpricedCap({ read, mistake })];
}

/** Dollars that no run costs are never used up. */
function findUnpricedCap({ read, mistake }: Pick<DefinitionReader, "read" | "mistake">): Mistake[] {
  if (read("improvement", "maxDollars") === undefined) return [];
  if (read("training", "dollarsPerHour") !== 0) return [];
  const rule = "caps no run, since training.dollarsPerHour is 0";
  const mend = "Write the price of the cluster there, or leave maxDollars out.";
  return [mistake(["improvement", "maxDollars"], rule, mend)];
}

function findMonitoringMistakes({ read, mistake }: DefinitionReader): Mistake[] {
  const isMeasured = read("monitoring", "table") !== undefined;
  if (isMeasured || read("monitoring", "errorRateLimit") === undefined) return [];
  const rule = "limits an error rate that is not measured, since monitoring.table is missing";
  return [mistake(["monitoring", "errorRateLimit"], rule, "Add monitoring.table.")];
}
