import {
  at,
  isRecord,
  type Policy,
  type PolicySettings,
  textsSetting,
  violation,
} from "./policy.ts";

const needed = ["environment", "owner"];

/** Types that carry tags and cost money. */
const tagged = [
  "resources:ResourceGroup",
  "storage:StorageAccount",
  "servicebus:Namespace",
  "eventhub:Namespace",
  "web:WebApp",
  "web:AppServicePlan",
  "databricks:Workspace",
  "network:VirtualNetwork",
  "operationalinsights:Workspace",
];

function missingTags(properties: unknown, settings: PolicySettings): string[] {
  const tags = isRecord(properties) ? at(properties, "tags") : undefined;
  return textsSetting(settings, "tags", needed).filter(
    (tag) => !isRecord(tags) || typeof tags[tag] !== "string" || tags[tag] === "",
  );
}

/** Everything that costs money says whose it is. */
export const tagPolicies: readonly Policy[] = [
  {
    kind: "resource",
    name: "resources-require-tags",
    level: "advisory",
    rule: `A resource that costs money should carry the tags ${needed.join(" and ")}.`,
    why: "At 3 a.m. the first question is whose this is.",
    example: "tags left out",
    mend: "Set tags, or a transform that sets them for all.",
    settings: { tags: { says: "Tags that must be there", default: needed } },
    types: tagged,
    judge: (resource, settings) => {
      const missing = missingTags(resource.properties, settings);
      return missing.length === 0
        ? []
        : [violation(resource, `it lacks the tags ${missing.join(", ")}`, "Add them.")];
    },
  },
];
