import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, describe, it } from "mocha";

const root = fileURLToPath(new URL("..", import.meta.url));
const fixtures = join(root, "test/fixtures/boundaries");

interface Finding {
  file: string;
  line: number;
  rule: string;
}

/** The rules that each line of a fixture says it breaks: `// fires <rule>`; line 0 stands for the whole file. */
function expectedFindings(): Finding[] {
  return globSync("**/*.ts", { cwd: fixtures }).flatMap((file) =>
    readFileSync(join(fixtures, file), "utf8")
      .split("\n")
      .flatMap((text, index) => {
        const [, whole, rule] = /\/\/ (The whole file )?fires (\S+)/.exec(text) ?? [];
        return rule === undefined ? [] : [{ file, line: whole ? 0 : index + 1, rule }];
      }),
  );
}

describe("the boundaries in biome.json", () => {
  const expected = expectedFindings();
  let folder: string;
  let found: Finding[];

  // The fixtures are linted in a folder of their own, where their paths are those of the repository.
  before(function lintFixtures() {
    this.timeout(60_000);
    folder = mkdtempSync(join(tmpdir(), "nightshift-boundaries-"));
    cpSync(fixtures, folder, { recursive: true });
    cpSync(join(root, "lint"), join(folder, "lint"), { recursive: true });
    cpSync(join(root, "biome.json"), join(folder, "biome.json"));
    const biome = fileURLToPath(import.meta.resolve("@biomejs/biome/bin/biome"));
    const options = ["--vcs-enabled=false", "--reporter=json", "--max-diagnostics=none"];
    const run = spawnSync(process.execPath, [biome, "lint", ...options, "."], {
      cwd: folder,
      encoding: "utf8",
    });
    found = parseReport(run.stdout, folder);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const { file, line, rule } of expected) {
    it(`fire ${rule} at ${file}:${line}`, () => {
      const rules = found.filter((finding) => finding.file === file && finding.line === line);
      assert(
        rules.some((finding) => finding.rule === rule),
        `found ${JSON.stringify(rules)}`,
      );
    });
  }

  it("let everything else in the fixtures pass", () => {
    const rules = new Set(expected.map(({ rule }) => rule));
    const surprises = found.filter(
      ({ file, line, rule }) =>
        rules.has(rule) &&
        !expected.some(
          (known) => known.file === file && known.line === line && known.rule === rule,
        ),
    );
    assert.deepEqual(surprises, []);
  });

  it("are each proven by a fixture", () => {
    const configured = readFileSync(join(root, "biome.json"), "utf8").match(
      /\bno[A-Z]\w+|\buse[A-Z]\w+/g,
    );
    const fired = new Set(expected.map(({ rule }) => rule.split("/").at(-1)));
    const unproven = new Set(configured?.filter((name) => !fired.has(name)));
    assert.deepEqual([...unproven], ["useIgnoreFile", "useBiomeIgnoreFolder"]);
  });
});

function parseReport(report: string, folder: string): Finding[] {
  const parsed: {
    diagnostics: { category: string; location: { path: string; start: { line: number } } }[];
  } = JSON.parse(report.slice(report.indexOf("{")));
  return parsed.diagnostics.map(({ category, location }) => ({
    file: location.path.startsWith("/") ? relative(folder, location.path) : location.path,
    line: location.start.line,
    rule: category,
  }));
}
