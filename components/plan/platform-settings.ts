import * as z from "zod/mini";

const uuid = z
  .string()
  .check(
    z.regex(
      /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
      "must be an id like 00000000-0000-0000-0000-000000000000",
    ),
  );
const email = z.string().check(z.regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "must be a mail address"));
const emails = z.array(email).check(z.minLength(1, "must name one person at least"));
/** A value that may be known only while Pulumi runs, such as the id of another resource. */
const through = z.optional(z.any());
const whole = (least: number, most: number) => z.optional(z.int().check(z.gte(least), z.lte(most)));
const flag = z.optional(z.boolean());
const text = z.optional(z.string().check(z.minLength(1)));

const network = z.strictObject({
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
  firewallAddress: z.optional(
    z.string().check(z.regex(/^\d{1,3}(?:\.\d{1,3}){3}$/, "must be an IPv4 address like 10.0.0.4")),
  ),
  functionsReachInternet: flag,
  existing: z.optional(
    z.strictObject({
      virtualNetworkId: z.any(),
      functionsSubnetId: z.any(),
      endpointsSubnetId: z.any(),
      databricksHostSubnetName: z.any(),
      databricksContainerSubnetName: z.any(),
    }),
  ),
  dns: z.optional(z.enum(["create", "hub", "policy"])),
  hubZonesResourceGroupId: through,
});

const storageSku = z.optional(
  z.enum(["Standard_LRS", "Standard_ZRS", "Standard_GRS", "Standard_GZRS"]),
);

const databricks = z.strictObject({
  existing: z.optional(z.strictObject({ workspaceId: z.any(), workspaceUrl: z.any() })),
  managedCatalog: z.optional(
    z.string().check(z.regex(/^[a-z0-9_]+$/, "must be a catalog name of a-z, 0-9 and _")),
  ),
  browserSignIn: flag,
  warehouseId: through,
});

const hosting = z.strictObject({
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

const notify = z.strictObject({
  webhookUrl: through,
  webhookSecretUri: through,
  teamsWorkflowSecretUri: through,
  pagerDutyKeySecretUri: through,
  pagerDutyUrl: through,
});

const languageModel = z.strictObject({
  llmUrl: z.any(),
  llmModel: z.any(),
  llmScope: through,
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

const signIn = z.strictObject({
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
  location: z
    .string()
    .check(
      z.regex(
        /^[a-z][a-z0-9]+$/,
        "must be a region as Azure writes it in templates, like westeurope",
      ),
    ),
  subscriptionId: uuid,
  label: z.optional(z.string().check(z.minLength(1), z.maxLength(60))),
  salt: z.optional(z.string()),
  resourceGroupName: through,
  tags: z.optional(z.record(z.string(), z.any())),
  network: z.optional(network),
  lake: z.optional(
    z.strictObject({ sku: storageSku, ledgerDays: whole(1, 3650), undeleteDays: whole(1, 365) }),
  ),
  messaging: z.optional(
    z.strictObject({
      capacity: z.optional(z.literal([1, 2, 4, 8, 16], "must be 1, 2, 4, 8 or 16")),
    }),
  ),
  observability: z.optional(
    z.strictObject({
      retentionDays: whole(30, 730),
      existingLogWorkspaceId: through,
      monitorAccess: z.optional(z.enum(["private", "shared"])),
    }),
  ),
  onCallEmails: emails,
  budget,
  hosting: z.optional(hosting),
  signIn,
  deployer: z.strictObject({
    objectId: uuid,
    principalType: z.optional(z.enum(["ServicePrincipal", "Group", "User"])),
  }),
  databricks: z.optional(databricks),
  mlflowUrl: through,
  notify: z.optional(notify),
  languageModel: z.optional(languageModel),
  managementUrl: z.optional(z.string()),
  settleSeconds: whole(0, 900),
  protect: flag,
  models: z.record(z.string(), z.any()),
});

/** Checked arguments of `AgentPlatform`. */
export type PlatformSettings = z.infer<typeof platformSettings>;
