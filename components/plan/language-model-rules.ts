import { type Mistake, showValue } from "../../functions/core/catalogue/mistake.ts";
import { tokenScopeOf } from "../../functions/core/token-scope.ts";
import type { PlatformSettings } from "./platform-settings.ts";

/** What would keep the app from starting: a language model that cannot be called, or a token for nobody in particular. */
export function findLanguageModelMistakes({ languageModel }: Partial<PlatformSettings>): Mistake[] {
  const { llmUrl, llmScope } = languageModel ?? {};
  if (typeof llmUrl !== "string") return [];
  const url = URL.canParse(llmUrl) ? new URL(llmUrl) : null;
  if (url?.protocol !== "https:") {
    const mend = "Write the root of its API, such as https://NAME.openai.azure.com/openai/v1.";
    const rule = "must be an https URL";
    return [{ path: "languageModel.llmUrl", value: showValue(llmUrl), rule, mend }];
  }
  if (llmScope !== undefined || tokenScopeOf(url.hostname) !== null) return [];
  const rule = `must say whom the token is for, since ${url.hostname} is neither Azure OpenAI nor Databricks`;
  const mend = "Add it, such as api://APPLICATION/.default.";
  return [{ path: "languageModel.llmScope", value: showValue(undefined), rule, mend }];
}
