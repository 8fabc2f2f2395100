import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type Call, createHandClock, withWorkspace } from "./open-workspace.ts";

const base = "/api/2.0/mlflow";

async function withExperiment(
  test: (call: Call, experimentId: unknown) => Promise<void>,
): Promise<void> {
  await withWorkspace({}, async (_, call) => {
    const made = await call("POST", `${base}/experiments/create`, { name: "/Shared/churn" });
    await test(call, made.json().experiment_id);
  });
}

async function createRun(call: Call, experiment_id: unknown, fields = {}): Promise<string> {
  const answer = await call("POST", `${base}/runs/create`, { experiment_id, ...fields });
  return Object(answer.json().run).info.run_id;
}

async function readRun(call: Call, run_id: string) {
  return Object((await call("GET", `${base}/runs/get`, { run_id })).json().run);
}

async function search(call: Call, fields: object): Promise<string[]> {
  const answer = (await call("POST", `${base}/runs/search`, { ...fields })).json();
  if (answer.runs === undefined) return [];
  assert.ok(Array.isArray(answer.runs));
  return answer.runs.map(({ info }) => info.run_name);
}

describe("experiments", () => {
  it("are found by name, with a string id", async () => {
    await withExperiment(async (call, id) => {
      assert.equal(typeof id, "string");
      const fields = { experiment_name: "/Shared/churn" };
      const found = (await call("GET", `${base}/experiments/get-by-name`, fields)).json();
      assert.equal(Object(found.experiment).experiment_id, id);
      const byId = (await call("GET", `${base}/experiments/get`, { experiment_id: id })).json();
      assert.deepEqual(byId, found);
    });
  });
});

