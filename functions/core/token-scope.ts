/** Scope of a token for Azure Databricks: the application id of that service in every tenant. */
export const databricksScope = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default";
/** Scope of Azure OpenAI and of everything else in Azure AI. */
const azureAiScope = "https://cognitiveservices.azure.com/.default";

const scopesByHost: readonly [RegExp, string][] = [
  [/\.azuredatabricks\.net$/, databricksScope],
  [/\.(openai|cognitiveservices|services\.ai)\.azure\.com$/, azureAiScope],
];

/** Whom a token for a language model's host is for; null where that is not known, since a token is sent nowhere else. */
export function tokenScopeOf(hostname: string): string | null {
  return scopesByHost.find(([pattern]) => pattern.test(hostname))?.[1] ?? null;
}
