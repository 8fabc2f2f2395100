import * as z from "zod/mini";
import { describeIssue } from "../../functions/core/catalogue/describe-issue.ts";
import { type Mistake, showValue } from "../../functions/core/catalogue/mistake.ts";
import type { Catalogue } from "../../functions/core/catalogue/model-definition.ts";
import { parseCatalogue } from "../../functions/core/catalogue/parse-catalogue.ts";
import { type AlertRule, planAlertRules } from "../../functions/core/response/plan-alert-rules.ts";
import { findHostingMistakes } from "./hosting-rules.ts";
import { findLanguageModelMistakes } from "./language-model-rules.ts";
import { findNotifyMistakes } from "./notify-rules.ts";
import { planSubnets } from "./plan-subnets.ts";
import { nodesOf } from "./plan-training-job.ts";
import { planUnityCatalog } from "./plan-unity-catalog.ts";
import { type PlatformSettings, platformSettings } from "./platform-settings.ts";
import { findSecretMistakes } from "./secret-rules.ts";
import { findUrlMistakes } from "./url-rules.ts";

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
  const parsed = parseCatalogue(modelsOf(input));
  const catalogue = parsed.kind === "catalogue" ? parsed.catalogue : {};
  const mistakes = [
    ...findShapeMistakes(input, checked.error?.issues ?? []),
    ...findRuleMistakes(wellFormedParts(input), catalogue),
    ...(parsed.kind === "invalid" ? parsed.mistakes.map(belowModels) : []),
  ];
  if (!checked.success || mistakes.length > 0) return { kind: "refused", mistakes };
  return { kind: "planned", plan: planOf(checked.data, catalogue) };
}

type Issues = readonly z.core.$ZodIssue[];

function findShapeMistakes(input: unknown, issues: Issues): Mistake[] {
  const schema = z.toJSONSchema(platformSettings, { io: "input" });
  return issues
    .flatMap((issue) => describeIssue(issue, { id: "", value: input, schema }))
    .map((mistake) => ({ ...mistake, path: mistake.path.replace(/^\./, "") }));
}

/** The settings whose own shape is right, so that a mistake in one does not hide those in the others. */
function wellFormedParts(input: unknown): Partial<PlatformSettings> {
  if (typeof input !== "object" || input === null) return {};
  const parts = Object.entries(platformSettings.shape).flatMap(([key, schema]) => {
    const value = Reflect.get(input, key);
    return value !== undefined && schema.safeParse(value).success ? [[key, value]] : [];
  });
  return z.partial(platformSettings).parse(Object.fromEntries(parts));
}

function findRuleMistakes(settings: Partial<PlatformSettings>, catalogue: Catalogue): Mistake[] {
  return [
    ...findHostingMistakes(settings),
    ...findNetworkMistakes(settings, sizesOf(settings, catalogue)),
    ...findWarehouseMistakes(settings, catalogue),
    ...findUrlMistakes(settings),
    ...findSecretMistakes(settings.models),
    ...findNotifyMistakes(settings),
    ...findLanguageModelMistakes(settings),
  ];
}

function sizesOf(settings: Partial<PlatformSettings>, catalogue: Catalogue) {
  const nodes = Object.values(catalogue).map(({ training }) => nodesOf(training));
  return {
    databricksNodes: nodes.reduce((sum, count) => sum + count, 0),
    functionInstances: settings.hosting?.maxInstances ?? 5,
  };
}

function planOf(settings: PlatformSettings, catalogue: Catalogue): PlatformPlan {
  return {
    settings,
    catalogue,
    alertRules: planAlertRules(catalogue),
    schemas: planUnityCatalog(catalogue).schemas,
    ...sizesOf(settings, catalogue),
  };
}

function modelsOf(input: unknown): unknown {
  return typeof input === "object" && input !== null ? Reflect.get(input, "models") : undefined;
}

function belowModels(mistake: Mistake): Mistake {
  return mistake.path === "models" ? mistake : { ...mistake, path: `models.${mistake.path}` };
}

function findNetworkMistakes(
  { network = {} }: Partial<PlatformSettings>,
  sizes: ReturnType<typeof sizesOf>,
): Mistake[] {
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
  const ranges = { addressSpace, subnets, otherSpaces, ...sizes };
  const planned = planSubnets(ranges);
  return planned.kind === "refused" ? [...mistakes, ...planned.mistakes] : mistakes;
}

function findWarehouseMistakes(
  settings: Partial<PlatformSettings>,
  catalogue: Catalogue,
): Mistake[] {
  if (settings.databricks?.warehouseId !== undefined) return [];
  const readers = Object.entries(catalogue)
    .filter(
      ([, { input, monitoring }]) => input.format === "table" || monitoring.table !== undefined,
    )
    .map(([modelId]) => modelId);
  if (readers.length === 0) return [];
  const rule = `must name the SQL warehouse that reads the tables of ${readers.join(", ")}`;
  return [missing("databricks.warehouseId", rule)];
}

function missing(path: string, rule: string): Mistake {
  return { path, value: showValue(undefined), rule, mend: "Add it." };
}
