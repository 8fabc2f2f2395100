import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import { createSqlStatements } from "../../functions/clients/sql-statements.ts";
import { createTableLake } from "../../functions/clients/table-lake.ts";
import { inputDefinition } from "../../functions/core/catalogue/input-definition.ts";
import { createFakeStatements } from "../fakes/fake-statements.ts";
import { openWorkspace } from "./open-workspace.ts";

describe("createTableLake", () => {
  let bench: Awaited<ReturnType<typeof openWorkspace>>;
  beforeEach(async () => {
    bench = await openWorkspace();
  });
  afterEach(() => bench.close());

  const table = "main.ml.flights";
  const input = inputDefinition.parse({ path: "flights", format: "table", table });
  const rows = [
    { delay: 5, origin: "SEA", "odd name": 1.5 },
    { delay: null, origin: "SFO", "odd name": null },
    { delay: -3, origin: null, "odd name": 0.5 },
  ];

  async function look(withWarehouse: "with" | "without") {
    const { workspace, http } = bench;
    const { warehouseId } = workspace;
    const statements = withWarehouse === "with" ? createSqlStatements({ http, warehouseId }) : null;
    return createTableLake({ http, statements }).lookAtTable(table, input);
  }

  it("takes columns from the catalog and counts from one statement", async () => {
    bench.workspace.defineTable({ name: table, source: { kind: "rows", rows } });
    const found = await look("with");
    assert.ok(found.kind === "facts", JSON.stringify(found));
    assert.deepEqual(found.facts.rows, known(3));
    const [delay, origin, odd] = found.facts.columns;
    assert.deepEqual(delay, {
      name: "delay",
      type: "integer",
      nulls: known(1),
      min: known(-3),
      max: known(5),
    });
    assert.deepEqual([origin?.type, origin?.nulls], ["string", known(1)]);
    assert.deepEqual([odd?.name, odd?.type, odd?.max], ["odd name", "number", known(1.5)]);
  });

  it("calls counts unknown without a warehouse, never zero", async () => {
    bench.workspace.defineTable({ name: table, source: { kind: "rows", rows } });
    const found = await look("without");
    assert.ok(found.kind === "facts");
    assert.deepEqual(found.facts.rows, { kind: "unknown", reason: "no SQL warehouse is set" });
    assert.equal(found.facts.columns[0]?.nulls.kind, "unknown");
    assert.equal(found.facts.columns[0]?.type, "integer");
  });

  it("gives an empty table zero rows and no ranges", async () => {
    const columns = [{ name: "delay", type: "LONG" as const }];
    bench.workspace.defineTable({ name: table, source: { kind: "rows", rows: [] }, columns });
    const found = await look("with");
    assert.ok(found.kind === "facts");
    assert.deepEqual(found.facts.rows, known(0));
    assert.equal(found.facts.columns[0]?.max.kind, "unknown");
  });

  it("changes the digest with the data", async () => {
    bench.workspace.defineTable({ name: table, source: { kind: "rows", rows } });
    const before = await look("with");
    bench.workspace.appendRows(table, [{ delay: 9 }]);
    const after = await look("with");
    assert.ok(before.kind === "facts" && after.kind === "facts");
    assert.notEqual(before.facts.digest, after.facts.digest);
  });

  it("quotes every name in the statement", async () => {
    const { workspace, http } = bench;
    const columns = [{ name: "odd `name`", type: "LONG" as const }];
    workspace.defineTable({ name: table, source: { kind: "rows", rows: [] }, columns });
    const statements = createFakeStatements();
    const expected =
      "SELECT count(*) AS row_count, count_if(`odd ``name``` IS NULL) AS nulls_0, min(`odd ``name```) AS min_0, max(`odd ``name```) AS max_0 FROM `main`.`ml`.`flights`";
    statements.teach(expected, [{ row_count: "2", max_0: "7" }]);
    const found = await createTableLake({ http, statements }).lookAtTable(table, input);
    assert.ok(found.kind === "facts");
    assert.deepEqual(found.facts.columns[0]?.max, known(7));
  });

  it("calls a table that is not there missing", async () => {
    const found = await look("with");
    assert.ok(found.kind === "unreadable" && found.unreadable.problem === "missing");
  });
});

function known(value: number) {
  return { kind: "known", value } as const;
}
