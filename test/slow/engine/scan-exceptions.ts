/** Findings of the scanner that we let stand. */
export interface ScanException {
  /** Ids of the checks. */
  checks: readonly string[];
  /** Resources that they may be said of, as the scanner names them. */
  resource: RegExp;
  /** Why what the checks ask for is not done. */
  reason: string;
}

/** Every finding that stands, with its reason; a check that finds nothing any more fails the test. */
export const scanExceptions: readonly ScanException[] = [
  {
    checks: ["CKV_AZURE_206"],
    resource: /^Microsoft\.Storage\/storageAccounts\./,
    reason:
      "It asks for a copy in a second region. By default data is kept in three zones of one region, since it may not be allowed to leave it; `lake.sku` takes Standard_GRS and Standard_GZRS.",
  },
  {
    checks: ["CKV2_AZURE_48"],
    resource: /^Microsoft\.Databricks\/workspaces\./,
    reason:
      "The root storage holds no data of models, which are in the lake; a key of one's own for it needs a vault and a rotation that most teams run for all workspaces together.",
  },
  {
    checks: ["CKV_AZURE_225", "CKV_AZURE_212"],
    resource: /^Microsoft\.Web\/(serverfarms|sites)\./,
    reason:
      "One instance by default: work waits in queues and orchestrations go on where they were, so a lost instance costs minutes of a night. `hosting.minInstances` and `hosting.zoneRedundant` pay for more.",
  },
  {
    checks: ["CKV_AZURE_17"],
    resource: /^Microsoft\.Web\/sites\./,
    reason:
      "Callers are people and services with a token of Entra ID and an app role, asked for before the app is reached; a client certificate would be a second secret to rotate.",
  },
  {
    checks: [
      "CKV_AZURE_13",
      "CKV_AZURE_63",
      "CKV_AZURE_65",
      "CKV_AZURE_66",
      "CKV_AZURE_80",
      "CKV_AZURE_88",
      "CKV_AZURE_222",
    ],
    resource: /^Microsoft\.Web\/sites\/config\.[^/]+\/appsettings$/,
    reason:
      "The scanner takes every configuration of a site for that of the web server. This one holds the app's settings; the public network is closed on the site itself.",
  },
  {
    checks: [
      "CKV_AZURE_13",
      "CKV_AZURE_63",
      "CKV_AZURE_65",
      "CKV_AZURE_66",
      "CKV_AZURE_80",
      "CKV_AZURE_88",
      "CKV_AZURE_222",
    ],
    resource: /^Microsoft\.Web\/sites\/config\.[^/]+\/authsettingsV2$/,
    reason:
      "As above. This one holds how callers sign in, in the second version of these settings; the scanner knows the first.",
  },
];
