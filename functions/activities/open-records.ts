import type { Models, Records } from "../clients/ports.ts";
import type { Catalogue } from "../core/catalogue/model-definition.ts";
import type { Incident } from "../core/incident.ts";
import { type LedgerCheck, type LedgerEntry, verifyLedger } from "../core/ledger.ts";
import { aliases, containers, incidentPath, ledgerPath } from "../core/names.ts";
import { readEntry } from "./open-ledger.ts";

/** Versions that the aliases of one registered model name; null where an alias is absent. */
export interface AliasedVersions {
  champion: string | null;
  challenger: string | null;
  previousChampion: string | null;
}

/** What the app shows to whoever asks: it reads, and changes nothing. */
export type OpenRecords = ReturnType<typeof openRecords>;

/** Opens registry, ledger and incidents for reading. */
export function openRecords(surroundings: {
  catalogue: Catalogue;
  models: Models;
  records: Records;
}) {
  const { catalogue, models, records } = surroundings;
  return {
    /** Where the three aliases of a model of the catalogue point now. */
    async aliases(model: string): Promise<AliasedVersions> {
      const name = catalogue[model]?.registeredModel ?? model;
      const [champion, challenger, previousChampion] = await Promise.all([
        models.getAlias(name, aliases.champion),
        models.getAlias(name, aliases.challenger),
        models.getAlias(name, aliases.previousChampion),
      ]);
      return { champion, challenger, previousChampion };
    },

    /** The last decisions about a model, newest first. */
    async decisions(model: string, limit: number): Promise<LedgerEntry[]> {
      const paths = await records.list(containers.ledger, `${model}/`);
      const last = paths.slice(-limit).reverse();
      return await Promise.all(last.map((path) => readEntry(records, path)));
    },

    /** One decision, or null where the chain has none of that number. */
    async decision(model: string, sequence: number): Promise<LedgerEntry | null> {
      const path = ledgerPath(model, sequence);
      const text = await records.read(containers.ledger, path);
      return text === null ? null : await readEntry(records, path);
    },

    /** Whether a model's chain is whole: every entry is read. */
    async verify(model: string): Promise<LedgerCheck> {
      const paths = await records.list(containers.ledger, `${model}/`);
      const entries: LedgerEntry[] = [];
      for (const path of paths) entries.push(await readEntry(records, path));
      return verifyLedger(entries);
    },

    /** The last incidents of one model, or of all with null; newest first. */
    async incidents(model: string | null, limit: number): Promise<Incident[]> {
      const below = model === null ? "" : `${model}/`;
      const paths = await records.listNewest(containers.incidents, below, limit);
      const found = await Promise.all(paths.map((path) => readIncident(records, path)));
      return found
        .filter((incident) => incident !== null)
        .sort((one, other) => other.openedAt.localeCompare(one.openedAt))
        .slice(0, limit);
    },

    /** One incident, or null where none has this id. */
    async incident(model: string, id: string): Promise<Incident | null> {
      return await readIncident(records, incidentPath(model, id));
    },
  };
}

async function readIncident(records: Records, path: string): Promise<Incident | null> {
  const text = await records.read(containers.incidents, path);
  return text === null ? null : (JSON.parse(text) as Incident);
}
