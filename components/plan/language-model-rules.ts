import { type Mistake, showValue } from "../../functions/core/catalogue/mistake.ts";
import { mayCarryScope, tokenScopeOf } from "../../functions/core/token-scope.ts";
import type { PlatformSettings } from "./platform-settings.ts";
import { parsePlainUrl } from "./url-rules.ts";

/** What would keep the app from starting: a language model whose token is for nobody in particular, or for somebody else. */
export function findLanguageModelMistakes({ languageModel }: Partial<PlatformSettings>): Mistake[] {
  const { llmUrl, llmScope } = languageModel ?? {};
  if (typeof llmUrl !== "string") return [];
  const url = parsePlainUrl(llmUrl);
  if (url === null) return [];
  if (typeof llmScope === "string" && !mayCarryScope(url.hostname, llmScope)) {
    const rule = `must not be for a service of Azure that ${url.hostname} is not: whoever has the token acts as the app there`;
    const mend = "Name the application of the model alone, such as api://APPLICATION/.default.";
    return [{ path: "languageModel.llmScope", value: showValue(llmScope), rule, mend }];
  }
  if (llmScope !== undefined || tokenScopeOf(url.hostname) !== null) return [];
  const rule = `must say whom the token is for, since ${url.hostname} is neither Azure OpenAI nor Databricks`;
  const mend = "Add it, such as api://APPLICATION/.default.";
  return [{ path: "languageModel.llmScope", value: showValue(undefined), rule, mend }];
}
