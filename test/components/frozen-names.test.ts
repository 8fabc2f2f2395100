import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { AgentPlatform } from "../../components/agent-platform.ts";
import { type RecordedResource, recordResources } from "./record-resources.ts";
import { testPlatform } from "./test-arguments.ts";

/** URN of each resource with the name it has in Azure or Databricks, as released. */
const frozen: Record<string, string | null> = JSON.parse(
  readFileSync(new URL("./frozen-names.json", import.meta.url), "utf8"),
);

describe("frozen names", () => {
  it("keeps every released resource under its URN and its name: either change would replace it", async () => {
    const resources = await recordResources(() => new AgentPlatform("nightshift", testPlatform));
    const found = Object.fromEntries(resources.map((it) => [shorten(it.urn), nameOf(it)]));
    assert.deepEqual(found, frozen);
  });
});

/** The part of a URN that a program decides: `types::name`. */
function shorten(urn: string): string {
  return urn.split("::").slice(2).join("::");
}

const nameKeys = [
  "accountName virtualNetworkName networkSecurityGroupName natGatewayName publicIpAddressName privateEndpointName",
  "resourceName containerName namespaceName queueName eventHubName systemTopicName eventSubscriptionName",
  "actionGroupName ruleName budgetName workspaceName connectorName scopeName privateZoneName name",
].flatMap((line) => line.split(" "));

/** The most specific name among the inputs: containers and queues also name what they are in. */
function nameOf({ type, inputs }: RecordedResource): string | null {
  const own = type.endsWith(":BlobContainer")
    ? ["containerName"]
    : type.endsWith(":Queue")
      ? ["queueName"]
      : nameKeys;
  const key = own.find((it) => typeof inputs[it] === "string");
  return key === undefined ? null : String(inputs[key]);
}
