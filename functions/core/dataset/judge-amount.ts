import type { ModelDefinition } from "../catalogue/model-definition.ts";
import { hour, type Instant, instantOf } from "../instant.ts";
import type { BrokenRule, FileFacts, Known, PartialFindings } from "./dataset-facts.ts";

/** Judges the rows of all files together. */
export function judgeRows(
  rows: Known<number>,
  files: readonly FileFacts[],
  input: ModelDefinition["input"],
): PartialFindings {
  if (files.length === 0) return { broken: [], unknowns: [] };
  if (rows.kind === "unknown") {
    const unknown = { rule: "minRows" as const, where: "arrival", reason: rows.reason };
    return { broken: [], unknowns: [unknown] };
  }
  const broken: BrokenRule[] = [];
  const at = {
    where: "arrival",
    value: `${rows.value} rows in ${files.length} ${files.length === 1 ? "file" : "files"}`,
  };
  if (rows.value < input.minRows) {
    const mend = "Check the feed for an export cut short, or lower input.minRows.";
    broken.push({ rule: "minRows", ...at, limit: `at least ${input.minRows}`, mend });
  }
  if (input.maxRows !== undefined && rows.value > input.maxRows) {
    const mend = "Check the feed for rows sent twice, or raise input.maxRows.";
    broken.push({ rule: "maxRows", ...at, limit: `at most ${input.maxRows}`, mend });
  }
  return { broken, unknowns: [] };
}

/** Judges the age of the newest file: one fresh file is enough. */
export function judgeAge(
  files: readonly FileFacts[],
  input: ModelDefinition["input"],
  now: Instant,
): PartialFindings {
  const ages = files.map(({ path, modifiedAt }) => ({ path, at: readInstant(modifiedAt) }));
  const unknowns = ages.flatMap(({ path, at }) =>
    at === null
      ? [
          {
            rule: "maxAgeHours" as const,
            where: path,
            reason: "no time of the last write is known",
          },
        ]
      : [],
  );
  const newest = Math.max(...ages.flatMap(({ at }) => (at === null ? [] : [at])));
  const hours = (now - newest) / hour;
  if (unknowns.length > 0 || files.length === 0 || hours <= input.maxAgeHours) {
    return { broken: [], unknowns };
  }
  const age = {
    rule: "maxAgeHours" as const,
    where: "arrival",
    value: `newest file is ${hours.toFixed(1)} hours old`,
    limit: `at most ${input.maxAgeHours} hours`,
    mend: "Check whether the feed stopped, or raise input.maxAgeHours.",
  };
  return { broken: [age], unknowns };
}

function readInstant(modifiedAt: Known<string>): Instant | null {
  return modifiedAt.kind === "known" ? instantOf(modifiedAt.value) : null;
}
