import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { alertKinds } from "../../../functions/core/response/alert.ts";
import { classifyAlert } from "../../../functions/core/response/classify-alert.ts";
import { ifIgnored, playbook } from "../../../functions/core/response/playbook.ts";

describe("classifyAlert", () => {
  for (const [azureSeverity, excess, severity] of [
    [0, null, "critical"],
    [0, 1, "critical"],
    [0, 0.99, "informational"],
    [1, null, "critical"],
    [1, 1.2, "critical"],
    [1, 1.19, "warning"],
    [1, 1, "warning"],
    [1, 0.99, "informational"],
    [2, 2, "critical"],
    [2, 1.99, "warning"],
    [2, null, "warning"],
    [2, 0.99, "informational"],
    [3, 2, "warning"],
    [3, 1.99, "informational"],
    [3, null, "informational"],
    [4, 100, "informational"],
    [null, 1, "critical"],
    [null, 0.99, "warning"],
    [null, 0.8, "warning"],
    [null, 0.79, "informational"],
    [null, null, "warning"],
    [7, 100, "informational"],
  ] as const) {
    it(`finds severity ${azureSeverity} with an excess of ${excess} to be ${severity}`, () => {
      assert.equal(classifyAlert({ azureSeverity, excess }), severity);
    });
  }
});

describe("playbook", () => {
  it("answers each kind and severity, and does less for less", () => {
    assert.deepEqual(playbook, {
      "model-degradation": { critical: "rollback", warning: "incident", informational: "record" },
      "data-drift": { critical: "retrain", warning: "retrain", informational: "record" },
      "pipeline-failure": { critical: "incident", warning: "incident", informational: "record" },
      budget: { critical: "pause", warning: "incident", informational: "record" },
    });
    for (const kind of alertKinds) assert.match(ifIgnored[kind], /\.$/);
  });
});
