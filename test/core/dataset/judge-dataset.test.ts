import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { inputDefinition } from "../../../functions/core/catalogue/input-definition.ts";
import type {
  ColumnFacts,
  FileFacts,
  FileLook,
  Known,
} from "../../../functions/core/dataset/dataset-facts.ts";
import { judgeDataset } from "../../../functions/core/dataset/judge-dataset.ts";
import { hour, isoOf } from "../../../functions/core/instant.ts";

const now = Date.UTC(2026, 0, 10);
const known = <T>(value: T): Known<T> => ({ kind: "known", value });
const unknown: { kind: "unknown"; reason: string } = { kind: "unknown", reason: "no statistics" };

const age: ColumnFacts = {
  name: "age",
  type: "integer",
  nulls: known(2),
  min: known(18),
  max: known(90),
};
const file: FileFacts = {
  path: "churn/a.parquet",
  bytes: known(1000),
  modifiedAt: known(isoOf(now - hour)),
  rows: known(100),
  columns: [age],
  digest: "a".repeat(64),
};
const rule = { type: "integer" as const, maxNullShare: 0.02, min: 18, max: 90 };

const judge = (facts: Partial<FileFacts>, input: object = {}) => {
  const definition = inputDefinition.parse({ path: "churn", columns: { age: rule }, ...input });
  return judgeDataset([{ kind: "facts", facts: { ...file, ...facts } }], definition, now);
};
const brokenBy = (facts: Partial<FileFacts>, input: object = {}) => {
  const findings = judge(facts, input);
  return findings.kind === "unfit" ? findings.broken.map((broken) => broken.rule) : [];
};
const column = (change: Partial<ColumnFacts>) => ({ columns: [{ ...age, ...change }] });

describe("judgeDataset", () => {
  it("finds data fit that is exactly at every limit", () => {
    const findings = judge({}, { minRows: 100, maxRows: 100, maxAgeHours: 1 });
    assert.equal(findings.kind, "fit");
    assert.deepEqual(findings.rows, known(100));
    assert.deepEqual(findings.unknowns, []);
  });

  for (const [what, facts, input, expected] of [
    ["a row too few", {}, { minRows: 101 }, "minRows"],
    ["a row too many", {}, { maxRows: 99 }, "maxRows"],
    [
      "a file too old",
      { modifiedAt: known(isoOf(now - hour - 1)) },
      { maxAgeHours: 1 },
      "maxAgeHours",
    ],
    ["a missing column", { columns: [] }, {}, "required"],
    ["a retyped column", column({ type: "string" }), {}, "type"],
    ["numbers where whole ones are declared", column({ type: "number" }), {}, "type"],
    ["a null too many", column({ nulls: known(3) }), {}, "maxNullShare"],
    ["a value too small", column({ min: known(17.9) }), {}, "min"],
    ["a value too large", column({ max: known(90.1) }), {}, "max"],
    ["a largest value of NaN", column({ max: known(Number.NaN) }), {}, "max"],
    [
      "an extra column",
      { columns: [age, { ...age, name: "new" }] },
      { extraColumns: "refuse" },
      "extraColumns",
    ],
  ] as const) {
    it(`finds ${what}`, () => {
      assert.deepEqual(
        brokenBy(
          { ...facts, columns: facts && "columns" in facts ? [...facts.columns] : file.columns },
          input,
        ),
        [expected],
      );
    });
  }

  it("names every broken rule, with where, value, limit and mend", () => {
    const columns = [{ ...age, name: "Age" }];
    const findings = judge({ rows: known(0), columns }, { extraColumns: "refuse" });
    assert(findings.kind === "unfit");
    assert.deepEqual(findings.broken, [
      {
        rule: "minRows",
        where: "arrival",
        value: "0 rows in 1 file",
        limit: "at least 1",
        mend: "Check the feed for an export cut short, or lower input.minRows.",
      },
      {
        rule: "required",
        where: "churn/a.parquet, column age",
        value: "missing",
        limit: "present",
        mend: "The file has a column Age: was age renamed?",
      },
      {
        rule: "extraColumns",
        where: "churn/a.parquet, column Age",
        value: "has no rule",
        limit: "only columns with a rule",
        mend: "Add a rule for Age, or set input.extraColumns to allow.",
      },
    ]);
  });

  it("lists what is unknown, and never counts it as zero", () => {
    const columns = [{ ...age, nulls: unknown, min: unknown, max: unknown }];
    const findings = judge({ rows: unknown, modifiedAt: unknown, columns });
    assert.equal(findings.kind, "fit");
    assert.equal(findings.rows.kind, "unknown");
    assert.deepEqual(
      findings.unknowns.map((fact) => fact.rule),
      ["minRows", "maxAgeHours", "maxNullShare", "min", "max"],
    );
  });

  it("takes whole numbers for numbers, and lets optional columns be absent", () => {
    assert.deepEqual(brokenBy({}, { columns: { age: { type: "number" } } }), []);
    assert.deepEqual(brokenBy({}, { columns: { plan: { type: "string", required: false } } }), []);
  });

  it("lists extra columns where they are allowed", () => {
    assert.deepEqual(judge({ columns: [age, { ...age, name: "new" }] }).extraColumns, ["new"]);
  });

  it("finds unreadable files beside readable ones, and no files at all", () => {
    const definition = inputDefinition.parse({ path: "churn" });
    const broken = (looks: FileLook[]) => {
      const findings = judgeDataset(looks, definition, now);
      return findings.kind === "unfit"
        ? findings.broken.map(({ rule: name, value }) => `${name} ${value}`)
        : [];
    };
    const unreadable = {
      path: "churn/b.parquet",
      problem: "encrypted",
      detail: "The footer is encrypted.",
    } as const;
    assert.deepEqual(
      broken([
        { kind: "facts", facts: file },
        { kind: "unreadable", unreadable },
      ]),
      ["unreadable encrypted: The footer is encrypted."],
    );
    assert.deepEqual(broken([]), ["noFiles 0 files"]);
  });

  it("adds the rows of all files up, and takes the newest for the age", () => {
    const definition = inputDefinition.parse({ path: "churn", minRows: 200, maxAgeHours: 2 });
    const old = { ...file, path: "churn/old.parquet", modifiedAt: known(isoOf(now - 99 * hour)) };
    const looks: FileLook[] = [file, old].map((facts) => ({ kind: "facts", facts }));
    assert.equal(judgeDataset(looks, definition, now).kind, "fit");
  });

  it("gives the same files the same digest in any order, and others another", () => {
    const definition = inputDefinition.parse({ path: "churn" });
    const other = { ...file, path: "churn/b.parquet", digest: "b".repeat(64) };
    const digest = (files: FileFacts[]) =>
      judgeDataset(
        files.map((facts) => ({ kind: "facts", facts })),
        definition,
        now,
      ).digest;
    assert.equal(digest([file, other]), digest([other, file]));
    assert.notEqual(digest([file, other]), digest([file]));
  });

  it("never finds worse data fit: more nulls and wider ranges break no fewer rules", () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), fc.nat(200), fc.nat(200), (nulls, more, low, high) => {
        const better = brokenBy(column({ nulls: known(nulls), min: known(low), max: known(high) }));
        const worse = brokenBy(
          column({ nulls: known(nulls + more), min: known(low - more), max: known(high + more) }),
        );
        for (const name of better) {
          if (name === "maxNullShare" || name === "max" || name === "min")
            assert(worse.includes(name));
        }
      }),
    );
  });
});
