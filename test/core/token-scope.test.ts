import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { databricksScope, mayCarryScope } from "../../functions/core/token-scope.ts";

describe("mayCarryScope", () => {
  for (const scope of [
    "https://management.azure.com/.default",
    "https://MANAGEMENT.core.windows.net//.default",
    "https://graph.microsoft.com/.default",
    "https://vault.azure.net/.default",
    "https://storage.azure.com/.default",
    "https://lake.blob.core.windows.net/.default",
    "https://servicebus.azure.net/.default",
    "797f4846-ba00-4fd7-ba43-dac1f8f63013/.default",
    databricksScope,
    `api://${databricksScope}`,
  ]) {
    it(`sends no token for ${scope} to a host that is not its own`, () => {
      assert.equal(mayCarryScope("evil.example.com", scope), false);
    });
  }

  it("sends a token to the host that it is for, and one that only opens a model to a gateway", () => {
    assert.ok(mayCarryScope("adb-1.2.azuredatabricks.net", databricksScope));
    assert.ok(mayCarryScope("gateway.internal", "https://cognitiveservices.azure.com/.default"));
    assert.ok(mayCarryScope("gateway.internal", "api://model-gateway/.default"));
  });
});
