import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, it } from "mocha";
import { createProgram } from "../../../local/cli/program.ts";

const definition = `
  registeredModel: ml.sales.forecast
  input: { path: sales }
  training: { program: sales.py }
  metrics: { rmse: { better: lower, role: target } }
`;

describe("the command line", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nightshift-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const refuses = (args: string[], message: RegExp) =>
    assert.rejects(run(...args, "--state", folder), { name: "Refusal", message });

  for (const args of [
    ["status"],
    ["reviews"],
    ["drop", "sales", "x.csv"],
    ["explain", "sales"],
    ["approve", "ab12"],
    ["hold"],
    ["resume"],
    ["ledger", "verify"],
  ])
    it(`says how to start a platform where ${args[0]} finds none`, () =>
      refuses(
        args,
        /^No platform runs in .+\. Start one with `.+ local`, or name its folder with --state DIR\.$/,
      ));

  it("tells a platform that has ended from one that never ran", async () => {
    const ended = spawnSync(process.execPath, ["--version"]).pid;
    const address = { pid: ended, url: "", workspaceUrl: "", lakeUrl: "", adminToken: "" };
    write("platform.json", JSON.stringify({ ...address, workspaceToken: "", startedAt: "" }));
    await refuses(["status"], /\(process \d+\) has ended\. Start one with/);
  });

  it("names every mistake of the models", async () => {
    const models = write("models.yaml", `sales:${definition}  owner: 7\n  ownr: x\n`);
    await refuses(
      ["local", "--models", models],
      /have 2 mistake[\s\S]+sales\.owner: 7 [\s\S]+sales\.ownr: .+Did you mean owner\?/,
    );
  });

  const wrongLocal: [args: string[], message: RegExp][] = [
    [["--exit"], /^--exit is given without --night; .+ Add --night\.$/],
    [["--stack", "a", "--models", "b"], /^--stack and --models are both given; .+ Drop one\.$/],
    [["--stack", "none"], /^Stack none: .+Pulumi\.none\.yaml does not exist\./],
    [["--models", "none.yaml"], /^Models file none\.yaml: it does not exist\. Check the path\.$/],
    [["--night", "none.yaml"], /^Rehearsal none\.yaml: it does not exist\. Check the path\.$/],
  ];
  for (const [args, message] of wrongLocal)
    it(`refuses local ${args.join(" ")}`, () => refuses(["local", ...args], message));

  it("refuses a port that is none", async () => {
    const models = write("models.yaml", `sales:${definition}`);
    await refuses(
      ["local", "--models", models, "--port", "65536"],
      /^--port is 65536; it must be a number from 0 to 65535\. Leave it out for a free port\.$/,
    );
  });

  it("names a port that is in use", async () => {
    const models = write("models.yaml", `sales:${definition}`);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const args = ["local", "--models", models, "--port", String(port)];
    const message = `Port ${port} of 127.0.0.1: another program listens on it. Choose another with --port, or leave it out for a free one.`;
    await refuses(args, new RegExp(`^${message.replaceAll(".", "\\.")}$`));
    server.close();
  });

  it("refuses to empty a folder that holds what no night made", async () => {
    write("thesis.txt", "");
    const night = write(
      "night.yaml",
      `name: n\nmodels:\n  sales: ${flow(definition)}\nsteps: []\n`,
    );
    await refuses(
      ["local", "--night", night],
      /it holds .+, which no night made, and a night starts from nothing\./,
    );
  });

  it("refuses models that are none, or would be lost, or multiply without end", async () => {
    const bomb = [..."abcdefg"].reduce(
      (text, name, at) =>
        `${text}${name}: &${name} [${Array(9).fill(at === 0 ? "x" : `*${"abcdefg"[at - 1]}`)}]\n`,
      "",
    );
    for (const [text, message] of [
      ["{}", /it defines no model\. Add one\.$/],
      ["__proto__:\n  owner: a\n", /a key is __proto__, which is no name\. Rename it\.$/],
      [bomb, /Excessive alias count/],
    ] as const)
      await refuses(["local", "--models", write("models.yaml", text)], message);
    await refuses(["rehearse", write("night.yaml", bomb)], /Excessive alias count/);
  });

  for (const file of ["host.sqlite", "workspace.sqlite"]) {
    const damage: [string, (path: string) => void, RegExp][] = [
      [
        "is no database",
        (path) => writeFileSync(path, "x".repeat(3000)),
        /is not a database\. Move/,
      ],
      [
        "is of a newer release",
        (path) => raiseVersion(path),
        /its version is 99; .+ Update Nightshift/,
      ],
    ];
    for (const [what, spoil, message] of damage)
      it(`refuses a state folder whose ${file} ${what}`, async () => {
        spoil(join(folder, file));
        const models = write("models.yaml", `sales:${definition}`);
        await refuses(["local", "--models", models], message);
      });
  }

  it("ends quietly where nobody reads its output to the end", () => {
    const command = `"${process.execPath}" local/cli.ts --help | true; echo \${PIPESTATUS[0]}`;
    const { stdout, stderr } = spawnSync("bash", ["-c", command], { encoding: "utf8" });
    assert.deepEqual([stdout, stderr], ["0\n", ""]);
  });

  it("names every mistake of a rehearsal with its file and line", async () => {
    const night = write("night.yaml", "name: 7\nstack: dev\nsteps:\n  - drop: { model: a }\n");
    await refuses(
      ["rehearse", night],
      /has 2 mistakes:\n {2}night\.yaml:1 {2}name is 7[\s\S]+\n {2}night\.yaml:4 {2}steps\[0\]\.drop\.file is missing/,
    );
  });

  it("names models and files of a rehearsal that are not there", async () => {
    const head = `name: n\nmodels:\n  sales: ${flow(definition)}\nsteps:\n`;
    const unknown = write("unknown.yaml", `${head}  - run: { model: salse }\n`);
    await refuses(
      ["rehearse", unknown],
      /steps\[0\]\.run\.model is salse; the catalogue has no such model\. Did you mean sales\?/,
    );
    const missing = write("missing.yaml", `${head}  - drop: { model: sales, file: a.csv }\n`);
    await refuses(
      ["rehearse", missing],
      /steps\[0\]\.drop\.file is a\.csv; .+a\.csv does not exist\./,
    );
  });

  it("shows an example in the help of every command", () => {
    for (const command of createProgram().commands) {
      const leaves = command.commands.length > 0 ? command.commands : [command];
      for (const leaf of leaves) {
        let help = "";
        leaf.configureOutput({ writeOut: (text) => (help += text) });
        leaf.outputHelp();
        assert.match(help, new RegExp(`Example:\n[\\s\\S]+ ${leaf.name()}`));
        assert.match(help, /--json/);
        for (const [file] of help.matchAll(/examples\/[\w./-]+/g))
          assert.ok(existsSync(file), file);
      }
    }
  });

  it("names the Node it needs where an older one runs it", () => {
    const older = 'Object.defineProperty(process.versions, "node", { value: "20.11.0" })';
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--import", `data:text/javascript,${older}`, "local/nightshift.mjs", "status"],
      { encoding: "utf8" },
    );
    assert.match(stderr, /^Node 20\.11\.0: Nightshift needs Node 24 or later\./);
    assert.equal(status, 2);
  });
});

function raiseVersion(path: string): void {
  const database = new DatabaseSync(path);
  database.exec("PRAGMA user_version = 99");
  database.close();
}

async function run(...args: string[]): Promise<void> {
  await createProgram().parseAsync(args, { from: "user" });
}

/** A block of YAML lines as one flow map. */
function flow(block: string): string {
  return `{ ${block
    .trim()
    .split("\n")
    .map((line) => line.trim())
    .join(", ")} }`;
}
