import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, it } from "mocha";
import ts from "typescript";

const root = fileURLToPath(new URL("..", import.meta.url));
const folders = [
  "functions",
  "components",
  "policies",
  "local",
  "examples",
  "bench",
  "build",
  "docs",
];
const sources = [
  ...folders.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root })),
  "index.ts",
].sort();
const tests = globSync("test/**/*.ts", { cwd: root, exclude: ["test/fixtures/**"] });
const files = [...sources, ...tests].sort();

/** What each part of the house may import besides itself, by path; the first part that fits a file counts. */
const floors: readonly { part: string; sees: readonly string[] }[] = [
  { part: "functions/core/", sees: [] },
  { part: "functions/clients/", sees: ["functions/core/"] },
  { part: "functions/activities/", sees: ["functions/core/", "functions/clients/ports.ts"] },
  {
    part: "functions/recipes/",
    sees: ["functions/core/", "functions/activities/create-activities.ts"],
  },
  { part: "functions/console/", sees: ["functions/core/"] },
  {
    part: "functions/triggers/",
    sees: ["functions/core/", "functions/recipes/", "functions/activities/", "functions/console/"],
  },
  { part: "functions/", sees: ["functions/"] },
  { part: "components/plan/", sees: ["functions/core/"] },
  { part: "components/", sees: ["functions/core/"] },
  { part: "policies/", sees: [] },
  { part: "local/", sees: ["functions/core/", "policies/"] },
  { part: "examples/", sees: [] },
  {
    part: "bench/",
    sees: ["functions/", "local/", "examples/", "components/", "policies/", "test/"],
  },
  { part: "build/", sees: ["components/"] },
  { part: "docs/", sees: ["functions/core/", "build/"] },
  { part: "index.ts", sees: ["components/", "functions/core/"] },
];

describe("the architecture", () => {
  it("keeps every source file within 200 lines, and every test file within 400", () => {
    const long = files.filter((file) => linesOf(file) > (file.startsWith("test/") ? 400 : 200));
    assert.deepEqual(long, []);
  });

  it("keeps every function within 40 lines", () => {
    assert.deepEqual(sources.flatMap(longFunctions), []);
  });

  it("has no drawers for odds and ends, and one barrel for each public package", () => {
    const drawers = files.filter((file) =>
      /(^|\/)(utils?|helpers?|common|misc|shared|types)(\.ts|\/)/.test(file),
    );
    const barrels = files.filter((file) => /(^|\/)index\.ts$/.test(file));
    assert.deepEqual(drawers, []);
    const programs = ["examples/consumer/index.ts", "index.ts"];
    assert.deepEqual(
      barrels.toSorted(),
      ["components/index.ts", ...programs, "policies/index.ts"].toSorted(),
    );
  });

  it("lets each floor see only the floors below it", () => {
    const climbs = sources.flatMap((file) =>
      importsOf(file)
        .filter((target) => !mayImport(file, target))
        .map((target) => `${file} imports ${target}`),
    );
    assert.deepEqual(climbs, []);
  });

  it("has a doc comment on every export", () => {
    assert.deepEqual(sources.flatMap(undocumentedExports), []);
  });
});

function mayImport(file: string, target: string): boolean {
  const floor = floors.find(({ part }) => file.startsWith(part));
  assert(floor, `${file} belongs to no floor`);
  return [floor.part, ...floor.sees].some((part) => target.startsWith(part));
}

function textOf(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

function linesOf(file: string): number {
  return textOf(file).trimEnd().split("\n").length;
}

/** Paths of the files in this repository that a file imports, types included. */
function importsOf(file: string): string[] {
  return ts
    .preProcessFile(textOf(file))
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith("."))
    .map((name) => normalize(join(dirname(file), name)));
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true);
}

/** Functions with bodies of more than 40 lines, not counting functions inside them: a factory is a list of those. */
function longFunctions(file: string): string[] {
  const source = parse(file);
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1;
  const found: string[] = [];
  const visit = (node: ts.Node): number => {
    let inner = 0;
    ts.forEachChild(node, (child) => {
      inner += visit(child);
    });
    if (!ts.isFunctionLike(node) || !("body" in node) || !node.body) return inner;
    const lines = lineOf(node.body.end) - lineOf(node.body.getStart()) + 1;
    if (lines - inner > 40)
      found.push(`${file}:${lineOf(node.getStart())} has ${lines - inner} lines`);
    return lines;
  };
  visit(source);
  return found;
}

function undocumentedExports(file: string): string[] {
  const source = parse(file);
  return source.statements
    .filter((node) => ts.canHaveModifiers(node) && isExported(node))
    .filter((node) => ts.getJSDocCommentsAndTags(node).length === 0)
    .map((node) => `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
}

function isExported(node: ts.HasModifiers): boolean {
  return ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}
