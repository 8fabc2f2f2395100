import * as z from "zod/mini";
import { checkArguments } from "./check-arguments.ts";
import { findHostingMistakes } from "./hosting-rules.ts";
import { findLanguageModelMistakes } from "./language-model-rules.ts";
import { findNotifyMistakes } from "./notify-rules.ts";
import { hosting, languageModel, notify, platformSettings, signIn } from "./platform-settings.ts";
import { region, through } from "./setting-values.ts";
import { findUrlMistakes } from "./url-rules.ts";

const { mlflowUrl, managementUrl } = platformSettings.shape;
const shape = {
  ...hosting.shape,
  ...notify.shape,
  ...languageModel.shape,
  location: region,
  signIn,
  mlflowUrl,
  managementUrl,
  warehouseId: z.optional(through),
};

/** Throws one error with all that is wrong with the arguments of `FunctionHosting`. */
export function checkHostingArguments(
  name: string,
  args: { llmUrl?: unknown; llmModel?: unknown },
): void {
  const asksModel = args.llmUrl !== undefined || args.llmModel !== undefined;
  // One without the other is a mistake; neither is none.
  const needed = asksModel ? through : z.optional(through);
  const asked = { ...shape, llmUrl: needed, llmModel: needed };
  checkArguments({ type: "FunctionHosting", name }, args, asked, (parts) => {
    const { location, llmUrl, llmModel, llmScope, mlflowUrl, managementUrl } = parts;
    const model = { llmUrl, llmModel, llmScope };
    return [
      ...findHostingMistakes({ location, hosting: parts }),
      ...findUrlMistakes({ mlflowUrl, managementUrl, notify: parts, languageModel: model }),
      // What lies beyond the network is known where the network is made.
      ...findNotifyMistakes({ notify: parts, network: { functionsReachInternet: true } }),
      ...findLanguageModelMistakes({ languageModel: model }),
    ];
  });
}
