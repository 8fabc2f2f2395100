import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import type { Workspace } from "../../../local/workspace/workspace.ts";
import { type Call, withWorkspace } from "./open-workspace.ts";

const model = "main.ml.churn";
const catalog = `/api/2.1/unity-catalog/models/${model}`;
const mlflow = "/api/2.0/mlflow/unity-catalog";

async function withVersions(
  count: number,
  test: (call: Call, workspace: Workspace) => Promise<void>,
): Promise<void> {
  await withWorkspace({}, async (workspace, call) => {
    workspace.registerModel(model);
    for (let made = 0; made < count; made += 1) await createVersion(call);
    await test(call, workspace);
  });
}

function createVersion(call: Call) {
  return call("POST", `${mlflow}/model-versions/create`, { name: model, source: "s", run_id: "r" });
}

describe("registered models", () => {
  it("show one version in both families: a number in one, a string in the other", async () => {
    await withVersions(2, async (call) => {
      await call("PUT", `${catalog}/aliases/champion`, { version_num: 2 });
      const two = (await call("GET", `${catalog}/aliases/champion`)).json();
      const fields = { name: model, alias: "champion" };
      const zero = (await call("GET", `${mlflow}/registered-models/alias`, fields)).json();
      assert.deepEqual(
        [two.version, two.status, two.aliases],
        [2, "READY", [{ alias_name: "champion", version_num: 2 }]],
      );
      const { version, status, name, aliases } = Object(zero.model_version);
      assert.deepEqual(
        [name, version, status, aliases],
        [model, "2", "READY", [{ alias: "champion", version: "2" }]],
      );
    });
  });

  it("are created by either family", async () => {
    await withVersions(0, async (call) => {
      const parts = { catalog_name: "main", schema_name: "ml", model_name: "churn", source: "s" };
      const path = "/api/2.1/unity-catalog/models/versions";
      assert.equal((await call("POST", path, parts)).json().version, 1);
      assert.equal(Object((await createVersion(call)).json().model_version).version, "2");
      assert.equal((await call("PATCH", `${catalog}/versions/2/finalize`)).json().status, "READY");
    });
  });

  it("number versions without gaps under twenty concurrent creates, and never twice", async () => {
    await withVersions(0, async (call) => {
      const made = await Promise.all(Array.from({ length: 20 }, () => createVersion(call)));
      const numbers = made.map((answer) => Number(Object(answer.json().model_version).version));
      assert.deepEqual(
        numbers.sort((a, b) => a - b),
        Array.from({ length: 20 }, (_, index) => index + 1),
      );
      await call("DELETE", `${catalog}/versions/20`);
      assert.equal(Object((await createVersion(call)).json().model_version).version, "21");
    });
  });

  it("show aliases of a model only where they are asked for", async () => {
    await withVersions(1, async (call) => {
      await call("PUT", `${catalog}/aliases/champion`, { version_num: 1 });
      assert.equal((await call("GET", catalog)).json().aliases, undefined);
      assert.deepEqual((await call("GET", catalog, { include_aliases: true })).json().aliases, [
        { alias_name: "champion", version_num: 1 },
      ]);
    });
  });

  it("lose the aliases of a deleted version", async () => {
    await withVersions(1, async (call) => {
      await call("PUT", `${catalog}/aliases/champion`, { version_num: 1 });
      await call("DELETE", `${catalog}/versions/1`);
      assert.equal((await call("GET", `${catalog}/aliases/champion`)).status, 404);
    });
  });

  it("tag versions, and find them by run", async () => {
    await withVersions(2, async (call) => {
      const tag = { name: model, version: "1", key: "by", value: "nightshift" };
      await call("POST", `${mlflow}/model-versions/set-tag`, tag);
      const fields = { filter: "run_id='r'" };
      const found = (await call("GET", `${mlflow}/model-versions/search`, fields)).json();
      assert.ok(Array.isArray(found.model_versions));
      assert.deepEqual(
        found.model_versions.map(({ version, tags }) => [version, tags]),
        [
          ["1", [{ key: "by", value: "nightshift" }]],
          ["2", []],
        ],
      );
    });
  });

  it("tell when an alias moves and when a version is registered", async () => {
    await withVersions(0, async (call, workspace) => {
      const events: unknown[] = [];
      workspace.onEvent((event) => events.push(event));
      await createVersion(call);
      await call("PUT", `${catalog}/aliases/champion`, { version_num: 1 });
      await call("DELETE", `${catalog}/aliases/champion`);
      const at = "2026-03-01T00:00:00.000Z";
      assert.deepEqual(events, [
        { type: "version", at, model, version: "1", runId: "r" },
        { type: "alias", at, model, alias: "champion", version: "1" },
        { type: "alias", at, model, alias: "champion", version: null },
      ]);
    });
  });

  it("look as unready as they are told to", async () => {
    await withVersions(1, async (call, workspace) => {
      workspace.setVersionStatus(model, "1", "FAILED_REGISTRATION");
      assert.equal(
        (await call("GET", `${catalog}/versions/1`)).json().status,
        "FAILED_REGISTRATION",
      );
    });
  });
});

