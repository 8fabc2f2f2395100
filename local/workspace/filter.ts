/** What a run filter compares. */
export interface SearchableRun {
  /** `run_id`, `status`, `start_time`, `end_time`, `run_name`, `user_id`, `artifact_uri`. */
  attributes: Record<string, string | number>;
  metrics: Record<string, number>;
  params: Record<string, string>;
  tags: Record<string, string>;
}

/** A filter understood, or why not. */
export type ParsedFilter =
  | { kind: "filter"; matches(run: SearchableRun): boolean }
  | { kind: "invalid"; reason: string };

type Comparison = { operator: Operator } & (
  | { entity: "tags" | "params"; key: string; value: string }
  | { entity: "metrics"; key: string; value: number }
  | { entity: "attributes"; key: string; value: string | number }
);
type Operator = "=" | "!=" | "<" | "<=" | ">" | ">=" | "LIKE" | "ILIKE";

const entities: Record<string, Comparison["entity"]> = {
  attribute: "attributes",
  attributes: "attributes",
  run: "attributes",
  metric: "metrics",
  metrics: "metrics",
  param: "params",
  params: "params",
  parameter: "params",
  parameters: "params",
  tag: "tags",
  tags: "tags",
};
const numericAttributes = new Set(["start_time", "end_time"]);
const textAttributes = new Set(["run_id", "status", "run_name", "user_id", "artifact_uri"]);

const condition =
  /^\s*(?:(\w+)\s*\.\s*)?(?:"([^"]+)"|`([^`]+)`|([\w.\-/]+))\s*(=|!=|<=|>=|<|>|LIKE\b|ILIKE\b)\s*(?:'([^']*)'|"([^"]*)"|([-+]?[\d.]+(?:e[-+]?\d+)?))\s*/i;

/**
 * Parses MLflow's search grammar: comparisons of `metrics`, `params`, `tags` and `attributes`, joined by AND.
 * Metrics are compared as numbers, params and tags as text by =, !=, LIKE and ILIKE. There is no OR.
 */
export function parseFilter(text: string): ParsedFilter {
  const comparisons: Comparison[] = [];
  let rest = text;
  while (rest.trim() !== "") {
    const found = condition.exec(rest);
    if (found === null) return invalid(text, `cannot read "${rest.trim().slice(0, 60)}"`);
    const comparison = readComparison(found);
    if (typeof comparison === "string") return invalid(text, comparison);
    comparisons.push(comparison);
    rest = rest.slice(found[0].length);
    const joined = /^and\b(?=.*\S)/is.exec(rest.replace(/^and\s*$/i, ""));
    if (rest !== "" && joined === null) {
      return invalid(text, `expected AND at "${rest.trim().slice(0, 60)}"; OR is not supported`);
    }
    rest = rest.slice(3);
  }
  return {
    kind: "filter",
    matches: (run) => comparisons.every((comparison) => holds(comparison, run)),
  };
}

function invalid(text: string, reason: string): ParsedFilter {
  return { kind: "invalid", reason: `Invalid filter string '${text}': ${reason}.` };
}

function readComparison(found: RegExpExecArray): Comparison | string {
  const [, prefix = "attributes", quoted, ticked, bare, sign = "=", single, double, number] = found;
  const entity = entities[prefix.toLowerCase()];
  if (entity === undefined) return `unknown entity "${prefix}"`;
  const key = quoted ?? ticked ?? bare ?? "";
  const operator = operators.find((known) => known === sign.toUpperCase()) ?? "=";
  const value = number === undefined ? (single ?? double ?? "") : Number(number);
  return checkTypes({ entity, key, operator, value });
}

const operators: Operator[] = ["=", "!=", "<", "<=", ">", ">=", "LIKE", "ILIKE"];
const numberOperators = new Set<Operator>(["=", "!=", "<", "<=", ">", ">="]);
const textOperators = new Set<Operator>(["=", "!=", "LIKE", "ILIKE"]);

function checkTypes(read: {
  entity: Comparison["entity"];
  key: string;
  operator: Operator;
  value: string | number;
}): Comparison | string {
  const { entity, key, operator, value } = read;
  const isNumber = entity === "metrics" || (entity === "attributes" && numericAttributes.has(key));
  if (entity === "attributes" && !numericAttributes.has(key) && !textAttributes.has(key)) {
    return `unknown attribute "${key}"`;
  }
  if (isNumber !== (typeof value === "number")) {
    return `${entity}.${key} is compared with ${isNumber ? "a number" : "a text in quotes"}`;
  }
  if (!(isNumber ? numberOperators : textOperators).has(operator)) {
    return `${operator} does not fit ${entity}.${key}`;
  }
  if (entity === "metrics") return { entity, key, operator, value: Number(value) };
  if (entity === "attributes") return { entity, key, operator, value };
  return { entity, key, operator, value: String(value) };
}

function holds(comparison: Comparison, run: SearchableRun): boolean {
  const found = run[comparison.entity][comparison.key];
  return found !== undefined && compare(found, comparison.operator, comparison.value);
}

function compare(found: string | number, operator: Operator, value: string | number): boolean {
  switch (operator) {
    case "=":
      return found === value;
    case "!=":
      return found !== value;
    case "<":
      return found < value;
    case "<=":
      return found <= value;
    case ">":
      return found > value;
    case ">=":
      return found >= value;
    case "LIKE":
      return like(String(value), "").test(String(found));
    case "ILIKE":
      return like(String(value), "i").test(String(found));
  }
}

function like(pattern: string, flags: string): RegExp {
  const source = pattern
    .replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")
    .replaceAll("%", ".*")
    .replaceAll("_", ".");
  return new RegExp(`^${source}$`, `s${flags}`);
}
