import type { Records } from "../clients/ports.ts";
import type { Incident } from "../core/incident.ts";
import type { Decision } from "../core/ledger.ts";
import { containers, incidentPath } from "../core/names.ts";
import { openLedger } from "./open-ledger.ts";

/** Effects on the records that outlive everything: ledger and incidents. */
export function createRecordActivities({ records }: { records: Records }) {
  const ledger = openLedger(records);
  return {
    /** Appends a decision to the model's chain; recorded under its key before, it stays one entry. */
    async recordDecision(decision: Decision) {
      return await ledger.append(decision);
    },

    /**
     * Records an incident; recorded under its id before, the first record stays. `created` too where a crash hid
     * that this very incident was recorded: it still has to be told.
     */
    async recordIncident(incident: Incident) {
      const path = incidentPath(incident.model, incident.id);
      const body = `${JSON.stringify(incident, null, 2)}\n`;
      const { kind } = await records.create(containers.incidents, path, body);
      const isOurs =
        kind === "created" || (await records.read(containers.incidents, path)) === body;
      return { kind: isOurs ? ("created" as const) : ("exists" as const), id: incident.id };
    },
  };
}
