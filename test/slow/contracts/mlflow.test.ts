import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import * as z from "zod/mini";
import { createHttp, type Http } from "../../../functions/clients/http.ts";
import { createMlflowModels } from "../../../functions/clients/mlflow-models.ts";
import { createMlflowRuns } from "../../../functions/clients/mlflow-runs.ts";
import { createTrainingSide, type TrainingSide } from "../../contracts/mlflow-rest.ts";
import { modelsContract } from "../../contracts/models.contract.ts";
import { runsContract } from "../../contracts/runs.contract.ts";
import { type MlflowServer, startMlflowServer } from "./mlflow-server.ts";

const close = async () => {};

describe("a real MLflow server", () => {
  let server: MlflowServer;
  before(async function () {
    server = await startMlflowServer(this);
  });
  after(() => server?.stop());

  function connect(): { http: Http; training: TrainingSide } {
    const http = createHttp({
      service: "MLflow",
      setting: "NIGHTSHIFT_MLFLOW_URL",
      baseUrl: server.url,
      auth: null,
    });
    return { http, training: createTrainingSide(server.url, "none") };
  }

  runsContract("createMlflowRuns", async () => {
    const { http, training } = connect();
    return { runs: createMlflowRuns(http), log: training.log, close };
  });

  modelsContract("createMlflowModels", async () => {
    const { http, training } = connect();
    return {
      models: createMlflowModels(http),
      register: (model) => register(training, model),
      close,
    };
  });

  it("answers an unknown path with HTML, which is told as such", async () => {
    await assert.rejects(
      connect().http.send({ method: "GET", path: "/api/2.1/unity-catalog/models/x" }, z.unknown()),
      /answered 404 with text\/html.* it must be JSON\. Check that NIGHTSHIFT_MLFLOW_URL/,
    );
  });
});

async function register(training: TrainingSide, name: string) {
  const runId = await training.log({
    experiment: "models",
    startedAt: 1_000,
    metrics: [],
    params: {},
    tags: {},
  });
  await training.post("registered-models/create", { name }).catch((error: Error) => {
    if (!error.message.includes("RESOURCE_ALREADY_EXISTS")) throw error;
  });
  const source = `runs:/${runId}/model`;
  const created = await training.post("model-versions/create", { name, source, run_id: runId });
  const reply = z.object({ model_version: z.object({ version: z.string() }) });
  return { version: reply.parse(created).model_version.version, runId };
}
