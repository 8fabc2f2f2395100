import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import * as storage from "@pulumi/azure-native/storage/index.js";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { after, before, describe, it } from "mocha";
import { AgentPlatform } from "../../../components/agent-platform.ts";
import { readStack } from "../../../components/read-stack.ts";
import { parsePreview } from "../../../local/report/parse-preview.ts";
import { renderReport } from "../../../local/report/render-report.ts";
import { isSound, planReport, type Report } from "../../../local/report/report.ts";
import { listPrices } from "../../../policies/price-table.ts";
import { type Engine, startEngine } from "./engine.ts";
import { platformConfig } from "./platform-config.ts";

const pack = fileURLToPath(new URL("../../../policies/pack.ts", import.meta.url));
const dnsByAzurePolicy = fileURLToPath(
  new URL("../../../policies/dns-by-azure-policy.json", import.meta.url),
);

describe("policy pack on the real engine", function () {
  this.timeout(180_000);
  let engine: Engine;
  before(async () => {
    engine = await startEngine();
  });
  after(async () => await engine.stop());

  /** The report of a preview with the pack, made from the engine's own events. */
  async function reportOf(
    name: string,
    program: PulumiFn,
    config = platformConfig(engine.endpoint.url),
    policyPackConfigs: string[] = [],
  ): Promise<Report> {
    const stack = await engine.stack(name, program, config);
    const lines: string[] = [];
    const onEvent = (event: object) => void lines.push(JSON.stringify(event));
    await stack
      .preview({ policyPacks: [pack], policyPackConfigs, onEvent })
      .catch(() => "told by the events");
    const parsed = parsePreview(lines.join("\n"));
    assert.ok(parsed.kind === "preview", JSON.stringify(parsed));
    return planReport(parsed.preview, listPrices, []);
  }

  it("finds nothing mandatory in the platform, and a report that says what it costs", async () => {
    const report = await reportOf("platform", async () => {
      new AgentPlatform("nightshift", readStack());
    });
    assert.deepEqual(report.policies, []);
    assert.ok(isSound(report), report.errors.join("\n"));
    assert.ok(report.created.length > 100);
    assert.match(renderReport(report, "dev"), /### Cost a month: \$[\d,]+\.\d\d/);
    assert.ok(report.cost.lines.some(({ type }) => type === "databricks:Job"));
  });

  it("takes an Azure Policy's word for DNS under the configuration that is made for it", async () => {
    const config = {
      ...platformConfig(engine.endpoint.url),
      "nightshift:network": { dns: "policy" },
    };
    const program: PulumiFn = async () => {
      new AgentPlatform("nightshift", readStack());
    };
    const strict = await reportOf("dns-strict", program, config);
    const broken = new Set(strict.policies.map(({ policy }) => policy));
    assert.deepEqual([...broken], ["private-endpoints-require-dns"]);
    const lenient = await reportOf("dns-policy", program, config, [dnsByAzurePolicy]);
    assert.deepEqual(lenient.policies, []);
    assert.ok(isSound(lenient), lenient.errors.join("\n"));
  });

  it("stops another team's open storage account, by name and with the mend", async () => {
    const report = await reportOf("open", async () => {
      new storage.StorageAccount("open", {
        accountName: "openaccount",
        resourceGroupName: "group",
        kind: "StorageV2",
        sku: { name: "Standard_LRS" },
        allowSharedKeyAccess: true,
        minimumTlsVersion: "TLS1_2",
      });
    });
    const broken = report.policies.map(({ policy }) => policy);
    for (const name of [
      "storage-disallow-public-network-access",
      "storage-disallow-keys",
      "storage-disallow-public-blobs",
      "storage-disallow-plain-http",
      "services-require-private-endpoint",
      "services-require-diagnostics",
    ]) {
      assert.ok(broken.includes(name), `${name} is not among ${broken.join(", ")}`);
    }
    assert.ok(!isSound(report));
  });
});
