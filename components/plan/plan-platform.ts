import { type Mistake, showValue } from "../../functions/core/catalogue/mistake.ts";
import type { Catalogue } from "../../functions/core/catalogue/model-definition.ts";
import { parseCatalogue } from "../../functions/core/catalogue/parse-catalogue.ts";
import { type AlertRule, planAlertRules } from "../../functions/core/response/plan-alert-rules.ts";
import { findHostingMistakes } from "./hosting-rules.ts";
import { findLanguageModelMistakes } from "./language-model-rules.ts";
import { findNetworkMistakes } from "./network-rules.ts";
import { findNotifyMistakes } from "./notify-rules.ts";
import { nodesOf } from "./plan-training-job.ts";
import { planUnityCatalog } from "./plan-unity-catalog.ts";
import { type PlatformSettings, platformSettings } from "./platform-settings.ts";
import { findSecretMistakes } from "./secret-rules.ts";
import { findShapeMistakes, wellFormedParts } from "./shape-mistakes.ts";
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
    ...findShapeMistakes(platformSettings, input),
    ...findRuleMistakes(wellFormedParts(platformSettings, input), catalogue),
    ...(parsed.kind === "invalid" ? parsed.mistakes.map(belowModels) : []),
  ];
  if (!checked.success || mistakes.length > 0) return { kind: "refused", mistakes };
  return { kind: "planned", plan: planOf(checked.data, catalogue) };
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
