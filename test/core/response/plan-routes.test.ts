import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { queues } from "../../../functions/core/names.ts";
import type { Alert, ParsedAlert } from "../../../functions/core/response/alert.ts";
import {
  type AlertQueue,
  parseRouted,
  planRoutes,
} from "../../../functions/core/response/plan-routes.ts";

const models = ["films", "flights"];
const alert: Alert = {
  id: "0123456789ab",
  kind: "data-drift",
  model: "films",
  condition: "fired",
  azureSeverity: 2,
  rule: "films: data-drift",
  version: "3",
  subject: "budget",
  excess: 1.5,
  at: 0,
  description: "",
};

describe("planRoutes", () => {
  const kinds = ["model-degradation", "data-drift", "pipeline-failure", "budget"] as const;
  const parsed: fc.Arbitrary<ParsedAlert> = fc.oneof(
    fc
      .record({ kind: fc.constantFrom(...kinds), model: fc.constantFrom(...models, null) })
      .map(({ kind, model }) => ({ kind: "alert" as const, alert: { ...alert, kind, model } })),
    fc.constant({
      kind: "unrecognised" as const,
      unrecognised: { id: "ffffffffffff", reason: "odd", excerpt: "?".repeat(1000) },
    }),
  );

  it("loses none, sorts each to its queue, and makes messages that a queue takes", () => {
    fc.assert(
      fc.property(fc.array(parsed, { maxLength: 400 }), (all) => {
        const routes = planRoutes(all);
        let routed = 0;
        for (const { queue, message } of routes) {
          assert.deepEqual(parseRouted(queue, structuredClone(message), models), message);
          assert.ok(JSON.stringify(message).length < 200_000);
          routed += message.kind === "alerts" ? message.alerts.length : message.strangers.length;
        }
        assert.equal(routed, all.length);
      }),
    );
  });

  it("makes one message of what came together about one model", () => {
    const each = { kind: "alert" as const, alert };
    assert.equal(planRoutes([each, each, each]).length, 1);
    const other = { kind: "alert" as const, alert: { ...alert, model: "flights" } };
    assert.equal(planRoutes([each, other, each]).length, 2);
  });
});

describe("parseRouted", () => {
  const message = { kind: "alerts", model: "films", alerts: [alert] };
  const poison: [string, AlertQueue, unknown][] = [
    ["text", queues.dataDrift, "hello"],
    ["nothing", queues.dataDrift, null],
    ["an alert of another kind", queues.budget, message],
    ["a model that is gone", queues.dataDrift, { ...message, model: "gone" }],
    ["no alerts", queues.dataDrift, { ...message, alerts: [] }],
    ["an alert with more in it", queues.dataDrift, { ...message, alerts: [{ ...alert, x: 1 }] }],
    ["alerts where strangers belong", queues.unrecognised, message],
  ];
  for (const [what, queue, body] of poison) {
    it(`throws at ${what}, so that it is dead-lettered`, () => {
      assert.throws(() => parseRouted(queue, body, models), new RegExp(`^Error: ${queue}: `));
    });
  }
});
