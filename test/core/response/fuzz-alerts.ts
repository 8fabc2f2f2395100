import assert from "node:assert/strict";
import fc from "fast-check";
import { alertKinds } from "../../../functions/core/response/alert.ts";
import { parseAlerts } from "../../../functions/core/response/parse-alert.ts";
import {
  budgetAlert,
  firstLogAlert,
  logAlert,
  metricAlert,
  serviceHealth,
} from "./alert-payloads.ts";

const models = ["churn", "revenue-forecast"];
const samples = [logAlert, firstLogAlert, metricAlert, budgetAlert, serviceHealth];

/** Feeds `parseAlerts` with odd payloads: each must come back whole, as a checked alert or as unrecognised. */
export function fuzzAlerts(runs: number): void {
  fc.assert(
    fc.property(oddBodies(), (body) => {
      const parsed = parseAlerts(body, models);
      assert(parsed.length > 0, "nothing is dropped");
      for (const each of parsed) checkParsed(each);
      assert.deepEqual(parseAlerts(body, models), parsed);
    }),
    { numRuns: runs },
  );
}

function checkParsed(parsed: ReturnType<typeof parseAlerts>[number]): void {
  if (parsed.kind === "unrecognised") {
    assert.match(parsed.unrecognised.id, /^[0-9a-f]{12}$/);
    assert.doesNotMatch(parsed.unrecognised.excerpt + parsed.unrecognised.reason, /\p{C}/u);
    assert(parsed.unrecognised.excerpt.length <= 2000);
    return;
  }
  const { alert } = parsed;
  assert.match(alert.id, /^[0-9a-f]{12}$/);
  assert(alertKinds.includes(alert.kind));
  assert(
    alert.model === null
      ? /^(budget|pipeline-failure)$/.test(alert.kind)
      : models.includes(alert.model),
  );
  assert(alert.version === null || /^\d{1,18}$/.test(alert.version));
  assert(alert.excess === null || Number.isFinite(alert.excess));
  assert(alert.at === null || Number.isFinite(alert.at));
  assert(alert.azureSeverity === null || [0, 1, 2, 3, 4].includes(alert.azureSeverity));
  for (const text of [alert.rule, alert.description, alert.subject ?? ""]) {
    assert(text.length <= 600);
    assert.doesNotMatch(text, /\p{C}/u);
  }
}

/** Anything at all, bytes, broken JSON, and real payloads with one place changed into anything. */
export function oddBodies(): fc.Arbitrary<unknown> {
  const odd = fc.oneof(
    fc.anything({ maxDepth: 3 }),
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "churn",
      "budget",
      "data-drift",
      "Sev0",
      "Resolved",
      "CostAlerts",
      "__proto__",
      "1e999",
    ),
  );
  const sample = fc.constantFrom(...samples);
  const changed = fc.tuple(sample, fc.nat(), odd).map(([payload, place, value]) => {
    const paths = pathsOf(payload);
    return withValue(payload, paths[place % paths.length] ?? [], value);
  });
  return fc.oneof(
    { weight: 4, arbitrary: changed },
    { weight: 1, arbitrary: odd },
    { weight: 1, arbitrary: fc.uint8Array() },
    { weight: 1, arbitrary: fc.array(fc.oneof(changed, odd), { maxLength: 3 }) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(sample, fc.nat())
        .map(([payload, at]) => cut(JSON.stringify(payload), at)),
    },
  );
}

function cut(text: string, at: number): string {
  return text.slice(0, at % text.length);
}

function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function withValue(value: unknown, [key, ...rest]: string[], replacement: unknown): unknown {
  if (key === undefined) return replacement;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    return value.map((inner, index) =>
      String(index) === key ? withValue(inner, rest, replacement) : inner,
    );
  }
  return { ...value, [key]: withValue(Reflect.get(value, key), rest, replacement) };
}
