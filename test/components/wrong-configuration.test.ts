import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, it } from "mocha";
import { AgentPlatform } from "../../components/agent-platform.ts";
import { readStack } from "../../components/read-stack.ts";
import { recordResources } from "./record-resources.ts";
import { testModel, testPlatform } from "./test-arguments.ts";
import { wrongSettings } from "./wrong-settings.ts";

/** The program as `index.ts` has it, with a stack file of these settings. */
async function runProgram(
  settings: object,
  secretKeys: string[] = [],
): Promise<{ message: string; registered: string[] }> {
  let message = "";
  const registered = await recordResources(() => {
    pulumi.runtime.setAllConfig(configOf(settings), secretKeys);
    try {
      new AgentPlatform("nightshift", readStack());
    } catch (error) {
      message = error instanceof Error ? error.message : String(error);
    }
  });
  return { message, registered: registered.map(({ urn }) => urn) };
}

/** What the engine gives to a program: every value as a text, region and subscription by their own keys. */
function configOf(settings: object): Record<string, string> {
  const { location, subscriptionId, ...own } = { ...testPlatform, ...settings };
  const texts = Object.entries(own).map(([key, value]) => [
    `nightshift:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const provider = {
    "azure-native:location": location,
    "azure-native:subscriptionId": subscriptionId,
  };
  return { ...provider, ...Object.fromEntries(texts) };
}

describe("the program with a wrong configuration", () => {
  afterEach(() => pulumi.runtime.setAllConfig({}));

  for (const [what, change, path, rule] of wrongSettings) {
    it(`ends before it registers anything, for ${what}`, async () => {
      const { message, registered } = await runProgram(change);
      assert.deepEqual(registered, []);
      const [headline = "", ...lines] = message.split("\n");
      assert.match(headline, /^Pulumi\.test\.yaml has \d+ mistakes?; nothing was created\.$/);
      const line = lines.find((it) => it.startsWith(`${path}: `));
      assert.match(line ?? message, rule);
    });
  }

  it("tells all mistakes in one message", async () => {
    const { message, registered } = await runProgram({
      location: "polarnorth",
      signIn: { ...testPlatform.signIn, approverRole: undefined },
      onCallEmails: [],
      network: { otherSpaces: ["10.20.0.0/16"], subnets: { functions: "10.20.2.0/28" } },
      budget: { ...testPlatform.budget, startDate: "2026-01-15" },
      hosting: { maxInstances: 30 },
      models: { churn: testModel, copy: { ...testModel, metrics: { f1: { better: "up" } } } },
    });
    assert.deepEqual(registered, []);
    const paths = message
      .split("\n")
      .slice(1)
      .map((line) => line.slice(0, line.indexOf(": ")));
    assert.deepEqual(paths.toSorted(), [
      "budget.startDate",
      "location",
      "models.copy.input.path",
      "models.copy.metrics",
      "models.copy.metrics.f1.better",
      "models.copy.registeredModel",
      "network.otherSpaces.0",
      "network.subnets.functions",
      "onCallEmails",
      "signIn.approverRole",
    ]);
  });

  it("refuses a setting that is marked as a secret, shows nothing of it, and tells the rest", async () => {
    const secret = { notify: { webhookUrl: "https://x.example/hunter2?sig=hunter2" } };
    const { message, registered } = await runProgram({ ...secret, onCallEmails: [] }, [
      "nightshift:notify",
    ]);
    assert.deepEqual(registered, []);
    assert.match(message, /^notify: a secret must be plain/m);
    assert.match(message, /^onCallEmails: /m);
    assert.doesNotMatch(message, /hunter2/);
  });

  it("registers everything once nothing is wrong", async () => {
    const { message, registered } = await runProgram({});
    assert.equal(message, "");
    assert.ok(registered.length > 100);
  });
});
