import { describeMistakes } from "../../functions/core/catalogue/mistake.ts";
import type { Catalogue } from "../../functions/core/catalogue/model-definition.ts";
import { parseCatalogue } from "../../functions/core/catalogue/parse-catalogue.ts";
import { Refusal } from "./refusal.ts";

/** The models with every default filled in. Throws a Refusal with all mistakes; `where` names their source. */
export function checkModels(models: Record<string, unknown>, where: string): Catalogue {
  const parsed = parseCatalogue(models);
  if (parsed.kind === "catalogue") return parsed.catalogue;
  const lines = describeMistakes(parsed.mistakes).split("\n");
  const head = `Models of ${where} have ${parsed.mistakes.length} mistake(s):`;
  throw new Refusal([head, ...lines.map((line) => `  ${line}`)].join("\n"));
}
