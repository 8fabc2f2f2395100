import * as z from "zod/mini";
import { describeIssue } from "../../functions/core/catalogue/describe-issue.ts";
import { type Mistake, showValue } from "../../functions/core/catalogue/mistake.ts";
import type { Catalogue } from "../../functions/core/catalogue/model-definition.ts";
import { parseCatalogue } from "../../functions/core/catalogue/parse-catalogue.ts";
import { findHostingMistakes } from "./hosting-rules.ts";
import { type AlertRule, planAlertRules } from "./plan-alert-rules.ts";
import { planSubnets } from "./plan-subnets.ts";
import { nodesOf } from "./plan-training-job.ts";
import { planUnityCatalog } from "./plan-unity-catalog.ts";
import { type PlatformSettings, platformSettings } from "./platform-settings.ts";

/** What the settings and the catalogue of a stack come to, before any resource is registered. */
export interface PlatformPlan {
  settings: PlatformSettings;
  catalogue: Catalogue;
  alertRules: AlertRule[];
  /** Schemas of the registered models, as `catalog.schema`. */
  schemas: string[];
  /** Most Databricks nodes at one time: every model trains once. */
  databricksNodes: number;
  /** Most instances of the function app. */
  functionInstances: number;
}

/** A plan, or all that is wrong with the settings and the catalogue. */
export type PlannedPlatform =
  | { kind: "planned"; plan: PlatformPlan }
  | { kind: "refused"; mistakes: Mistake[] };

/** Checks all settings and all model definitions together and answers with every mistake at once. */
export function planPlatform(input: unknown): PlannedPlatform {
  const checked = platformSettings.safeParse(input);
  const schema = z.toJSONSchema(platformSettings, { io: "input" });
  const shape = (checked.error?.issues ?? []).flatMap((issue) =>
    describeIssue(issue, { id: "", value: input, schema }).map(withoutRoot),
  );
  const parsed = parseCatalogue(modelsOf(input));
  const inModels = parsed.kind === "invalid" ? parsed.mistakes.map(belowModels) : [];
  const catalogue = parsed.kind === "catalogue" ? parsed.catalogue : {};
  if (!checked.success) return { kind: "refused", mistakes: [...shape, ...inModels] };
  const plan = planOf(checked.data, catalogue);
  const mistakes = [
    ...findHostingMistakes(checked.data),
    ...findNetworkMistakes(plan),
    ...findWarehouseMistakes(plan),
    ...findWebhookMistakes(checked.data),
    ...inModels,
  ];
  return mistakes.length === 0 ? { kind: "planned", plan } : { kind: "refused", mistakes };
}

function planOf(settings: PlatformSettings, catalogue: Catalogue): PlatformPlan {
  const nodes = Object.values(catalogue).map(({ training }) => nodesOf(training));
  return {
    settings,
    catalogue,
    alertRules: planAlertRules(catalogue),
    schemas: planUnityCatalog(catalogue).schemas,
    databricksNodes: nodes.reduce((sum, count) => sum + count, 0),
    functionInstances: settings.hosting?.maxInstances ?? 5,
  };
}

function modelsOf(input: unknown): unknown {
  return typeof input === "object" && input !== null ? Reflect.get(input, "models") : undefined;
}

function withoutRoot(mistake: Mistake): Mistake {
  return { ...mistake, path: mistake.path.replace(/^\./, "") };
}

function belowModels(mistake: Mistake): Mistake {
  return mistake.path === "models" ? mistake : { ...mistake, path: `models.${mistake.path}` };
}

function findNetworkMistakes(plan: PlatformPlan): Mistake[] {
  const { network = {} } = plan.settings;
  const mistakes: Mistake[] = [];
  if (network.egress === "firewall" && network.firewallAddress === undefined) {
    const rule = 'must be the private address of the firewall, since network.egress is "firewall"';
    mistakes.push(missing("network.firewallAddress", rule));
  }
  if (network.dns === "hub" && network.hubZonesResourceGroupId === undefined) {
    const rule = 'must name the resource group of the hub\'s zones, since network.dns is "hub"';
    mistakes.push(missing("network.hubZonesResourceGroupId", rule));
  }
  if (network.existing) return mistakes;
  const { addressSpace = "10.20.0.0/22", subnets = {}, otherSpaces = [] } = network;
  const { functionInstances, databricksNodes } = plan;
  const ranges = { addressSpace, subnets, otherSpaces, functionInstances, databricksNodes };
  const planned = planSubnets(ranges);
  return planned.kind === "refused" ? [...mistakes, ...planned.mistakes] : mistakes;
}

function findWarehouseMistakes(plan: PlatformPlan): Mistake[] {
  if (plan.settings.databricks?.warehouseId !== undefined) return [];
  const readers = Object.entries(plan.catalogue)
    .filter(
      ([, { input, monitoring }]) => input.format === "table" || monitoring.table !== undefined,
    )
    .map(([modelId]) => modelId);
  if (readers.length === 0) return [];
  const rule = `must name the SQL warehouse that reads the tables of ${readers.join(", ")}`;
  return [missing("databricks.warehouseId", rule)];
}

function findWebhookMistakes({ webhookUrl }: PlatformSettings): Mistake[] {
  if (typeof webhookUrl !== "string") return [];
  const isPlain = URL.canParse(webhookUrl) && new URL(webhookUrl).search === "";
  if (isPlain && webhookUrl.startsWith("https://")) return [];
  const rule = "must be an https URL without a query, since a signature in it is a secret";
  const mend = "Put a relay into the network that holds the secret, and name the relay.";
  return [{ path: "webhookUrl", value: "this URL", rule, mend }];
}

function missing(path: string, rule: string): Mistake {
  return { path, value: showValue(undefined), rule, mend: "Add it." };
}
