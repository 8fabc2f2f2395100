/** Scope of a token for Azure Databricks: the application id of that service in every tenant. */
export const databricksScope = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default";
/** Scope of Azure OpenAI and of everything else in Azure AI. */
const azureAiScope = "https://cognitiveservices.azure.com/.default";

const scopesByHost: readonly [RegExp, string][] = [
  [/\.azuredatabricks\.net$/, databricksScope],
  [/\.(openai|cognitiveservices|services\.ai)\.azure\.com$/, azureAiScope],
];

/** Whom a token for a language model's host is for; null where that is not known: then its owner must say so. */
export function tokenScopeOf(hostname: string): string | null {
  return scopesByHost.find(([pattern]) => pattern.test(hostname))?.[1] ?? null;
}

/** Services whose token lets its holder do as the app does; each by its URL, or by its application id in every tenant. */
const powerfulAudiences: readonly RegExp[] = [
  /(?:^|\.)management\.(?:azure\.com|core\.windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)$/,
  /(?:^|\.)(?:graph\.microsoft\.com|graph\.windows\.net)$/,
  /(?:^|\.)vault\.(?:azure\.net|usgovcloudapi\.net|azure\.cn)$/,
  /(?:^|\.)(?:storage\.azure\.com|(?:blob|dfs|queue|table|file|database)\.core\.windows\.net)$/,
  /(?:^|\.)(?:servicebus\.azure\.net|eventhubs\.azure\.net|servicebus\.windows\.net)$/,
  /(?:^|\.)(?:azuredatabricks\.net|database\.windows\.net|monitor\.azure\.com|api\.loganalytics\.io)$/,
  /^2ff814a6-3304-4ab8-85cb-cd0e6f879c1d$/,
  /^797f4846-ba00-4fd7-ba43-dac1f8f63013$/,
  /^00000003-0000-0000-c000-000000000000$/,
  /^cfa8b339-82a2-471a-a3c9-0fc0be7a4093$/,
  /^e406a681-f3d4-42a8-90b6-c2b029497af1$/,
];

/**
 * Whether a token of this scope may go to a language model's host: the host's own, or one of a service that only serves
 * models. A token for Azure itself, for Graph, vaults, storage, queues or Databricks goes to no host but its own.
 */
export function mayCarryScope(hostname: string, scope: string): boolean {
  if (scope === tokenScopeOf(hostname)) return true;
  const audience = audienceOf(scope);
  return !powerfulAudiences.some((pattern) => pattern.test(audience));
}

/** `https://management.azure.com/.default` is for `management.azure.com`; an id or `api://…` for itself. */
function audienceOf(scope: string): string {
  const plain = scope.trim().toLowerCase();
  if (/^https?:\/\//.test(plain) && URL.canParse(plain)) return new URL(plain).hostname;
  return plain.replace(/^(?:api|spn):\/*/, "").replace(/\/.*$/, "");
}
