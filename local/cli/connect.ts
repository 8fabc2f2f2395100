import { readFileSync } from "node:fs";
import { join } from "node:path";
import type {
  Catalogue,
  ModelDefinition,
} from "../../functions/core/catalogue/model-definition.ts";
import { parseCatalogue } from "../../functions/core/catalogue/parse-catalogue.ts";
import { type AppApi, createAppApi } from "../platform/app-api.ts";
import { createHostAdmin, type HostAdmin } from "../platform/host-admin.ts";
import { Refusal } from "../platform/refusal.ts";
import { type PlatformAddress, readAddress } from "../platform/state-folder.ts";
import { didYouMean } from "../rehearsal/did-you-mean.ts";
import { commandName } from "./command-name.ts";

/** A platform that runs in another process. */
export interface Connection {
  address: PlatformAddress;
  app: AppApi;
  host: HostAdmin;
  catalogue: Catalogue;
}

/** Finds the platform that runs in a state folder. Throws a Refusal where none does. */
export function connect(state: string): Connection {
  const address = readAddress(state);
  const mend = `Start one with \`${commandName()} local\`, or name its folder with --state DIR.`;
  if (!address) throw new Refusal(`No platform runs in ${state}. ${mend}`);
  if (!isAlive(address.pid))
    throw new Refusal(`The platform in ${state} (process ${address.pid}) has ended. ${mend}`);
  const parsed = parseCatalogue(JSON.parse(readFileSync(join(state, "catalogue.json"), "utf8")));
  return {
    address,
    app: createAppApi(address.url),
    host: createHostAdmin(address.url, address.adminToken),
    catalogue: parsed.kind === "catalogue" ? parsed.catalogue : {},
  };
}

/** Definition of a model. Throws a Refusal with the nearest name where there is none. */
export function findModel(catalogue: Catalogue, model: string): ModelDefinition {
  const found = catalogue[model];
  if (found) return found;
  throw unknownModel(model, Object.keys(catalogue));
}

/** Says that the catalogue has no such model, with the nearest that it has. */
export function unknownModel(model: string, known: readonly string[]): Refusal {
  return new Refusal(
    `Model ${model}: the catalogue has no such model. ${didYouMean(model, known)}`,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