describe("MLflow run", () => {
  it("is created with string ids and leaves empty lists out", async () => {
    await withExperiment(async (call, experiment_id) => {
      const run_id = await createRun(call, experiment_id, { run_name: "night" });
      const { info, data, inputs } = await readRun(call, run_id);
      assert.match(info.artifact_uri, /^file:\/\/\/.*\/artifacts$/);
      assert.deepEqual(
        { ...info, artifact_uri: "" },
        {
          ...{ run_id, run_uuid: run_id, run_name: "night", experiment_id, user_id: "local" },
          ...{ status: "RUNNING", start_time: createHandClock().now(), artifact_uri: "" },
          lifecycle_stage: "active",
        },
      );
      assert.deepEqual([Object.keys(data), inputs], [["tags"], {}]);
    });
  });

  it("keeps the newest value of a metric, and all of them in its history", async () => {
    await withExperiment(async (call, experiment_id) => {
      const run_id = await createRun(call, experiment_id);
      for (const [value, step] of [
        [0.5, 1],
        [0.3, 2],
        [0.4, 0],
      ]) {
        const metric = { run_id, key: "rmse", value, step, timestamp: 5 };
        await call("POST", `${base}/runs/log-metric`, metric);
      }
      const { data } = await readRun(call, run_id);
      assert.deepEqual(data.metrics, [{ key: "rmse", value: 0.3, timestamp: 5, step: 2 }]);
      const fields = { run_id, metric_key: "rmse", max_results: 2 };
      const first = (await call("GET", `${base}/metrics/get-history`, fields)).json();
      const page_token = first.next_page_token;
      const rest = (
        await call("GET", `${base}/metrics/get-history`, { ...fields, page_token })
      ).json();
      assert.ok(Array.isArray(first.metrics) && Array.isArray(rest.metrics));
      const values = [...first.metrics, ...rest.metrics].map(({ value }) => value);
      assert.deepEqual([values, rest.next_page_token], [[0.5, 0.3, 0.4], undefined]);
    });
  });

  const largest = Number.MAX_VALUE;
  for (const [sent, read] of [
    ["NaN", "NaN"],
    ["Infinity", largest],
    ["-Infinity", -largest],
    ["0.25", 0.25],
    [3, 3],
    [1e-300, 1e-300],
  ]) {
    it(`reads a metric of ${JSON.stringify(sent)} back as ${JSON.stringify(read)}`, async () => {
      await withExperiment(async (call, experiment_id) => {
        const run_id = await createRun(call, experiment_id);
        const metrics = [{ key: "m", value: sent, timestamp: "5" }];
        await call("POST", `${base}/runs/log-batch`, { run_id, metrics });
        assert.equal((await readRun(call, run_id)).data.metrics[0].value, read);
      });
    });
  }

  it("logs a batch, overwrites tags and keeps its parameters", async () => {
    await withExperiment(async (call, experiment_id) => {
      const run_id = await createRun(call, experiment_id, { tags: [{ key: "t", value: "1" }] });
      await call("POST", `${base}/runs/log-batch`, {
        ...{ run_id, metrics: [{ key: "m", value: 1, timestamp: 1 }] },
        ...{ params: [{ key: "p", value: "1" }], tags: [{ key: "t", value: "2" }] },
      });
      await call("POST", `${base}/runs/set-tag`, { run_id, key: "t", value: "3" });
      const same = { run_id, key: "p", value: "1" };
      assert.equal((await call("POST", `${base}/runs/log-parameter`, same)).status, 200);
      const other = await call("POST", `${base}/runs/log-parameter`, { ...same, value: "2" });
      assert.match(String(other.json().message), /Changing param values is not allowed/);
      const { data } = await readRun(call, run_id);
      assert.deepEqual(data.params, [{ key: "p", value: "1" }]);
      assert.deepEqual(data.tags[1], { key: "t", value: "3" });
    });
  });

  it("undoes a batch whose last part is refused", async () => {
    await withExperiment(async (call, experiment_id) => {
      const run_id = await createRun(call, experiment_id);
      await call("POST", `${base}/runs/log-parameter`, { run_id, key: "p", value: "1" });
      const batch = {
        metrics: [{ key: "m", value: 1, timestamp: 1 }],
        params: [{ key: "p", value: "2" }],
      };
      assert.equal(
        (await call("POST", `${base}/runs/log-batch`, { run_id, ...batch })).status,
        400,
      );
      assert.equal((await readRun(call, run_id)).data.metrics, undefined);
    });
  });

  it("finishes", async () => {
    await withExperiment(async (call, experiment_id) => {
      const run_id = await createRun(call, experiment_id);
      const fields = { run_id, status: "FINISHED", end_time: 9 };
      const { run_info } = (await call("POST", `${base}/runs/update`, fields)).json();
      assert.deepEqual([Object(run_info).status, Object(run_info).end_time], ["FINISHED", 9]);
    });
  });

  const refusals: [what: string, path: string, fields: object, status: number, code: string][] = [
    ["a run nobody made", "runs/get", { run_id: "no" }, 404, "RESOURCE_DOES_NOT_EXIST"],
    [
      "an experiment nobody made",
      "experiments/get-by-name",
      { experiment_name: "/no" },
      404,
      "RESOURCE_DOES_NOT_EXIST",
    ],
    [
      "an experiment twice",
      "experiments/create",
      { name: "/Shared/churn" },
      400,
      "RESOURCE_ALREADY_EXISTS",
    ],
    [
      "an experiment without a path",
      "experiments/create",
      { name: "churn" },
      400,
      "INVALID_PARAMETER_VALUE",
    ],
    ["a run without an experiment", "runs/create", {}, 400, "INVALID_PARAMETER_VALUE"],
    [
      "a metric without a time",
      "runs/log-metric",
      { run_id: "r", key: "m", value: 1 },
      400,
      "INVALID_PARAMETER_VALUE",
    ],
    [
      "a metric that is no number",
      "runs/log-metric",
      { run_id: "r", key: "m", value: "x", timestamp: 1 },
      400,
      "INVALID_PARAMETER_VALUE",
    ],
    [
      "OR in a filter",
      "runs/search",
      { filter: "metrics.a < 1 or metrics.a > 2" },
      400,
      "INVALID_PARAMETER_VALUE",
    ],
    ["too many results", "runs/search", { max_results: 999_999 }, 400, "INVALID_PARAMETER_VALUE"],
    [
      "a page token it never gave",
      "runs/search",
      { page_token: "x" },
      400,
      "INVALID_PARAMETER_VALUE",
    ],
  ];
  for (const [what, path, fields, status, code] of refusals) {
    it(`refuses ${what} with ${status} ${code}`, async () => {
      await withExperiment(async (call) => {
        const method = /get/.test(path) ? "GET" : "POST";
        const answer = await call(method, `${base}/${path}`, { ...fields });
        assert.deepEqual([answer.status, answer.json().error_code], [status, code]);
      });
    });
  }

  it("takes nothing more once it is deleted, and is found no more", async () => {
    await withExperiment(async (call, experiment_id) => {
      const run_id = await createRun(call, experiment_id, { run_name: "gone" });
      await call("POST", `${base}/runs/delete`, { run_id });
      const tag = { run_id, key: "t", value: "1" };
      assert.equal((await call("POST", `${base}/runs/set-tag`, tag)).status, 400);
      const all = { experiment_ids: [experiment_id] };
      assert.deepEqual(await search(call, all), []);
      assert.deepEqual(await search(call, { ...all, run_view_type: "DELETED_ONLY" }), ["gone"]);
    });
  });
});

