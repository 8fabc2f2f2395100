import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { policies } from "../../policies/index.ts";
import type { Policy } from "../../policies/policy.ts";
import { accountKey, breaks } from "./broken-properties.ts";
import { breakProperty, soundResource } from "./sound-resources.ts";

function policyNamed(name: string): Policy & { kind: "resource" } {
  const found = policies.find((policy) => policy.name === name);
  assert.ok(found?.kind === "resource", `there is no resource policy ${name}`);
  return found;
}

describe("resource policies", () => {
  for (const [name, type, path, value] of breaks) {
    it(`${name} stops ${type} with ${path} ${JSON.stringify(value) ?? "left out"}`, () => {
      const policy = policyNamed(name);
      assert.ok(policy.types.includes(type));
      const sound = soundResource(type);
      if (name !== "messaging-disallow-authorization-rules") {
        assert.deepEqual(policy.judge(sound, {}), []);
      }
      const [found] = policy.judge(breakProperty(sound, path.split("."), value), {});
      assert.ok(found, "the broken resource passes");
      assert.match(found.message, /"it": .+\. .+\.$/);
      assert.equal(found.urn, sound.urn);
    });
  }

  it("has a broken example for every policy on single resources", () => {
    const single = policies.filter(({ kind }) => kind === "resource").map(({ name }) => name);
    assert.deepEqual(breaks.map(([name]) => name).toSorted(), single.toSorted());
  });

  it("never repeats a secret in its message", () => {
    const policy = policyNamed("settings-disallow-secrets");
    const broken = breakProperty(
      soundResource("web:WebApp"),
      ["siteConfig", "appSettings"],
      [
        { name: "Storage", value: accountKey },
        { name: "Vault", value: "@Microsoft.KeyVault(SecretUri=https://v/secrets/s)" },
        { name: "DB_PASSWORD", value: "hunter2" },
      ],
    );
    const messages = policy.judge(broken, {}).map(({ message }) => message);
    assert.equal(messages.length, 2);
    assert.ok(!messages.join().includes("c2VjcmV0") && !messages.join().includes("hunter2"));
  });

  it("lets the address of telemetry stand where Entra ID is in force, and only there", () => {
    const policy = policyNamed("settings-disallow-secrets");
    const address = { APPLICATIONINSIGHTS_CONNECTION_STRING: "InstrumentationKey=k" };
    const settings = soundResource("web:WebAppApplicationSettings");
    const broken = breakProperty(settings, ["properties"], address);
    const sound = breakProperty(settings, ["properties"], {
      ...address,
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: "Authorization=AAD",
    });
    assert.equal(policy.judge(broken, {}).length, 1);
    assert.deepEqual(policy.judge(sound, {}), []);
  });

  it("takes a team's own limit over the default", () => {
    const policy = policyNamed("job-disallow-unbounded-workers");
    assert.equal(policy.judge(soundResource("databricks:Job"), { maxWorkers: 3 }).length, 1);
  });
});
