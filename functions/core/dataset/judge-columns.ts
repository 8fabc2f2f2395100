import type { ColumnRule } from "../catalogue/input-definition.ts";
import type { ModelDefinition } from "../catalogue/model-definition.ts";
import { nearestName } from "../catalogue/nearest-name.ts";
import type {
  BrokenRule,
  ColumnFacts,
  FileFacts,
  Known,
  PartialFindings,
} from "./dataset-facts.ts";

/** Judges the columns of one file: missing, retyped, extra, nulls and ranges. */
export function judgeColumns(file: FileFacts, input: ModelDefinition["input"]): PartialFindings {
  const byName = new Map(file.columns.map((column) => [column.name, column]));
  const parts = Object.entries(input.columns).map(([name, rule]) => {
    const column = byName.get(name);
    const where = `${file.path}, column ${name}`;
    if (column === undefined) return judgeMissing(where, name, rule, file);
    return judgeColumn(where, column, rule, file.rows);
  });
  const all = [...parts, judgeExtra(file, input)];
  return {
    broken: all.flatMap((part) => part.broken),
    unknowns: all.flatMap((part) => part.unknowns),
  };
}

function judgeMissing(
  where: string,
  name: string,
  rule: ColumnRule,
  file: FileFacts,
): PartialFindings {
  if (!rule.required) return { broken: [], unknowns: [] };
  const nearest = nearestName(
    name,
    file.columns.map((column) => column.name),
  );
  const mend = nearest
    ? `The file has a column ${nearest}: was ${name} renamed?`
    : `Add the column to the feed, or set input.columns.${name}.required to false.`;
  const missing = { rule: "required" as const, where, value: "missing", limit: "present", mend };
  return { broken: [missing], unknowns: [] };
}

function judgeColumn(
  where: string,
  column: ColumnFacts,
  rule: ColumnRule,
  rows: Known<number>,
): PartialFindings {
  const broken: BrokenRule[] = [];
  if (!fitsType(column.type, rule.type)) {
    const mend = "Send the column in its declared type, or change the type in the catalogue.";
    broken.push({ rule: "type", where, value: column.type, limit: rule.type, mend });
  }
  const nulls = judgeNulls(where, column, rule, rows);
  const ranges = fitsType(column.type, rule.type) ? judgeRange(where, column, rule) : none;
  return {
    broken: [...broken, ...nulls.broken, ...ranges.broken],
    unknowns: [...nulls.unknowns, ...ranges.unknowns],
  };
}

const none: PartialFindings = { broken: [], unknowns: [] };

/** Whole numbers are numbers; nothing else is taken for another type. */
function fitsType(found: ColumnFacts["type"], declared: ColumnRule["type"]): boolean {
  return found === declared || (declared === "number" && found === "integer");
}

function judgeNulls(
  where: string,
  { nulls }: ColumnFacts,
  { maxNullShare }: ColumnRule,
  rows: Known<number>,
): PartialFindings {
  if (maxNullShare >= 1) return none;
  if (nulls.kind === "unknown" || rows.kind === "unknown") {
    const reason = nulls.kind === "unknown" ? nulls.reason : "the number of rows is unknown";
    return { broken: [], unknowns: [{ rule: "maxNullShare", where, reason }] };
  }
  const share = rows.value === 0 ? 0 : nulls.value / rows.value;
  if (share <= maxNullShare) return none;
  const value = `${nulls.value} of ${rows.value} rows are null (${(share * 100).toFixed(2)} %)`;
  const limit = `at most ${maxNullShare * 100} %`;
  const mend = "Check the source of this column, or raise its maxNullShare.";
  return { broken: [{ rule: "maxNullShare", where, value, limit, mend }], unknowns: [] };
}

function judgeRange(where: string, column: ColumnFacts, rule: ColumnRule): PartialFindings {
  const broken: BrokenRule[] = [];
  const unknowns: PartialFindings["unknowns"] = [];
  const mend = "Check units and sentinels (such as -1 or 9999), or widen the range.";
  for (const bound of ["min", "max"] as const) {
    const [limit, found] = [rule[bound], column[bound]];
    if (limit === undefined) continue;
    if (found.kind === "unknown") {
      unknowns.push({ rule: bound, where, reason: found.reason });
    } else if (!(bound === "min" ? found.value >= limit : found.value <= limit)) {
      const words = bound === "min" ? ["smallest", "at least"] : ["largest", "at most"];
      broken.push({
        rule: bound,
        where,
        value: `${words[0]} value is ${found.value}`,
        limit: `${words[1]} ${limit}`,
        mend,
      });
    }
  }
  return { broken, unknowns };
}

function judgeExtra(file: FileFacts, input: ModelDefinition["input"]): PartialFindings {
  if (input.extraColumns === "allow") return none;
  const broken = file.columns
    .filter(({ name }) => !Object.hasOwn(input.columns, name))
    .map(({ name }) => ({
      rule: "extraColumns" as const,
      where: `${file.path}, column ${name}`,
      value: "has no rule",
      limit: "only columns with a rule",
      mend: `Add a rule for ${name}, or set input.extraColumns to allow.`,
    }));
  return { broken, unknowns: [] };
}
