import { estimateCost } from "../../policies/estimate-cost.ts";
import type { Resource } from "../../policies/policy.ts";
import type { PriceTable } from "../../policies/price-table.ts";
import type { PolicyResult, Preview, PreviewStep } from "./parse-preview.ts";

/** One line of the bill, before and after the change. */
export interface CostChange {
  name: string;
  type: string;
  beforeDollars: number;
  afterDollars: number;
  basis: string;
}

/** What a reviewer of a pull request needs to know. */
export interface Report {
  /** Replacements and deletions of resources that hold data. */
  alarming: readonly PreviewStep[];
  replaced: readonly PreviewStep[];
  deleted: readonly PreviewStep[];
  changed: readonly PreviewStep[];
  created: readonly PreviewStep[];
  unchanged: number;
  policies: readonly PolicyResult[];
  /** Checks that run during the deployment, since they need values that are not known before. */
  postponed: number;
  cost: {
    lines: readonly CostChange[];
    beforeDollars: number;
    afterDollars: number;
    prices: Pick<PriceTable, "asOf" | "source">;
  };
  /** What changed in the catalogue, in sentences. */
  catalogue: readonly string[];
  errors: readonly string[];
}

/** Types whose loss loses data: ledger, lake, messages, logs, models and the network they live in. */
const stateful = new Set([
  "storage:StorageAccount",
  "storage:BlobContainer",
  "servicebus:Namespace",
  "servicebus:Queue",
  "eventhub:Namespace",
  "eventhub:EventHub",
  "operationalinsights:Workspace",
  "databricks:Workspace",
  "databricks:RegisteredModel",
  "network:VirtualNetwork",
  "managedidentity:UserAssignedIdentity",
]);

/** Sorts a preview into what is loud and what is not, and puts a price on it. */
export function planReport(
  preview: Preview,
  table: PriceTable,
  catalogue: readonly string[],
): Report {
  const of = (op: PreviewStep["op"]) => preview.steps.filter((step) => step.op === op);
  const isAlarming = (step: PreviewStep) =>
    stateful.has(step.type) && (step.op === "replace" || step.op === "delete");
  const quiet = (step: PreviewStep) => !isAlarming(step);
  return {
    alarming: preview.steps.filter(isAlarming),
    replaced: of("replace").filter(quiet),
    deleted: of("delete").filter(quiet),
    changed: of("update"),
    created: [...of("create"), ...of("import")],
    unchanged: of("same").length,
    policies: preview.policies.toSorted((one, other) => rank(one) - rank(other)),
    postponed: preview.postponed,
    cost: costOf(preview, table),
    catalogue,
    errors: preview.errors,
  };
}

/** Whether the change may go on: no error, no mandatory policy broken. */
export function isSound(report: Report): boolean {
  return report.errors.length === 0 && report.policies.every(({ level }) => level !== "mandatory");
}

function rank({ level }: PolicyResult): number {
  return level === "mandatory" ? 0 : 1;
}

function costOf(preview: Preview, table: PriceTable): Report["cost"] {
  const before = new Map(linesOf(preview, "before", table));
  const after = new Map(linesOf(preview, "after", table));
  const urns = [...new Set([...before.keys(), ...after.keys()])];
  const lines = urns.flatMap((urn) => {
    const line = after.get(urn) ?? before.get(urn);
    if (!line) return [];
    const beforeDollars = before.get(urn)?.dollarsPerMonth ?? 0;
    const afterDollars = after.get(urn)?.dollarsPerMonth ?? 0;
    return [{ name: line.name, type: line.type, basis: line.basis, beforeDollars, afterDollars }];
  });
  const { asOf, source } = table;
  return {
    lines: lines.toSorted((one, other) => other.afterDollars - one.afterDollars),
    beforeDollars: total([...before.values()]),
    afterDollars: total([...after.values()]),
    prices: { asOf, source },
  };
}

function linesOf(preview: Preview, side: "before" | "after", table: PriceTable) {
  const resources = preview.steps.flatMap((step): Resource[] => {
    const properties = step.op === "delete" && side === "after" ? null : step[side];
    const { type, name, urn } = step;
    return properties ? [{ type, name, urn, properties, feeds: {} }] : [];
  });
  return estimateCost(resources, table).map((line) => [line.urn, line] as const);
}

function total(lines: readonly { dollarsPerMonth: number }[]): number {
  return lines.reduce((sum, { dollarsPerMonth }) => sum + dollarsPerMonth, 0);
}
