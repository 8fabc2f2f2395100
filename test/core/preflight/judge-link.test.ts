import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { isPrivateAddress } from "../../../functions/core/preflight/is-private-address.ts";
import { judgeLink } from "../../../functions/core/preflight/judge-link.ts";
import type { LinkSight } from "../../../functions/core/preflight/link.ts";
import { type Places, planLinks } from "../../../functions/core/preflight/plan-links.ts";

const places: Places = {
  lakeUrl: "https://lake.blob.core.windows.net",
  workspaceUrl: "https://adb-1.1.azuredatabricks.net",
  mlflowUrl: null,
  llmUrl: null,
  hostAccount: "host",
  serviceBusHost: "bus.servicebus.windows.net",
  eventHubsHost: "hub.servicebus.windows.net",
  databricksScope: "databricks/.default",
};

const got = <T>(value: T) => ({ kind: "got" as const, value });
const failed = (error: string) => ({ kind: "failed" as const, error });
const sound: LinkSight = {
  addresses: got(["10.20.1.4"]),
  token: got(true as const),
  connected: got(true as const),
  touched: got({ status: 200, page: false }),
};

const [lake] = planLinks(places);
assert.ok(lake);
const link = lake;

describe("judgeLink", () => {
  for (const [at, sight, mend] of [
    ["name", { ...sound, addresses: failed("ENOTFOUND") }, /private DNS zone/],
    ["address", { ...sound, addresses: got(["20.1.2.3"]) }, /DNS zone group/],
    ["address", { ...sound, addresses: got(["10.0.0.4", "20.1.2.3"]) }, /DNS zone group/],
    ["address", { ...sound, addresses: got([]) }, /DNS zone group/],
    ["token", { ...sound, token: failed("no identity") }, /NIGHTSHIFT_IDENTITY_CLIENT_ID/],
    ["connection", { ...sound, connected: failed("timeout") }, /port 443/],
    ["answer", { ...sound, touched: failed("reset") }, /health/],
    ["role", { ...sound, touched: got({ status: 403, page: false }) }, /Storage Blob Data Reader/],
    ["role", { ...sound, touched: got({ status: 401, page: false }) }, /ten minutes/],
    ["answer", { ...sound, touched: got({ status: 200, page: true }) }, /NIGHTSHIFT_LAKE_URL/],
    ["answer", { ...sound, touched: got({ status: 503, page: false }) }, /NIGHTSHIFT_LAKE_URL/],
  ] as const satisfies readonly (readonly [string, LinkSight, RegExp])[]) {
    it(`names what is missing at the ${at}: ${JSON.stringify(sight[stepOf(at)])}`, () => {
      const finding = judgeLink(link, sight);
      assert.ok(finding.kind === "broken");
      assert.equal(finding.at, at);
      assert.match(finding.mend, mend);
    });
  }

  it("holds where every step does, even where what was asked for does not exist", () => {
    for (const status of [200, 404, 410]) {
      assert.equal(
        judgeLink(link, { ...sound, touched: got({ status, page: false }) }).kind,
        "holds",
      );
    }
  });
});

function stepOf(at: "name" | "address" | "token" | "connection" | "role" | "answer") {
  const steps = {
    name: "addresses",
    address: "addresses",
    token: "token",
    connection: "connected",
    role: "touched",
    answer: "touched",
  } as const;
  return steps[at];
}

describe("planLinks", () => {
  it("looks at every data plane in Azure, and only at what a laptop has", () => {
    assert.deepEqual(
      planLinks(places).map(({ name }) => name),
      [
        "lake, container bronze",
        "lake, container ledger",
        "lake, container incidents",
        "host storage, blob",
        "host storage, queue",
        "host storage, table",
        "Service Bus",
        "Event Hubs",
        "Databricks jobs",
        "MLflow",
      ],
    );
    const laptop = planLinks({
      ...places,
      lakeUrl: "http://127.0.0.1:10000/devstoreaccount1",
      hostAccount: null,
      serviceBusHost: null,
      eventHubsHost: null,
      llmUrl: "https://llm.openai.azure.com/openai/v1/",
    });
    assert.deepEqual(
      laptop.slice(3).map(({ name }) => name),
      ["Databricks jobs", "MLflow", "language model"],
    );
    assert.equal(laptop[0]?.port, 10000);
  });
});

describe("isPrivateAddress", () => {
  for (const [address, expected] of [
    ["10.0.0.1", true],
    ["172.15.255.255", false],
    ["172.16.0.0", true],
    ["172.31.255.255", true],
    ["172.32.0.0", false],
    ["192.168.1.1", true],
    ["100.63.0.1", false],
    ["100.64.0.1", true],
    ["100.127.0.1", true],
    ["100.128.0.1", false],
    ["fd00::1", true],
    ["2001:db8::1", false],
    ["20.60.1.1", false],
  ] as const) {
    it(`says ${expected} of ${address}`, () => assert.equal(isPrivateAddress(address), expected));
  }
});
