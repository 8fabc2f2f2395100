import {
  isRecord,
  type Policy,
  type Resource,
  type Violation,
  violation,
  withSlots,
} from "./policy.ts";

/** What a secret looks like, whatever its name. */
const shapes: readonly { says: string; pattern: RegExp }[] = [
  { says: "an account key", pattern: /AccountKey=[^;]{8,}/i },
  { says: "a shared access key", pattern: /SharedAccessKey=[^;]{8,}/i },
  { says: "a SAS token", pattern: /[?&;]sig=[A-Za-z0-9%+/=]{20,}/i },
  { says: "a password in a URL", pattern: /:\/\/[^/\s:@]+:[^/\s:@]+@/ },
  {
    says: "a password in a connection string",
    pattern: /(?:^|;)\s*(?:password|pwd)\s*=\s*[^;\s]/i,
  },
  {
    says: "a key in a URL",
    pattern: /[?&](?:api-?key|code|subscription-key|access_token)=[^&]{8,}/i,
  },
  { says: "a webhook that needs no sign-in", pattern: /\/\/hooks\.slack\.com\/services\/./i },
  { says: "a private key", pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { says: "a Databricks token", pattern: /\bdapi[0-9a-f]{32}/ },
  { says: "a JSON web token", pattern: /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{5,}/ },
];

const secretName =
  /(?:password|passwd|secret|api_?key|access_?key|account_?key|client_?secret|sas_?token|_token|connection_?string)$/i;
/** How Hadoop's driver for Azure names keys; the account follows. */
const hadoopSecretName =
  /\bfs\.azure\.(?:account\.key|sas|account\.oauth2\.client\.secret)(?:\.|$)/;
const keyVaultReference = /^@Microsoft\.KeyVault\(/;
/** A secret scope of Databricks, or a parameter that is judged where it is declared. */
const databricksReference = /^\{\{[\w./-]+\}\}$/;

/** Finds what looks like a secret in one setting: by its shape, or by its name. Never repeats the value. */
function findSecret(name: string, value: unknown): string | null {
  if (typeof value !== "string" || value === "") return null;
  if (keyVaultReference.test(value) || databricksReference.test(value)) return null;
  const shape = shapes.find(({ pattern }) => pattern.test(value));
  if (shape) return `setting ${name} holds ${shape.says}`;
  return secretName.test(name) || hadoopSecretName.test(name)
    ? `setting ${name} is named like a secret and holds plain text`
    : null;
}

/** Keys whose value goes by the name beside it, or by the name of the record that holds it. */
const namelessKeys = ["value", "default", "connectionString"];

/** Every text in a value with the name it goes by, however deep: settings, slots, clusters, parameters of each task. */
function namedTexts(name: string, value: unknown): [string, unknown][] {
  if (Array.isArray(value)) return listedTexts(name, knownEntries(value));
  if (!isRecord(value)) return [[name, value]];
  const entries = knownEntries(value);
  const own = entries.find(([key]) => key === "name" || key === "key")?.[1];
  const ownName = typeof own === "string" ? own : name;
  return entries.flatMap(([key, inner]) =>
    namedTexts(namelessKeys.includes(key) ? ownName : key, inner),
  );
}

/** Of a command line, `--name=value` and `--name`, `value` go by the flag's name. */
function listedTexts(name: string, items: readonly [string, unknown][]): [string, unknown][] {
  return items.flatMap(([, item], index) => {
    const joined = typeof item === "string" ? /^--?([\w.-]+)=(.*)$/s.exec(item) : null;
    if (joined) return [[joined[1] ?? name, joined[2]] as [string, unknown]];
    const before = items[index - 1]?.[1];
    const flag = typeof before === "string" ? /^--?([\w.-]+)$/.exec(before)?.[1] : undefined;
    return namedTexts(flag ?? name, item);
  });
}

/** During a preview, reading a value that is not known yet throws; one such value must not hide the others. */
function knownEntries(
  settings: Readonly<Record<string, unknown>> | readonly unknown[],
): [string, unknown][] {
  return Object.keys(settings).flatMap((name): [string, unknown][] => {
    try {
      return [[name, Reflect.get(settings, name)]];
    } catch {
      return [];
    }
  });
}

/** With Entra ID in force, this string only says where telemetry goes: its key opens nothing. */
function isAddressOnly(name: string, settings: readonly [string, unknown][]): boolean {
  return (
    name === "APPLICATIONINSIGHTS_CONNECTION_STRING" &&
    settings.some(([other]) => other === "APPLICATIONINSIGHTS_AUTHENTICATION_STRING")
  );
}

function judge(resource: Resource): Violation[] {
  const settings = namedTexts(resource.name, resource.properties);
  return settings.flatMap(([name, value]) => {
    const found = isAddressOnly(name, settings) ? null : findSecret(name, value);
    const mend = "Use an identity, or a Key Vault reference; then rotate what was written here.";
    return found ? [violation(resource, found, mend)] : [];
  });
}

/** No secret stands in a setting, where everybody with read access sees it. */
export const secretPolicies: readonly Policy[] = [
  {
    kind: "resource",
    name: "settings-disallow-secrets",
    level: "mandatory",
    rule: "No setting or connection string of an app or a slot, and no Spark setting, variable or parameter of a job, may hold a secret.",
    why: "Settings are shown in the portal, in exports and in the state file.",
    example: 'STORAGE = "...AccountKey=..."',
    mend: "Connect by identity (`NAME__accountName`, `NAME__credential`), or use a Key Vault reference.",
    types: [
      ...withSlots("web:WebApp"),
      ...withSlots("web:WebAppApplicationSettings"),
      ...withSlots("web:WebAppConnectionStrings"),
      "databricks:Job",
      "databricks:Cluster",
      "databricks:Pipeline",
    ],
    judge,
  },
];
