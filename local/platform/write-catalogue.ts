import { writeFileSync } from "node:fs";
import type { Catalogue } from "../../functions/core/catalogue/model-definition.ts";
import type { StateFolder } from "./state-folder.ts";

/** Writes the catalogue where the app and the other commands read it; answers its path. */
export function writeCatalogue(state: StateFolder, catalogue: Catalogue): string {
  const path = state.inside("catalogue.json");
  writeFileSync(path, `${JSON.stringify(catalogue, null, 2)}\n`);
  return path;
}
