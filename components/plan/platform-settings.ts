import * as z from "zod/mini";
import {
  emails,
  flag,
  groupId,
  groupName,
  label,
  privateAddress,
  region,
  resourceId,
  tags,
  text,
  through,
  uuid,
  whole,
} from "./setting-values.ts";

/** Settings of the network. */
export const network = z.strictObject({
  addressSpace: text,
  subnets: z.optional(
    z.strictObject({
      functions: text,
      endpoints: text,
      databricksHost: text,
      databricksContainer: text,
    }),
  ),
  otherSpaces: z.optional(z.array(z.string())),
  egress: z.optional(z.enum(["nat", "firewall"])),
  firewallAddress: z.optional(privateAddress),
  functionsReachInternet: flag,
  existing: z.optional(
    z.strictObject({
      virtualNetworkId: resourceId,
      functionsSubnetId: resourceId,
      endpointsSubnetId: resourceId,
      databricksHostSubnetName: through,
      databricksContainerSubnetName: through,
    }),
  ),
  dns: z.optional(z.enum(["create", "hub", "policy"])),
  hubZonesResourceGroupId: z.optional(groupId),
});

/** Redundancy of a storage account. */
export const storageSku = z.optional(
  z.enum(["Standard_LRS", "Standard_ZRS", "Standard_GRS", "Standard_GZRS"]),
);

/** Settings of the lake. */
export const lake = z.strictObject({
  sku: storageSku,
  ledgerDays: whole(1, 3650),
  undeleteDays: whole(1, 365),
});

/** Settings of the queues. */
export const messaging = z.strictObject({
  capacity: z.optional(z.literal([1, 2, 4, 8, 16], "must be 1, 2, 4, 8 or 16")),
});

/** Settings of the logs. */
export const observability = z.strictObject({
  retentionDays: whole(30, 730),
  existingLogWorkspaceId: z.optional(resourceId),
  monitorAccess: z.optional(z.enum(["private", "shared"])),
});

/** Whoever uploads the package. */
export const deployer = z.strictObject({
  objectId: uuid,
  principalType: z.optional(z.enum(["ServicePrincipal", "Group", "User"])),
});

/** Settings of Databricks. */
export const databricks = z.strictObject({
  existing: z.optional(z.strictObject({ workspaceId: resourceId, workspaceUrl: through })),
  managedCatalog: z.optional(
    z.string().check(z.regex(/^[a-z0-9_]+$/, "must be a catalog name of a-z, 0-9 and _")),
  ),
  browserSignIn: flag,
  warehouseId: z.optional(through),
});

/** Settings of the function app's size. */
export const hosting = z.strictObject({
  sku: z.optional(z.enum(["EP1", "EP2", "EP3"])),
  os: z.optional(z.enum(["windows", "linux"])),
  minInstances: whole(1, 20),
  maxInstances: whole(1, 100),
  zoneRedundant: flag,
  pollSeconds: z.optional(z.number().check(z.gte(0.1), z.lte(300))),
  pausable: z.optional(
    z.array(z.string().check(z.regex(/^[^,]+$/, "must be a name without a comma"))),
  ),
  moreRegions: z.optional(z.array(z.string())),
});

/** Whom the app tells. */
export const notify = z.strictObject({
  webhookUrl: z.optional(through),
  webhookSecretUri: z.optional(through),
  teamsWorkflowSecretUri: z.optional(through),
  pagerDutyKeySecretUri: z.optional(through),
  pagerDutyUrl: z.optional(through),
});

/** The language model that improvement may ask. */
export const languageModel = z.strictObject({
  llmUrl: through,
  llmModel: through,
  llmScope: z.optional(through),
  llmDollarsPerMillionTokens: z.optional(z.number().check(z.gte(0), z.lte(1000))),
});

const budget = z.strictObject({
  monthlyAmount: z.number().check(z.gt(0)),
  startDate: z
    .string()
    .check(
      z.regex(/^\d{4}-(?:0[1-9]|1[0-2])-01$/, "must be the first day of a month, like 2026-01-01"),
    ),
  ownerEmails: emails,
});

/** Who may call the app. */
export const signIn = z.strictObject({
  tenantId: uuid,
  clientId: uuid,
  approverRole: z
    .string()
    .check(
      z.regex(
        /^[\w.:-]{1,120}$/,
        "must be the value of an app role like Nightshift.Approver, whose holders may approve",
      ),
    ),
  allowedGroups: z.optional(z.array(uuid)),
});

/** The arguments of `AgentPlatform`, as they may stand in a stack file: what is unknown here is refused by its name. */
export const platformSettings = z.strictObject({
  location: region,
  subscriptionId: uuid,
  label: z.optional(label),
  salt: z.optional(z.string()),
  resourceGroupName: z.optional(groupName),
  tags,
  network: z.optional(network),
  lake: z.optional(lake),
  messaging: z.optional(messaging),
  observability: z.optional(observability),
  onCallEmails: emails,
  budget,
  hosting: z.optional(hosting),
  signIn,
  deployer,
  databricks: z.optional(databricks),
  mlflowUrl: z.optional(through),
  notify: z.optional(notify),
  languageModel: z.optional(languageModel),
  managementUrl: z.optional(z.string()),
  settleSeconds: whole(0, 900),
  protect: flag,
  models: z.record(z.string(), z.any()),
});

/** Checked arguments of `AgentPlatform`. */
export type PlatformSettings = z.infer<typeof platformSettings>;
