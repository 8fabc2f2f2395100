import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, it } from "mocha";
import type { StatementParameter } from "../../../local/workspace/statements.ts";
import type { TableDefinition } from "../../../local/workspace/tables.ts";
import type { Workspace } from "../../../local/workspace/workspace.ts";
import { type Call, withFolder, withWorkspace } from "./open-workspace.ts";

const statements = "/api/2.0/sql/statements";
const live: TableDefinition = {
  name: "main.ml.live",
  source: {
    kind: "rows",
    rows: [
      { region: "west", hits: 3, score: 0.5, right: true, at: "2026-03-01T00:00:00Z" },
      { region: "west", hits: 4, score: null, right: false, at: "2026-03-02T00:00:00Z" },
      { region: "east", hits: 5, score: 2, right: true, at: "2026-03-03 00:00:00" },
    ],
  },
};

async function withLive(test: (call: Call, workspace: Workspace) => Promise<void>): Promise<void> {
  await withWorkspace({}, async (workspace, call) => {
    workspace.defineTable(live);
    await test(call, workspace);
  });
}

async function query(call: Call, statement: string, parameters: StatementParameter[] = []) {
  const fields = { statement, parameters, warehouse_id: "local" };
  return (await call("POST", statements, fields)).json();
}

describe("SQL statement", () => {
  const examples: [
    statement: string,
    rows: (string | null)[][],
    parameters?: StatementParameter[],
  ][] = [
    ["SELECT COUNT(*) AS n FROM main.ml.live", [["3"]]],
    ["SELECT COUNT(score), AVG(score), SUM(hits) FROM main.ml.live", [["2", "1.25", "12"]]],
    ["SELECT AVG(hits) FROM `main`.`ml`.`live`", [["4.0"]]],
    [
      "SELECT region, COUNT(*) FROM main.ml.live GROUP BY region ORDER BY region -- by region",
      [
        ["east", "1"],
        ["west", "2"],
      ],
    ],
    [
      "SELECT SUM(CASE WHEN hits >= 4 THEN 1 ELSE 0 END) / COUNT(*) FROM Main.ML.Live",
      [[String(2 / 3)]],
    ],
    [
      "SELECT COUNT_IF(right), STDDEV(hits), VARIANCE(hits) FROM main.ml.live",
      [["2", "1.0", "1.0"]],
    ],
    ["SELECT 7 / 2, 8 / 2 / 2", [["3.5", "2.0"]]],
    ["SELECT right, score FROM main.ml.live WHERE hits = 3", [["true", "0.5"]]],
    ['SELECT COUNT(*) FROM main.ml.live WHERE region = "west"', [["2"]]],
    ["SELECT t.hits FROM main.ml.live t WHERE t.score <=> NULL", [["4"]]],
    ["SELECT CAST(hits AS STRING) FROM main.ml.live WHERE hits = 5", [["5"]]],
    ["SELECT NVL(score, -1.0) FROM main.ml.live WHERE hits = 4", [["-1.0"]]],
    [
      "WITH west AS (SELECT * FROM main.ml.live WHERE region = 'west') SELECT MAX(hits) FROM west;",
      [["4"]],
    ],
    ["SELECT 'it''s', 'a/b', 'main.ml.live'", [["it's", "a/b", "main.ml.live"]]],
    ["SELECT hits FROM main.ml.live WHERE hits > 100", []],
    [
      "SELECT COUNT(*) FROM main.ml.live WHERE region = :region AND hits > :least",
      [["1"]],
      [
        { name: "region", value: "west" },
        { name: "least", value: "3", type: "INT" },
      ],
    ],
    [
      "SELECT COUNT(*) FROM main.ml.live WHERE at >= :since AND at < now()",
      [["0"]],
      [{ name: "since", value: "2026-03-02", type: "TIMESTAMP" }],
    ],
    [
      "SELECT at FROM main.ml.live WHERE at > :since",
      [["2026-03-03T00:00:00.000Z"]],
      [{ name: "since", value: "2026-03-02T12:00:00+02:00", type: "TIMESTAMP" }],
    ],
    ["SELECT :nothing", [[null]], [{ name: "nothing" }]],
    ["SELECT :x + 1", [["1.5"]], [{ name: "x", value: "0.5", type: "DOUBLE" }]],
    ["SELECT 1", [["1"]], [{ name: "unused", value: "x" }]],
  ];
  for (const [statement, rows, parameters] of examples) {
    it(`answers: ${statement}`, async () => {
      await withLive(async (call) => {
        const answer = await query(call, statement, parameters);
        assert.deepEqual(answer.status, { state: "SUCCEEDED" });
        assert.deepEqual(Object(answer.result).data_array ?? [], rows);
      });
    });
  }

  const failures: [statement: string, message: RegExp, parameters?: StatementParameter[]][] = [
    ["SELECT * FROM main.ml.no", /TABLE_OR_VIEW_NOT_FOUND.*main\.ml\.no/],
    ["SELECT * FROM runs", /TABLE_OR_VIEW_NOT_FOUND/],
    ["SELECT colour FROM main.ml.live", /UNRESOLVED_COLUMN.*colour/],
    ["SELECT no_such(1)", /UNRESOLVED_ROUTINE/],
    ["SELECT FROM WHERE", /PARSE_SYNTAX_ERROR/],
    ["SELECT 1; SELECT 2", /PARSE_SYNTAX_ERROR.*';'/],
    ["DROP TABLE main.ml.live", /PARSE_SYNTAX_ERROR.*'DROP'/],
    ["WITH a AS (SELECT 1) DELETE FROM main.ml.live", /readonly|read-only/],
    ["SELECT :x", /UNBOUND_SQL_PARAMETER.*x/],
    ["SELECT :x", /CAST_INVALID_INPUT.*x/, [{ name: "x", value: "abc", type: "INT" }]],
  ];
  for (const [statement, message, parameters] of failures) {
    it(`fails with HTTP 200: ${statement}`, async () => {
      await withLive(async (call) => {
        const { status } = await query(call, statement, parameters);
        const { state, error } = Object(status);
        assert.deepEqual([state, error.error_code], ["FAILED", "BAD_REQUEST"]);
        assert.match(error.message, message);
        const { result } = await query(call, "SELECT COUNT(*) FROM main.ml.live");
        assert.deepEqual(Object(result).data_array, [["3"]]);
      });
    });
  }

  it("names and types its columns", async () => {
    await withLive(async (call) => {
      const columns = "region, hits, score, right, at, COUNT(*) AS n, AVG(hits) AS mean";
      const { manifest } = await query(call, `SELECT ${columns} FROM main.ml.live`);
      const { schema, total_row_count } = Object(manifest);
      assert.equal(total_row_count, 1);
      assert.deepEqual(
        schema.columns.map(({ name, type_name }: Record<string, string>) => [name, type_name]),
        [
          ["region", "STRING"],
          ["hits", "LONG"],
          ["score", "DOUBLE"],
          ["right", "BOOLEAN"],
          ["at", "TIMESTAMP"],
          ["n", "LONG"],
          ["mean", "DOUBLE"],
        ],
      );
    });
  });

  it("takes any text as a parameter for what it is", async () => {
    await withLive(async (call) => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: "grapheme" }), async (value) => {
          // SQLite ends a text at its first NUL.
          fc.pre(!value.includes("\0"));
          const { result } = await query(call, "SELECT :value", [{ name: "value", value }]);
          assert.deepEqual(Object(result).data_array, [[value]]);
        }),
        { numRuns: 40 },
      );
    });
  });

  it("answers PENDING at once where it may not wait, and its result when asked", async () => {
    await withLive(async (call) => {
      const fields = { statement: "SELECT 1", warehouse_id: "local", wait_timeout: "0s" };
      const pending = (await call("POST", statements, fields)).json();
      assert.deepEqual(pending.status, { state: "PENDING" });
      const done = (await call("GET", `${statements}/${pending.statement_id}`)).json();
      assert.deepEqual(Object(done.result).data_array, [["1"]]);
    });
  });

  it("cuts a result at its row limit, and says so", async () => {
    await withLive(async (call) => {
      const fields = {
        warehouse_id: "local",
        row_limit: 2,
        statement: "SELECT * FROM main.ml.live",
      };
      const { manifest } = (await call("POST", statements, fields)).json();
      assert.deepEqual([Object(manifest).total_row_count, Object(manifest).truncated], [2, true]);
    });
  });

  for (const [what, fields] of [
    ["no warehouse", { statement: "SELECT 1" }],
    ["an unknown warehouse", { statement: "SELECT 1", warehouse_id: "other" }],
    ["a wait of 3 seconds", { statement: "SELECT 1", warehouse_id: "local", wait_timeout: "3s" }],
    ["no statement", { warehouse_id: "local" }],
  ] as const) {
    it(`refuses ${what} with 400`, async () => {
      await withLive(async (call) => {
        const answer = await call("POST", statements, fields);
        assert.deepEqual(
          [answer.status, answer.json().error_code],
          [400, "INVALID_PARAMETER_VALUE"],
        );
      });
    });
  }
});

