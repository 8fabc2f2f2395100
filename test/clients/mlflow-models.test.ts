import assert from "node:assert/strict";
import { afterEach, describe, it } from "mocha";
import { createHttp } from "../../functions/clients/http.ts";
import { createMlflowModels } from "../../functions/clients/mlflow-models.ts";
import {
  json,
  type Play,
  type ScriptedServer,
  startScriptedServer,
} from "../fakes/scripted-server.ts";

const lostRace = json(
  { error_code: "BAD_REQUEST", message: "(sqlite3.IntegrityError) UNIQUE constraint failed" },
  400,
);

describe("createMlflowModels", () => {
  let server: ScriptedServer;
  afterEach(() => server.close());

  async function start(script: Play[]) {
    server = await startScriptedServer(script);
    const options = { service: "MLflow", setting: "NIGHTSHIFT_MLFLOW_URL", auth: null };
    return createMlflowModels(createHttp({ ...options, baseUrl: server.url }));
  }

  it("sends an alias again that lost the server's race for a new one", async () => {
    const models = await start([lostRace, lostRace, json({})]);
    await models.setAlias("m", "champion", "2");
    assert.equal(server.seen.length, 3);
  });

  it("gives up after three lost races", async () => {
    const models = await start([lostRace, lostRace, lostRace, json({})]);
    await assert.rejects(models.setAlias("m", "champion", "2"), { errorCode: "BAD_REQUEST" });
    assert.equal(server.seen.length, 3);
  });

  it("does not take any other 400 for an absent alias", async () => {
    const refused = { error_code: "INVALID_PARAMETER_VALUE", message: "Missing value for 'name'." };
    const models = await start([json(refused, 400)]);
    await assert.rejects(models.getAlias("m", "champion"), { status: 400 });
  });

  it("does not take an HTML 404 for an absent alias", async () => {
    const models = await start([{ kind: "answer", status: 404, body: "<h1>Not Found</h1>" }]);
    await assert.rejects(models.getAlias("m", "champion"), /it must be JSON/);
  });
});
