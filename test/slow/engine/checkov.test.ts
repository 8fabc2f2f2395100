import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { before, describe, it } from "mocha";
import { AgentPlatform } from "../../../components/agent-platform.ts";
import { readStack } from "../../../components/read-stack.ts";
import { makePassingFolder } from "../passing-folder.ts";
import { preparePythonEnvironment, programOf } from "../python-environment.ts";
import { startEngine } from "./engine.ts";
import { type ArmTemplate, exportArm } from "./export-arm.ts";
import { platformConfig } from "./platform-config.ts";
import { scanExceptions } from "./scan-exceptions.ts";

const run = promisify(execFile);

/** What the scanner has against one resource. */
interface Finding {
  check: string;
  says: string;
  resource: string;
}

describe("Checkov on the planned platform", function () {
  this.timeout(600_000);
  let findings: Finding[];
  let passed = 0;
  before(async function () {
    const environment = await preparePythonEnvironment(this, ["checkov==3.3.30"]);
    const template = await deployedTemplate();
    assert.ok(template.resources.length > 100, `${template.resources.length} resources`);
    const report = await scan(programOf(environment, "checkov"), template);
    ({ findings, passed } = report);
  });

  it("looks at what it was given", () => {
    assert.ok(passed > 40, `only ${passed} checks passed`);
  });

  it("finds nothing that is not explained", () => {
    const unexplained = findings.filter(
      (finding) =>
        !scanExceptions.some(
          ({ checks, resource }) =>
            checks.includes(finding.check) && resource.test(finding.resource),
        ),
    );
    assert.deepEqual(unexplained, []);
  });

  it("has no exception that nothing needs any more", () => {
    const idle = scanExceptions.flatMap(({ checks, resource }) =>
      checks
        .filter(
          (check) =>
            !findings.some((finding) => finding.check === check && resource.test(finding.resource)),
        )
        .map((check) => `${check} of ${resource}`),
    );
    assert.deepEqual(idle, []);
  });
});

async function deployedTemplate(): Promise<ArmTemplate> {
  const engine = await startEngine();
  try {
    const program = async () => {
      new AgentPlatform("nightshift", readStack());
    };
    const stack = await engine.stack("scan", program, platformConfig(engine.endpoint.url));
    await stack.up();
    return exportArm(engine.azure.resources.values());
  } finally {
    await engine.stop();
  }
}

async function scan(checkov: string, template: ArmTemplate) {
  const file = join(makePassingFolder("arm"), "platform.json");
  await writeFile(file, JSON.stringify(template, null, 2));
  const flags = ["--framework", "arm", "--output", "json", "--soft-fail", "--skip-download"];
  const { stdout } = await run(checkov, ["--file", file, ...flags], { maxBuffer: 64 << 20 });
  const { results, summary } = JSON.parse(stdout);
  assert.equal(summary.parsing_errors, 0);
  const findings: Finding[] = results.failed_checks.map(
    (check: { check_id: string; check_name: string; resource: string }) => ({
      check: check.check_id,
      says: check.check_name,
      resource: check.resource,
    }),
  );
  return { findings, passed: Number(results.passed_checks.length) };
}
