import assert from "node:assert/strict";
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import { describe, it } from "mocha";
import { openRecords } from "../../../functions/activities/open-records.ts";
import { createRecordActivities } from "../../../functions/activities/records.ts";
import { describeIncident, type Incident, planIncident } from "../../../functions/core/incident.ts";
import { hour } from "../../../functions/core/instant.ts";
import { notificationId } from "../../../functions/core/names.ts";
import { registerIncidents } from "../../../functions/triggers/api/incidents.ts";
import type { RegisterRoute } from "../../../functions/triggers/api/register-route.ts";
import { createFakeModels } from "../../fakes/fake-models.ts";
import { createFakeRecords } from "../../fakes/fake-records.ts";
import { boldModel } from "../../recipes/response/response-world.ts";

const catalogue = { films: boldModel, songs: boldModel };

const incidentAt = (at: number, model = "films"): Incident =>
  planIncident({
    key: `k${at}`,
    model,
    owner: "ana",
    severity: "critical",
    at,
    what: `Version 8 degraded at ${at}`,
    numbers: [{ name: "measured / limit", value: "2.31" }],
    done: "Made version 7 champion again.",
    undo: "nightshift restore films 8",
    ifIgnored: "Version 7 stays champion.",
  });

/** The routes over records in memory, with notifications as their orchestrations ended. */
async function open(incidents: Incident[], ends: Record<string, object> = {}) {
  const records = createFakeRecords();
  const { recordIncident } = createRecordActivities({ records });
  for (const incident of incidents) await recordIncident(incident);
  const routes = new Map<string, Parameters<RegisterRoute>[3]>();
  const route: RegisterRoute = (_name, _method, path, handler) => void routes.set(path, handler);
  const opened = openRecords({ catalogue, models: createFakeModels(), records });
  registerIncidents(route, catalogue, opened, [{ name: "webhook" }, { name: "teams" }]);
  const client = {
    async getStatus(id: string) {
      const end = ends[id];
      if (end === undefined) throw new Error("the extension replied with HTTP 404 response");
      return { createdTime: new Date(hour), lastUpdatedTime: new Date(2 * hour), ...end };
    },
  } as unknown as DurableClient;
  return async (path: string, params: Record<string, string>, query = "") => {
    const request = { params, query: new URLSearchParams(query) } as unknown as HttpRequest;
    const handler = routes.get(path);
    assert.ok(handler);
    return (await handler(request, client, {} as never)) as HttpResponseInit;
  };
}

describe("GET /api/incidents", () => {
  it("shows the newest first, at most as many as asked for, of all or of one model", async () => {
    const [old, song, recent] = [incidentAt(hour), incidentAt(2 * hour, "songs"), incidentAt(3e7)];
    const get = await open([old, song, recent]);
    const ids = async (query: string) => {
      const { jsonBody } = await get("incidents", {}, query);
      return jsonBody.incidents.map(({ id }: Incident) => id);
    };
    assert.deepEqual(await ids(""), [recent.id, song.id, old.id]);
    assert.deepEqual(await ids("limit=1"), [recent.id]);
    assert.deepEqual(await ids("model=songs"), [song.id]);
    assert.deepEqual(await ids("model=all"), []);
  });

  it("refuses a limit above a hundred, none at all, and a model that is not there", async () => {
    const get = await open([]);
    for (const query of ["limit=101", "limit=0", "limit=x", "model=nobody"]) {
      const { status, jsonBody } = await get("incidents", {}, query);
      assert.equal(status, 400);
      assert.notEqual(jsonBody.errors[0].mend, "");
    }
  });
});

describe("GET /api/incidents/{model}/{id}", () => {
  const incident = incidentAt(hour);
  const path = "incidents/{model}/{id}";
  const idAt = (notifier: string) =>
    notificationId("films", describeIncident(incident).key, notifier);

  it("shows the whole record, who was told, and who could not be", async () => {
    const get = await open([incident], {
      [idAt("webhook")]: { runtimeStatus: "Completed", output: { kind: "told" } },
      [idAt("teams")]: { runtimeStatus: "Failed", output: "Teams answered 403" },
    });
    const { jsonBody } = await get(path, { model: "films", id: incident.id });
    const at = "1970-01-01T02:00:00.000Z";
    assert.deepEqual(jsonBody, {
      ...incident,
      told: [
        { kind: "told", notifier: "webhook", at },
        { kind: "failed", notifier: "teams", at, error: "Teams answered 403" },
      ],
    });
  });

  it("tells one that is still tried from one that nobody asked", async () => {
    const get = await open([incident], { [idAt("webhook")]: { runtimeStatus: "Running" } });
    const { jsonBody } = await get(path, { model: "films", id: incident.id });
    assert.deepEqual(jsonBody.told, [
      { kind: "trying", notifier: "webhook", since: "1970-01-01T01:00:00.000Z" },
      { kind: "notAsked", notifier: "teams" },
    ]);
  });

  it("answers 404 for what is not there, and for what is no name", async () => {
    const get = await open([incident]);
    for (const [model, id] of [
      ["films", "000000000000"],
      ["films", "../ledger"],
      ["../ledger/films", incident.id],
    ] as const)
      assert.equal((await get(path, { model, id })).status, 404);
  });
});
