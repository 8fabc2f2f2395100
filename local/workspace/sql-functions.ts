import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "./clock.ts";

/** Count, mean and sum of squared distances from it: a buffer, since SQLite holds it between rows. */
type Moments = Float64Array;

/** Gives SQLite the functions of Spark SQL that monitoring uses: COUNT_IF, STDDEV, VARIANCE, NVL, ISNAN, NOW. */
export function addSparkFunctions(database: DatabaseSync, clock: Clock): void {
  database.function("now", () => new Date(clock.now()).toISOString());
  database.function("nvl", { deterministic: true }, (value, other) => value ?? other);
  // SQLite keeps NaN as null, so no stored value is NaN.
  database.function("isnan", { deterministic: true }, (value) => (value === null ? null : 0));
  database.aggregate("count_if", {
    start: 0,
    step: (count: number, value) => (value ? count + 1 : count),
    result: (count: number) => BigInt(count),
  });
  for (const name of ["variance", "var_samp"]) {
    addMoments(database, name, (count, squares) => squares / (count - 1));
  }
  for (const name of ["stddev", "stddev_samp"]) {
    addMoments(database, name, (count, squares) => Math.sqrt(squares / (count - 1)));
  }
}

/** Spark answers null where fewer than two values are there. */
function addMoments(
  database: DatabaseSync,
  name: string,
  result: (count: number, squares: number) => number,
): void {
  database.aggregate<Moments>(name, {
    start: () => new Float64Array(3),
    step: (moments, value) => (value === null ? moments : addValue(moments, Number(value))),
    result: ([count = 0, , squares = 0]) => (count < 2 ? null : result(count, squares)),
  });
}

/** Welford's update: stable where values are large and close together. */
function addValue([count = 0, mean = 0, squares = 0]: Moments, value: number): Moments {
  const delta = value - mean;
  const next = mean + delta / (count + 1);
  return Float64Array.of(count + 1, next, squares + delta * (value - next));
}
