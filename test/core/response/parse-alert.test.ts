import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { Alert } from "../../../functions/core/response/alert.ts";
import { parseAlerts } from "../../../functions/core/response/parse-alert.ts";
import {
  budgetAlert,
  firstLogAlert,
  logAlert,
  metricAlert,
  payloadOf,
  serviceHealth,
} from "./alert-payloads.ts";

const models = ["churn", "revenue-forecast"];

const alertsOf = (body: unknown): Alert[] =>
  parseAlerts(body, models).map((parsed) => {
    assert(parsed.kind === "alert", JSON.stringify(parsed));
    return parsed.alert;
  });

const reasonOf = (body: unknown): string => {
  const [parsed, ...more] = parseAlerts(body, models);
  assert.equal(more.length, 0);
  assert(parsed?.kind === "unrecognised", JSON.stringify(parsed));
  return parsed.unrecognised.reason;
};

describe("parseAlerts", () => {
  it("reads a log alert of the second version", () => {
    const [alert] = alertsOf(logAlert);
    assert.deepEqual(alert, {
      id: alert?.id,
      kind: "model-degradation",
      model: "churn",
      condition: "fired",
      azureSeverity: 1,
      rule: "churn errors",
      version: "3",
      subject: "age",
      excess: 1.5,
      at: Date.UTC(2026, 0, 1, 3),
      description: "The champion's error rate is above its limit.",
    });
    assert.match(alert?.id ?? "", /^[0-9a-f]{12}$/);
  });

  it("reads a log alert of the first version", () => {
    const [alert] = alertsOf(firstLogAlert);
    assert.deepEqual([alert?.version, alert?.excess], ["3", 1.5]);
  });

  it("reads a metric alert with its properties in the context", () => {
    const [alert] = alertsOf(metricAlert);
    assert.deepEqual(
      [alert?.kind, alert?.azureSeverity, alert?.subject, alert?.excess],
      ["pipeline-failure", 3, "daily load", 0.5],
    );
  });

  it("reads a budget's alert, which is about all models", () => {
    const [alert] = alertsOf(budgetAlert);
    assert.deepEqual(
      [
        alert?.kind,
        alert?.model,
        alert?.condition,
        alert?.azureSeverity,
        alert?.rule,
        alert?.excess,
      ],
      ["budget", null, "fired", null, "nightshift", 0.9],
    );
  });

  it("reads the end of an alert under the id of its beginning", () => {
    const [fired] = alertsOf(logAlert);
    const { alertContext } = logAlert.data;
    const ended = payloadOf(
      { monitorCondition: "Resolved", resolvedDateTime: "2026-01-01T03:20:00Z" },
      alertContext,
    );
    const [resolved] = alertsOf(ended);
    assert.equal(resolved?.condition, "resolved");
    assert.equal(resolved?.id, fired?.id);
    assert.equal(resolved?.at, Date.UTC(2026, 0, 1, 3, 20));
  });

  it("reads batches, JSON text and bytes", () => {
    assert.equal(alertsOf([logAlert, budgetAlert]).length, 2);
    const text = JSON.stringify(logAlert);
    assert.deepEqual(alertsOf(text), alertsOf(logAlert));
    assert.deepEqual(alertsOf(new TextEncoder().encode(text)), alertsOf(logAlert));
  });

  it("gives one alert for each condition, each with an id of its own", () => {
    const criterion = { operator: "GreaterThan", threshold: 1, metricValue: 2 };
    const allOf = ["1", "2"].map((version) => ({
      ...criterion,
      dimensions: [{ name: "version", value: version }],
    }));
    const alerts = alertsOf(payloadOf({}, { condition: { allOf } }));
    assert.deepEqual(
      alerts.map((alert) => alert.version),
      ["1", "2"],
    );
    assert.notEqual(alerts[0]?.id, alerts[1]?.id);
  });

  it("knows no excess where the limit is below, zero or missing", () => {
    const excess = (criterion: object) =>
      alertsOf(payloadOf({}, { condition: { allOf: [criterion] } }))[0]?.excess;
    assert.equal(excess({ operator: "LessThan", threshold: "10", metricValue: 2 }), null);
    assert.equal(excess({ operator: "GreaterThan", threshold: "0", metricValue: 2 }), null);
    assert.equal(excess({ operator: "GreaterThan", metricValue: 2 }), null);
    assert.equal(excess({ operator: "GreaterThan", threshold: "many", metricValue: 2 }), null);
  });

  for (const [what, body, reason] of [
    ["service health", serviceHealth, /^It comes from ServiceHealth and names no model and kind/],
    [
      "a model of another catalogue",
      payloadOf({}, {}, { model: "fraud", kind: "data-drift" }),
      /^Its model is fraud/,
    ],
    [
      "a model named like a property of all objects",
      payloadOf({}, {}, { model: "constructor", kind: "data-drift" }),
      /^Its model is constructor/,
    ],
    [
      "a kind without a response",
      payloadOf({}, {}, { model: "churn", kind: "rollback" }),
      /^Its kind is rollback/,
    ],
    [
      "a model that is no text",
      payloadOf({}, {}, { model: ["churn"], kind: "data-drift" }),
      /^Its model is an object, which/,
    ],
    [
      "a severity of another scale",
      payloadOf({ severity: "Critical" }),
      /^Its severity is Critical/,
    ],
    [
      "a condition of another life",
      payloadOf({ monitorCondition: "Maybe" }),
      /^Its condition is maybe/,
    ],
    [
      "a version that is no number",
      payloadOf({}, {}, { model: "churn", kind: "data-drift", version: "1; drop" }),
      /^Its version 1; drop is no number/,
    ],
    [
      "another schema",
      { schemaId: "AIP Budget Notification", data: {} },
      /^It is not of the common alert schema: see schemaId/,
    ],
    ["text that is no JSON", "{", /^The payload is not JSON/],
    ["nothing", undefined, /^It is not of the common alert schema/],
    ["an empty batch", [], /^The payload is an empty batch/],
    [
      "a batch that is too long",
      Array(1001).fill(logAlert),
      /holds 1001 alerts; 1000 are the most/,
    ],
    [
      "an alert that is too long once the worker has parsed it",
      { ...logAlert, padding: "x".repeat(256_000) },
      /256000 are the most/,
    ],
    ["an alert that is nested too deep", { ...logAlert, padding: nest(20_000) }, /too deep/],
    ["text that is too long", " ".repeat(256_001), /has 256001 characters; 256000 are the most/],
    [
      "nesting that is too deep",
      "[".repeat(100_000) + "]".repeat(100_000),
      /^It is not of the common|^The payload/,
    ],
  ] as const) {
    it(`does not recognise ${what}`, () => {
      assert.match(reasonOf(body), reason);
    });
  }

  it("keeps what it does not recognise, as printable text", () => {
    const odd = payloadOf({ severity: "Critical", description: "\u0000\u202eevil\n<script>" });
    const [parsed] = parseAlerts(odd, models);
    assert(parsed?.kind === "unrecognised");
    assert.match(parsed.unrecognised.id, /^[0-9a-f]{12}$/);
    assert(parsed.unrecognised.excerpt.length <= 1000);
    assert.doesNotMatch(parsed.unrecognised.excerpt, /\p{C}/u);
  });
});

/** An object inside an object, so many times. */
function nest(depth: number): unknown {
  return JSON.parse(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`);
}
