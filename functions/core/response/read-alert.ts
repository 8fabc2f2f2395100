import { instantOf } from "../instant.ts";
import { shortHash } from "../names.ts";
import { printable } from "../printable.ts";
import { type Alert, type AlertKind, alertKinds } from "./alert.ts";
import type { CommonAlert, Criterion } from "./alert-payload.ts";

/** Alerts read from one payload, or why nothing is done about it. */
export type ReadAlerts = { kind: "alerts"; alerts: Alert[] } | { kind: "refused"; reason: string };

type AlertData = CommonAlert["data"];

/** Reads a budget's alert: it names no rule and no severity, and is about all models. */
export function readBudget(data: AlertData): ReadAlerts {
  const budget = data.alertContext?.AlertData;
  const name = budget?.BudgetName ?? data.essentials.alertRule;
  if (!name) return { kind: "refused", reason: "It is a cost alert without the name of a budget." };
  const excess = ratioOf(readMoney(budget?.SpentAmount), readMoney(budget?.BudgetThreshold));
  const about = { kind: "budget" as const, model: null, version: null, subject: null, excess };
  return readWith(data, printable(name, 100), [about]);
}

/** Reads an alert of a rule that names its model and kind in its custom properties. */
export function readRuleAlerts(data: AlertData, models: readonly string[]): ReadAlerts {
  const { essentials, alertContext } = data;
  const service = printable(essentials.monitoringService ?? "an unnamed service", 60);
  const property = (name: string) => readProperty(data, name);
  const [model, kind] = [property("model"), property("kind")];
  if (model === null && kind === null) {
    return { kind: "refused", reason: `It comes from ${service} and names no model and kind.` };
  }
  const known = alertKinds.find((candidate) => candidate === kind);
  if (known === undefined) {
    return {
      kind: "refused",
      reason: `Its kind is ${printable(kind ?? "missing", 60)}, which has no response.`,
    };
  }
  const isGlobal = (known === "budget" || known === "pipeline-failure") && model === null;
  if (!isGlobal && (model === null || !models.includes(model))) {
    return {
      kind: "refused",
      reason: `Its model is ${printable(model ?? "missing", 60)}, which the catalogue does not have.`,
    };
  }
  const criteria = alertContext?.condition?.allOf ?? [firstVersionOf(data)];
  const abouts = (criteria.length === 0 ? [{}] : criteria).map((criterion) =>
    readCriterion(criterion, known, model, property("version")),
  );
  const odd = abouts.find(({ version }) => version !== null && !/^\d{1,18}$/.test(version));
  if (odd)
    return {
      kind: "refused",
      reason: `Its version ${printable(odd.version ?? "", 30)} is no number.`,
    };
  return readWith(data, printable(essentials.alertRule ?? `${model}: ${known}`, 100), abouts);
}

const conditions = ["fired", "resolved"] as const;

type About = Pick<Alert, "kind" | "model" | "version" | "subject" | "excess">;

function readWith(data: AlertData, rule: string, abouts: readonly About[]): ReadAlerts {
  const { essentials } = data;
  const told = (essentials.monitorCondition ?? "Fired").toLowerCase();
  const condition = conditions.find((candidate) => candidate === told);
  if (condition === undefined) {
    return {
      kind: "refused",
      reason: `Its condition is ${printable(told, 30)}; Fired and Resolved are known.`,
    };
  }
  const severity = /^Sev([0-4])$/.exec(essentials.severity ?? "")?.[1];
  if (essentials.severity && severity === undefined) {
    return {
      kind: "refused",
      reason: `Its severity is ${printable(essentials.severity, 30)}; Sev0 to Sev4 are known.`,
    };
  }
  const time = condition === "resolved" ? essentials.resolvedDateTime : essentials.firedDateTime;
  const firing = essentials.alertId ?? `${rule}\n${essentials.firedDateTime ?? ""}`;
  const alerts = abouts.map((about) => ({
    ...about,
    id: shortHash([firing, about.version, about.subject].join("\n")),
    condition,
    azureSeverity: severity === undefined ? null : Number(severity),
    rule,
    at: time ? instantOf(time) : null,
    description: printable(essentials.description ?? "", 300),
  }));
  return { kind: "alerts", alerts };
}

function readCriterion(
  criterion: Partial<Criterion>,
  kind: AlertKind,
  model: string | null,
  version: string | null,
): About {
  const dimension = (name: string) =>
    criterion.dimensions?.find((candidate) => candidate.name === name)?.value || null;
  // Service Bus names a queue so.
  const subject = dimension("feature") ?? dimension("subject") ?? dimension("EntityName");
  const isAbove = /^Greater/.test(criterion.operator ?? "");
  const excess = isAbove
    ? ratioOf(readNumber(criterion.metricValue), readNumber(criterion.threshold))
    : null;
  return {
    kind,
    model,
    version: dimension("version") ?? version,
    subject: subject === null ? null : printable(subject, 100),
    excess,
  };
}

/** Log alerts of the first version tell counts and dimensions beside the condition. */
function firstVersionOf({ alertContext }: AlertData): Partial<Criterion> {
  return {
    operator: alertContext?.Operator,
    threshold: alertContext?.Threshold,
    metricValue: alertContext?.ResultCount,
    dimensions: alertContext?.Dimensions,
  };
}

/** A custom property as text; null where it is absent or empty. What is no text names nothing that is known. */
function readProperty({ customProperties, alertContext }: AlertData, name: string): string | null {
  for (const properties of [customProperties, alertContext?.properties]) {
    if (!properties || !Object.hasOwn(properties, name)) continue;
    const value = properties[name] ?? "";
    if (value !== "") return typeof value === "object" ? "an object" : String(value);
  }
  return null;
}

function readNumber(value: number | string | null | undefined): number | null {
  if (value === null || value === undefined || value === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** An amount like `$1,234.50`; null where the format is another. */
function readMoney(text: string | null | undefined): number | null {
  const plain = (text ?? "").replace(/[^\d.,-]/g, "");
  return /^\d{1,3}(,\d{3})*(\.\d+)?$|^\d+(\.\d+)?$/.test(plain)
    ? Number(plain.replaceAll(",", ""))
    : null;
}

function ratioOf(value: number | null, limit: number | null): number | null {
  if (value === null || limit === null || limit <= 0) return null;
  const ratio = value / limit;
  return Number.isFinite(ratio) ? ratio : null;
}