describe("tables", () => {
  it("are described by name without any statement", async () => {
    await withLive(async (call) => {
      const table = (await call("GET", "/api/2.1/unity-catalog/tables/main.ml.live")).json();
      assert.ok(Array.isArray(table.columns));
      assert.deepEqual(
        table.columns.map(({ name, type_name, type_text }) => [name, type_name, type_text]),
        [
          ["region", "STRING", "string"],
          ["hits", "LONG", "bigint"],
          ["score", "DOUBLE", "double"],
          ["right", "BOOLEAN", "boolean"],
          ["at", "TIMESTAMP", "timestamp"],
        ],
      );
    });
  });

  it("are refused with 404 where nobody defined them", async () => {
    await withLive(async (call) => {
      const answer = await call("GET", "/api/2.1/unity-catalog/tables/main.ml.no");
      assert.deepEqual([answer.status, answer.json().error_code], [404, "TABLE_DOES_NOT_EXIST"]);
    });
  });

  const files: [name: string, source: (path: string) => TableDefinition["source"], text: string][] =
    [
      ["a CSV file", (path) => ({ kind: "csv", path }), "﻿a,b\n1,x\n,\n2.5,y\n"],
      [
        "a CSV file with semicolons",
        (path) => ({ kind: "csv", path, delimiter: ";" }),
        "a;b\n1;x\n;\n2.5;y\n",
      ],
      [
        "a JSON array",
        (path) => ({ kind: "json", path }),
        '[{"a":1,"b":"x"},{},{"a":2.5,"b":"y"}]',
      ],
      [
        "JSON lines",
        (path) => ({ kind: "json", path }),
        '{"a":1,"b":"x"}\n{}\n{"a":2.5,"b":"y"}\n',
      ],
    ];
  for (const [name, source, text] of files) {
    it(`are read from ${name}`, async () => {
      await withFolder(async (folder) => {
        await withWorkspace({}, async (workspace, call) => {
          const path = join(folder, "table");
          writeFileSync(path, text);
          workspace.defineTable({ name: "main.ml.file", source: source(path) });
          const { result } = await query(
            call,
            "SELECT COUNT(*), COUNT(b), SUM(a) FROM main.ml.file",
          );
          assert.deepEqual(Object(result).data_array, [["3", "2", "3.5"]]);
        });
      });
    });
  }

  it("grow by rows and are replaced by a new definition", async () => {
    await withLive(async (call, workspace) => {
      const count = async () =>
        Object((await query(call, "SELECT COUNT(*) FROM main.ml.live")).result).data_array;
      workspace.appendRows("main.ml.live", [{ region: "north", hits: 9, other: "ignored" }]);
      assert.deepEqual(await count(), [["4"]]);
      workspace.defineTable(live);
      assert.deepEqual(await count(), [["3"]]);
      assert.throws(() => workspace.appendRows("main.ml.no", []), /main\.ml\.no.*define it first/);
      assert.throws(() => workspace.defineTable({ ...live, name: "live" }), /three parts/);
    });
  });
});
