import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { judgeBroken } from "./judge-broken.ts";

describe("policies on apps", () => {
  for (const [name, path, value] of [
    ["web-disallow-public-network-access", "publicNetworkAccess", "Enabled"],
    ["web-disallow-old-tls", "siteConfig.minTlsVersion", "1.0"],
    ["web-scm-disallow-old-tls", "siteConfig.scmMinTlsVersion", "1.0"],
    ["web-disallow-plain-http", "httpsOnly", false],
    ["identity-require-user-assigned", "identity.type", "SystemAssigned"],
    ["web-require-vnet-integration", "virtualNetworkSubnetId", undefined],
    ["web-require-route-all", "outboundVnetRouting", undefined],
    [
      "web-disallow-content-share",
      "siteConfig.appSettings",
      [{ name: "WEBSITE_CONTENTSHARE", value: "share" }],
    ],
  ] as const) {
    it(`${name} judges a slot as it judges its app`, () => {
      assert.equal(judgeBroken(name, "web:WebAppSlot", path, value).length, 1);
    });
  }
});

describe("web-disallow-small-plans", () => {
  for (const [sku, count] of [
    ["P1v4", 0],
    ["P0v3", 0],
    ["EP1", 0],
    ["P1", 1],
    ["P1v1", 1],
    ["B1", 1],
  ] as const) {
    it(`${count === 0 ? "lets pass" : "stops"} ${sku}`, () => {
      const found = judgeBroken("web-disallow-small-plans", "web:AppServicePlan", "sku.name", sku);
      assert.equal(found.length, count);
    });
  }
});
