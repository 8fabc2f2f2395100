import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { Catalogue } from "../../../functions/core/catalogue/model-definition.ts";
import { parseCatalogue } from "../../../functions/core/catalogue/parse-catalogue.ts";
import type { HostEvent } from "../../../local/platform/host-process.ts";
import { createNarrator, type Narrator } from "../../../local/rehearsal/narrate.ts";

const at = Date.UTC(2026, 2, 2, 22, 5);
const iso = "2026-03-02T22:05:00.000Z";

describe("createNarrator", () => {
  it("tells a recorded decision with its ledger entry and comparison", () => {
    const comparison = [
      {
        metric: "rmse",
        role: "target",
        candidate: 0.4,
        champion: 0.5,
        gain: 0.1,
        band: 0.02,
        margin: 0,
        finding: "better",
      },
    ];
    const input = decision({ kind: "verdict", inputs: { verdict: { comparison } } });
    assert.deepEqual(tell(ended("recordDecision", input, { sequence: 4, hash: "x" })), [
      {
        type: "decision",
        at: iso,
        model: "sales",
        pattern: "lifecycle",
        kind: "verdict",
        verdict: "promote",
        action: null,
        autonomy: null,
        reasons: ["better"],
        about: "",
        ledger: "sales/4",
        comparison,
      },
    ]);
  });

  it("tells a decision once, even when it is written again after a kill", () => {
    const narrator = createNarrator(catalogue());
    const written = ended("recordDecision", decision({}), { sequence: 1 });
    assert.equal(tellTo(narrator, written).length, 1);
    assert.equal(tellTo(narrator, written).length, 0);
  });

  const subjects: [inputs: unknown, about: string][] = [
    [
      { paths: ["a", "b"], findings: { rows: { kind: "known", value: 1204 } } },
      "1,204 rows in 2 files",
    ],
    [{ paths: ["a"], findings: { rows: { kind: "unknown" } } }, "unknown rows in 1 file"],
    [{ from: null, to: "1" }, "version 1 as first champion"],
    [{ from: "1", to: "2" }, "version 2 over 1"],
    [{}, ""],
  ];
  for (const [inputs, about] of subjects) {
    it(`says what a decision is about: ${JSON.stringify(about)}`, () => {
      const [event] = tell(ended("recordDecision", decision({ inputs }), { sequence: 1 }));
      assert.equal(event?.type === "decision" && event.about, about);
    });
  }

  it("tells a review when it is asked and when it ends", () => {
    const review = { id: "ab12", question: "Promote?", expiresAt: at, seen: {}, reasons: ["why"] };
    const asked = decision({ kind: "review", inputs: { review, outcome: null } });
    const [first] = tell(ended("recordDecision", asked, { sequence: 2 }));
    assert.deepEqual(first?.type === "review" && [first.state, first.by, first.expiresAt], [
      "asked",
      null,
      iso,
    ]);
    const outcome = { kind: "approved", by: "ann", at, reason: null };
    const answered = decision({ kind: "review", inputs: { review, outcome } });
    const [second] = tell(ended("recordDecision", answered, { sequence: 3 }));
    assert.deepEqual(second?.type === "review" && [second.state, second.by], ["approved", "ann"]);
  });

  it("tells an incident", () => {
    const card = {
      id: "i1",
      model: "sales",
      what: "It broke",
      severity: "warning",
      done: "d",
      undo: "u",
    };
    assert.deepEqual(tell(ended("recordIncident", card, { kind: "created", id: "i1" })), [
      {
        type: "incident",
        at: iso,
        model: "sales",
        incident: "i1",
        title: "It broke",
        severity: "warning",
        done: "d",
        undo: "u",
      },
    ]);
  });

  it("tells the steps of a lifecycle by their outcome, and failures by their first line", () => {
    const step = ended("validateData", {}, { kind: "fit" });
    const common = {
      type: "step",
      at: iso,
      model: "sales",
      pattern: "lifecycle",
      instance: step.instanceId,
    };
    assert.deepEqual(tell(step), [{ ...common, step: "validateData", outcome: "fit" }]);
    const failed = { ...step, output: undefined, error: "503\nstack" };
    assert.deepEqual(tell(failed), [{ ...common, step: "validateData", outcome: "error: 503" }]);
    assert.deepEqual(tell({ ...step, name: "readAliases" }), []);
  });

  it("names models by their id, whatever the workspace calls them", () => {
    const { ofWorkspace } = createNarrator(catalogue());
    const alias = { type: "alias", at: iso, alias: "champion", version: "2" } as const;
    assert.deepEqual(ofWorkspace({ ...alias, model: "ml.sales.forecast" }), [
      { ...alias, model: "sales" },
    ]);
    assert.deepEqual(ofWorkspace({ ...alias, model: "ml.other.x" }), [
      { ...alias, model: "ml.other.x" },
    ]);
  });

  it("tells how long a run took", () => {
    const { ofWorkspace } = createNarrator(catalogue());
    const run = {
      type: "run",
      job: "nightshift-train-sales",
      runId: "1001",
      attempt: 1,
      parameters: {},
    } as const;
    ofWorkspace({ ...run, at: iso, state: "started" });
    const end = { at: "2026-03-02T22:15:00.000Z", code: "SUCCESS", message: "" };
    assert.deepEqual(ofWorkspace({ ...run, ...end, state: "ended" }), [
      {
        type: "run",
        at: end.at,
        model: "sales",
        run: "1001",
        state: "ended",
        result: "SUCCESS",
        seconds: 600,
      },
    ]);
  });
});

type Call = { name: string; instanceId: string; input: unknown; output?: unknown; error?: string };

function tell(call: Call) {
  return tellTo(createNarrator(catalogue()), call);
}

function tellTo({ ofHost }: Narrator, { input, output, error, ...called }: Call) {
  const end: HostEvent = { kind: "invocationEnded", ...called, output, error, at };
  return [...ofHost({ kind: "invocationStarted", ...called, input, at }), ...ofHost(end)];
}

function ended(name: string, input: unknown, output: unknown): Call {
  return { name, instanceId: "lifecycle:sales:0123456789ab", input, output };
}

function decision(part: object) {
  return {
    model: "sales",
    pattern: "lifecycle",
    kind: "verdict",
    inputs: {},
    verdict: "promote",
    action: null,
    autonomy: null,
    reasons: ["better"],
    ...part,
  };
}

function catalogue(): Catalogue {
  const parsed = parseCatalogue({
    sales: {
      registeredModel: "ml.sales.forecast",
      input: { path: "sales" },
      training: { program: "sales.py" },
      metrics: { rmse: { better: "lower", role: "target" } },
    },
  });
  assert.equal(parsed.kind, "catalogue");
  return parsed.catalogue;
}