describe("searchRuns", () => {
  async function withThree(test: (call: Call, experiment_ids: unknown[]) => Promise<void>) {
    await withExperiment(async (call, experiment_id) => {
      for (const [run_name, value, start_time] of [
        ["first", 0.3, 1],
        ["second", 0.1, 2],
        ["third", 0.2, 3],
      ] as const) {
        const tags = [{ key: "nightshift.instance", value: `lifecycle:${run_name}` }];
        const run_id = await createRun(call, experiment_id, { run_name, start_time, tags });
        const metric = { run_id, key: "rmse", value, timestamp: 1 };
        await call("POST", `${base}/runs/log-metric`, metric);
      }
      await test(call, [experiment_id]);
    });
  }

  const examples: [what: string, query: object, names: string[]][] = [
    ["newest first", {}, ["third", "second", "first"]],
    ["by tag", { filter: "tags.\"nightshift.instance\" = 'lifecycle:first'" }, ["first"]],
    ["by tag and metric", { filter: "tags.x='y' and metrics.rmse < 1" }, []],
    ["ordered by a metric", { order_by: ["metrics.rmse ASC"] }, ["second", "third", "first"]],
    ["ordered downwards", { order_by: ['metrics."rmse" DESC'] }, ["first", "third", "second"]],
    ["ordered by start", { order_by: ["attributes.start_time ASC"] }, ["first", "second", "third"]],
    ["ordered by what is missing", { order_by: ["metrics.no DESC"] }, ["third", "second", "first"]],
  ];
  for (const [what, query, names] of examples) {
    it(`finds runs ${what}`, async () => {
      await withThree(async (call, experiment_ids) => {
        assert.deepEqual(await search(call, { experiment_ids, ...query }), names);
      });
    });
  }

  it("answers page by page", async () => {
    await withThree(async (call, experiment_ids) => {
      const fields = { experiment_ids, max_results: 2 };
      const first = (await call("POST", `${base}/runs/search`, fields)).json();
      const page_token = first.next_page_token;
      assert.deepEqual(await search(call, { ...fields, page_token }), ["first"]);
    });
  });

  it("answers nothing at all for an experiment nobody made", async () => {
    await withExperiment(async (call) => {
      const answer = await call("POST", `${base}/runs/search`, { experiment_ids: ["999"] });
      assert.deepEqual(answer.json(), {});
    });
  });
});
