import { type Mistake, showValue } from "../../functions/core/catalogue/mistake.ts";
import { tokenScopeOf } from "../../functions/core/token-scope.ts";
import type { PlatformSettings } from "./platform-settings.ts";
import { parsePlainUrl } from "./url-rules.ts";

/** What would keep the app from starting: a language model whose token is for nobody in particular. */
export function findLanguageModelMistakes({ languageModel }: Partial<PlatformSettings>): Mistake[] {
  const { llmUrl, llmScope } = languageModel ?? {};
  if (typeof llmUrl !== "string") return [];
  const url = parsePlainUrl(llmUrl);
  if (url === null) return [];
  if (llmScope !== undefined || tokenScopeOf(url.hostname) !== null) return [];
  const rule = `must say whom the token is for, since ${url.hostname} is neither Azure OpenAI nor Databricks`;
  const mend = "Add it, such as api://APPLICATION/.default.";
  return [{ path: "languageModel.llmScope", value: showValue(undefined), rule, mend }];
}
