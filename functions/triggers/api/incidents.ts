import type { OpenRecords } from "../../activities/open-records.ts";
import { showValue } from "../../core/catalogue/mistake.ts";
import { type Catalogue, modelIdPattern } from "../../core/catalogue/model-definition.ts";
import { allModels } from "../../core/names.ts";
import { readLimit } from "./read-limit.ts";
import { readTold } from "./read-told.ts";
import type { RegisterRoute } from "./register-route.ts";
import { notFound, ok, refuse } from "./reply.ts";

const limits = { most: 100, usual: 20 };

/** Registers the routes that show incidents: the newest, and one with who was told of it. */
export function registerIncidents(
  route: RegisterRoute,
  catalogue: Catalogue,
  records: OpenRecords,
  notifiers: readonly { name: string }[],
): void {
  const known = [...Object.keys(catalogue), allModels];

  route("getIncidents", "GET", "incidents", async ({ query }) => {
    const model = query.get("model");
    if (model !== null && !known.includes(model)) {
      const mend = `Name one of ${known.join(", ")}.`;
      const rule = "is not in the catalogue";
      return refuse(400, [{ path: "model", value: showValue(model), rule, mend }]);
    }
    const limit = readLimit(query, limits);
    if (typeof limit !== "number") return refuse(400, [limit]);
    return ok({ incidents: await records.incidents(model, limit) });
  });

  route("getIncident", "GET", "incidents/{model}/{id}", async ({ params }, client) => {
    const { model = "", id = "" } = params;
    // A model that left the catalogue keeps its incidents; whatever is no name never becomes part of a path.
    const isName = modelIdPattern.test(model) && /^[0-9a-f]{12}$/.test(id);
    const incident = isName ? await records.incident(model, id) : null;
    if (incident !== null) {
      return ok({ ...incident, told: await readTold(client, incident, notifiers) });
    }
    const mend = "List them: GET /api/incidents, or nightshift incidents.";
    return notFound("incident", `${model}/${id}`, "is no incident on record", mend);
  });
}
