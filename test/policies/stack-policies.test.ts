import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { policies } from "../../policies/index.ts";
import { plainType, type Resource } from "../../policies/policy.ts";
import { soundResource } from "./sound-resources.ts";

function judge(name: string, resources: readonly Resource[], settings = {}) {
  const found = policies.find((policy) => policy.name === name);
  assert.ok(found?.kind === "stack", `there is no stack policy ${name}`);
  return found.judge(resources, settings);
}

function resource(type: string, feeds: Resource["feeds"] = {}): Resource {
  return { type, name: "it", urn: `urn:pulumi:dev::test::${type}::it`, properties: {}, feeds };
}

const lake = soundResource("storage:StorageAccount");
const endpoint = resource("network:PrivateEndpoint", { privateLinkServiceConnections: [lake] });

describe("services-require-private-endpoint", () => {
  it("is content with an endpoint that the service's id feeds", () => {
    assert.deepEqual(judge("services-require-private-endpoint", [lake, endpoint]), []);
  });
  it("names the service that none leads to", () => {
    const [found] = judge("services-require-private-endpoint", [
      lake,
      resource("network:PrivateEndpoint"),
    ]);
    assert.equal(found?.urn, lake.urn);
  });
});

describe("private-endpoints-require-dns", () => {
  it("is content with a zone group of the endpoint, and names an endpoint without one", () => {
    const group = resource("network:PrivateDnsZoneGroup", { privateEndpointName: [endpoint] });
    assert.deepEqual(judge("private-endpoints-require-dns", [endpoint, group]), []);
    assert.equal(judge("private-endpoints-require-dns", [endpoint]).length, 1);
  });
});

describe("services-require-diagnostics", () => {
  it("is content with a setting on the service, and names a service without one", () => {
    const setting = resource("monitor:DiagnosticSetting", { resourceUri: [lake] });
    assert.deepEqual(judge("services-require-diagnostics", [lake, setting]), []);
    assert.equal(judge("services-require-diagnostics", [lake]).length, 1);
  });
});

describe("stack-require-budget", () => {
  it("asks for a budget only where something computes", () => {
    assert.deepEqual(judge("stack-require-budget", [lake]), []);
    assert.equal(judge("stack-require-budget", [resource("databricks:Job")]).length, 1);
    assert.deepEqual(
      judge("stack-require-budget", [resource("databricks:Job"), resource("consumption:Budget")]),
      [],
    );
  });
});

describe("stack-disallow-cost-above-cap", () => {
  it("speaks up above the cap, not at it, and names the dearest", () => {
    const bus = soundResource("servicebus:Namespace");
    assert.deepEqual(judge("stack-disallow-cost-above-cap", [bus], { dollarsPerMonth: 677 }), []);
    const [found] = judge("stack-disallow-cost-above-cap", [bus], { dollarsPerMonth: 676 });
    assert.match(found?.message ?? "", /\$677 a month.+it \$677 \(1 x Premium messaging unit\)/);
  });
});

describe("plainType", () => {
  for (const [token, plain] of [
    ["azure-native:storage:StorageAccount", "storage:StorageAccount"],
    ["azure-native:storage/v20230101:StorageAccount", "storage:StorageAccount"],
    ["azure-native_storage_v20240101:storage:StorageAccount", "storage:StorageAccount"],
    ["databricks:index/job:Job", "databricks:Job"],
    ["databricks:index:Job", "databricks:Job"],
    ["aws:s3/bucket:Bucket", "aws:s3/bucket:Bucket"],
  ] as const) {
    it(`reads ${token} as ${plain}`, () => assert.equal(plainType(token), plain));
  }
});

describe("policies", () => {
  it("have names of their own, each with a rule, a reason, an example and a mend", () => {
    assert.equal(new Set(policies.map(({ name }) => name)).size, policies.length);
    for (const { name, rule, why, example, mend } of policies) {
      assert.match(name, /^[a-z]+(?:-[a-z]+)*-(?:disallow|require)-[a-z]+(?:-[a-z]+)*$/);
      for (const text of [rule, why, example, mend]) assert.ok(text.length > 5, name);
    }
  });
});
