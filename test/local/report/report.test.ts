import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parsePreview } from "../../../local/report/parse-preview.ts";
import { renderReport } from "../../../local/report/render-report.ts";
import { isSound, planReport, type Report } from "../../../local/report/report.ts";
import { listPrices } from "../../../policies/price-table.ts";

interface Resource {
  op: string;
  type: string;
  name: string;
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
  diff?: Record<string, { diffKind: string }>;
}

function line({ op, type, name, before, after, diff }: Resource): string {
  const urn = `urn:pulumi:dev::nightshift::${type}::${name}`;
  const state = (inputs?: object) => (inputs ? { inputs } : null);
  const metadata = { op, urn, type, old: state(before), new: state(after), detailedDiff: diff };
  return JSON.stringify({ resourcePreEvent: { metadata, planning: true } });
}

function reportOf(...lines: readonly string[]): Report {
  const parsed = parsePreview(lines.join("\n"));
  assert.ok(parsed.kind === "preview", JSON.stringify(parsed));
  return planReport(parsed.preview, listPrices, []);
}

const bus = "azure-native:servicebus:Namespace";
const premium = (capacity: number) => ({ sku: { name: "Premium", capacity } });
const replaced = { sku: { diffKind: "update-replace" } };

describe("parsePreview", () => {
  it("refuses what is no event of the engine, with the command that makes them", () => {
    for (const text of ["<html>", '{"steps":[]}', ""]) {
      const parsed = parsePreview(text);
      assert.ok(parsed.kind === "refused");
      assert.match(
        parsed.reason,
        /PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true pulumi preview --json/,
      );
    }
  });

  it("shows a replacement once, with the paths that force it", () => {
    const [step, ...others] = reportOf(
      line({
        op: "create-replacement",
        type: bus,
        name: "bus",
        before: premium(1),
        after: premium(2),
        diff: replaced,
      }),
      line({
        op: "replace",
        type: bus,
        name: "bus",
        before: premium(1),
        after: premium(2),
        diff: replaced,
      }),
      line({ op: "delete-replaced", type: bus, name: "bus", before: premium(1) }),
    ).alarming;
    assert.deepEqual(others, []);
    assert.deepEqual(step?.changes, [{ path: "sku", forces: true }]);
  });
});

describe("planReport", () => {
  it("is loud about replaced and deleted resources that hold data, and only about those", () => {
    const report = reportOf(
      line({ op: "delete", type: bus, name: "bus", before: premium(1) }),
      line({ op: "delete", type: "azure-native:web:WebApp", name: "app", before: {} }),
      line({ op: "create", type: "azure-native:storage:StorageAccount", name: "lake", after: {} }),
    );
    assert.deepEqual(
      report.alarming.map(({ name }) => name),
      ["bus"],
    );
    assert.deepEqual(
      report.deleted.map(({ name }) => name),
      ["app"],
    );
    assert.deepEqual(
      report.created.map(({ name }) => name),
      ["lake"],
    );
  });

  it("prices what stays, what comes and what goes", () => {
    const { cost } = reportOf(
      line({ op: "update", type: bus, name: "bus", before: premium(1), after: premium(2) }),
      line({
        op: "delete",
        type: "azure-native:network:PrivateEndpoint",
        name: "link",
        before: {},
      }),
    );
    const { serviceBusPremiumUnitMonth, privateEndpointMonth } = listPrices.prices;
    assert.equal(cost.beforeDollars, serviceBusPremiumUnitMonth + privateEndpointMonth);
    assert.equal(cost.afterDollars, 2 * serviceBusPremiumUnitMonth);
  });

  it("is sound until a mandatory policy is broken or an error is reported", () => {
    const policy = (enforcementLevel: string) =>
      JSON.stringify({ policyEvent: { policyName: "p", enforcementLevel, message: "m" } });
    const same = line({
      op: "same",
      type: bus,
      name: "bus",
      before: premium(1),
      after: premium(1),
    });
    assert.ok(isSound(reportOf(same, policy("advisory"))));
    assert.ok(!isSound(reportOf(same, policy("mandatory"))));
    assert.ok(
      !isSound(
        reportOf(same, JSON.stringify({ diagnosticEvent: { severity: "error", message: "no" } })),
      ),
    );
  });
});

describe("renderReport", () => {
  it("puts what is loud before what is quiet, and the cost with its date last", () => {
    const text = renderReport(
      reportOf(
        line({ op: "create", type: "azure-native:web:WebApp", name: "app", after: {} }),
        line({
          op: "replace",
          type: bus,
          name: "bus",
          before: premium(1),
          after: premium(2),
          diff: replaced,
        }),
      ),
      "dev",
    );
    const order = ["it holds data (1)", "Created (1)", "Cost a month: $1,354.00", listPrices.asOf];
    const places = order.map((part) => text.indexOf(part));
    assert.ok(!places.includes(-1), text);
    assert.deepEqual(
      places,
      places.toSorted((one, other) => one - other),
    );
  });

  it("lets no name become markup of the comment", () => {
    const hostile = "a`](https://x)<img src=x>|@team";
    const text = renderReport(
      reportOf(line({ op: "create", type: bus, name: hostile, after: premium(1) })),
      "dev",
    );
    assert.ok(!text.includes("<img src") || text.includes("\\<img src"), text);
    assert.ok(!/\| a`\]\(/.test(text), text);
  });
});