describe("aliases", () => {
  const step = fc.record({
    family: fc.constantFrom("catalog", "mlflow"),
    alias: fc.constantFrom("champion", "challenger", "previous_champion"),
    version: fc.option(fc.integer({ min: 1, max: 3 })),
  });

  async function apply(
    call: Call,
    move: { family: string; alias: string; version: number | null },
  ) {
    const { family, alias, version } = move;
    const fields = { name: model, alias };
    if (family === "catalog") {
      return version === null
        ? call("DELETE", `${catalog}/aliases/${alias}`)
        : call("PUT", `${catalog}/aliases/${alias}`, { version_num: version });
    }
    return version === null
      ? call("DELETE", `${mlflow}/registered-models/alias`, fields)
      : call("POST", `${mlflow}/registered-models/alias`, { ...fields, version: String(version) });
  }

  it("read the same in both families, whichever moved them", async () => {
    await withVersions(3, async (call) => {
      const expected = new Map<string, number>();
      await fc.assert(
        fc.asyncProperty(step, async (move) => {
          await apply(call, move);
          if (move.version === null) expected.delete(move.alias);
          else expected.set(move.alias, move.version);
          const two = (await call("GET", catalog, { include_aliases: true })).json().aliases;
          const got = (
            await call("GET", `${mlflow}/registered-models/get`, { name: model })
          ).json();
          const { aliases } = Object(got.registered_model);
          assert.ok(Array.isArray(two) && Array.isArray(aliases));
          const wanted = [...expected].sort();
          assert.deepEqual(
            two.map((held) => [held.alias_name, held.version_num]),
            wanted,
          );
          assert.deepEqual(
            aliases.map((held) => [held.alias, Number(held.version)]),
            wanted,
          );
        }),
        { numRuns: 60 },
      );
    });
  });

  type Refusal = [
    what: string,
    method: string,
    path: string,
    fields: object,
    status: number,
    code: string,
  ];
  const alias = `${mlflow}/registered-models/alias`;
  const missing = "RESOURCE_DOES_NOT_EXIST";
  const invalid = "INVALID_PARAMETER_VALUE";
  const refusals: Refusal[] = [
    ["an unknown model", "GET", "/api/2.1/unity-catalog/models/main.ml.no", {}, 404, missing],
    ["an unknown version", "GET", `${catalog}/versions/9`, {}, 404, missing],
    ["an alias nobody set", "GET", `${catalog}/aliases/champion`, {}, 404, missing],
    [
      "the same in the other family",
      "GET",
      alias,
      { name: model, alias: "champion" },
      404,
      missing,
    ],
    [
      "an alias for an unknown version",
      "PUT",
      `${catalog}/aliases/a`,
      { version_num: 9 },
      404,
      missing,
    ],
    ["removing an alias nobody set", "DELETE", `${catalog}/aliases/a`, {}, 404, missing],
    ["a version as text", "PUT", `${catalog}/aliases/a`, { version_num: "1" }, 400, invalid],
    ["a version as number", "POST", alias, { name: model, alias: "a", version: 1 }, 400, invalid],
    ["a reserved alias", "PUT", `${catalog}/aliases/latest`, { version_num: 1 }, 400, invalid],
    ["an alias like a version", "PUT", `${catalog}/aliases/v3`, { version_num: 1 }, 400, invalid],
    ["an alias with a space", "PUT", `${catalog}/aliases/a%20b`, { version_num: 1 }, 400, invalid],
    [
      "a model with two parts",
      "POST",
      `${mlflow}/registered-models/create`,
      { name: "a.b" },
      400,
      invalid,
    ],
    [
      "a model that exists",
      "POST",
      `${mlflow}/registered-models/create`,
      { name: model },
      400,
      "RESOURCE_ALREADY_EXISTS",
    ],
    [
      "a filter it cannot read",
      "GET",
      `${mlflow}/model-versions/search`,
      { filter: "a>1" },
      400,
      invalid,
    ],
  ];
  for (const [what, method, path, fields, status, code] of refusals) {
    it(`refuse ${what} with ${status} ${code}`, async () => {
      await withVersions(1, async (call) => {
        const answer = await call(method, path, { ...fields });
        assert.deepEqual([answer.status, answer.json().error_code], [status, code]);
      });
    });
  }

  it("are removed by the fields of a body, never by a query", async () => {
    await withVersions(1, async (call, { url }) => {
      await call("PUT", `${catalog}/aliases/a`, { version_num: 1 });
      const query = new URLSearchParams({ name: model, alias: "a" });
      const headers = { authorization: "Bearer secret" };
      const answer = await fetch(`${url}${alias}?${query}`, { method: "DELETE", headers });
      assert.equal(answer.status, 400);
      for (let time = 0; time < 2; time += 1) {
        assert.equal((await call("DELETE", alias, { name: model, alias: "a" })).status, 200);
      }
    });
  });
});
