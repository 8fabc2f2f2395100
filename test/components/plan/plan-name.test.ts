import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { endpointTable } from "../../../components/plan/endpoint-table.ts";
import { type NameKind, nameRules, planName } from "../../../components/plan/plan-name.ts";
import { regionTable } from "../../../components/plan/region-table.ts";

/** Azure's own rules, written down again: length and pattern by kind. */
const azureRules: Record<NameKind, [least: number, most: number, pattern: RegExp]> = {
  resourceGroup: [1, 90, /^[\w.()-]*[\w()-]$/],
  managedResourceGroup: [1, 90, /^[\w.()-]*[\w()-]$/],
  virtualNetwork: [2, 64, /^[a-z0-9][\w.-]*\w$/i],
  securityGroup: [1, 80, /^[a-z0-9][\w.-]*\w$/i],
  routeTable: [1, 80, /^[a-z0-9][\w.-]*\w$/i],
  natGateway: [1, 80, /^[a-z0-9][\w.-]*\w$/i],
  publicAddress: [1, 80, /^[a-z0-9][\w.-]*\w$/i],
  privateEndpoint: [2, 64, /^[a-z0-9][\w.-]*\w$/i],
  networkLink: [1, 80, /^[a-z0-9][\w.-]*\w$/i],
  identity: [3, 128, /^[a-z0-9][\w-]*$/i],
  storageAccount: [3, 24, /^[a-z0-9]+$/],
  serviceBus: [6, 50, /^[a-z](?!.*(?:-sb|-mgmt)$)[a-z0-9-]*[a-z0-9]$/],
  eventHubs: [6, 50, /^[a-z](?!.*(?:-sb|-mgmt)$)[a-z0-9-]*[a-z0-9]$/],
  systemTopic: [3, 50, /^[a-z0-9-]+$/i],
  actionGroup: [1, 260, /^[^:<>+/&%\\?|@]*[^:<>+/&%\\?|@. ]$/],
  alertRule: [1, 260, /^[^*#&+:<>?@%{}\\/|]*[^*#&+:<>?@%{}\\/|. ]$/],
  budget: [1, 63, /^[\w-]+$/],
  logWorkspace: [4, 63, /^[a-z0-9][a-z0-9-]*[a-z0-9]$/i],
  insights: [1, 255, /^[\w.()-]*[\w()-]$/],
  linkScope: [1, 255, /^[\w.()-]*[\w()-]$/],
  databricks: [3, 64, /^[\w-]+$/],
  accessConnector: [3, 64, /^[\w-]+$/],
  appServicePlan: [1, 60, /^[a-z0-9-]+$/i],
  functionApp: [2, 32, /^[a-z0-9][a-z0-9-]*[a-z0-9]$/],
};
const kinds = Object.keys(nameRules).filter((kind): kind is NameKind => kind in nameRules);
/** The longest that a model may be called. */
const longModel = `m${"x".repeat(39)}`;
/** Roles that names of a kind are made with, beside none at all. */
const roles: Partial<Record<NameKind, string[]>> = {
  storageAccount: ["lake", "host", "dbw"],
  securityGroup: ["functions", "endpoints", "databricks-host", "databricks-container"],
  privateEndpoint: Object.values(endpointTable).flatMap((rows) => rows.map(({ role }) => role)),
  actionGroup: ["agents", "on-call"],
  alertRule: ["watchdog", "dead-letters", `${longModel}-model-degradation`],
};

const named = kinds.flatMap((kind) =>
  ["", ...(roles[kind] ?? [])].map((role) => [kind, role] as const),
);

describe("planName", () => {
  it("keeps each service's rules for any label of 1 to 60 characters in any region", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        for (const [kind, role] of named) {
          const [least, most, pattern] = azureRules[kind];
          const name = planName(kind, seed, role);
          assert.ok(name.length >= least && name.length <= most, `${kind}: ${name}`);
          assert.match(name, pattern, kind);
          assert.doesNotMatch(name, /--/, kind);
          assert.ok(name.endsWith(planName(kind, seed).slice(-8)), `${name} lost its hash`);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("spells no word that Azure reserves", () => {
    const words = ["microsoft", "windows", "azure", "office", "xbox", "login", "skype"];
    const labels = words.flatMap((word) => [
      word,
      `my-${word}-1`,
      word.slice(1),
      `${word[0]}-${word.slice(1)}`,
    ]);
    for (const label of labels) {
      for (const kind of kinds) {
        const name = planName(kind, { label, salt: "", location: "westeurope" });
        for (const word of words) assert.ok(!name.includes(word), `${kind}: ${name}`);
      }
    }
  });

  it("gives two stacks of one subscription different names, whatever they are called", () => {
    fc.assert(
      fc.property(seeds, labels, (seed, label) => {
        fc.pre(label !== seed.label);
        for (const kind of kinds) {
          assert.notEqual(planName(kind, seed), planName(kind, { ...seed, label }));
        }
      }),
      { numRuns: 200 },
    );
  });

  it("gives other names in another region and another subscription", () => {
    const seed = { label: "dev", salt: "one", location: "westeurope" };
    const name = planName("storageAccount", seed);
    assert.notEqual(planName("storageAccount", { ...seed, salt: "two" }), name);
    assert.notEqual(planName("storageAccount", { ...seed, location: "northeurope" }), name);
  });

  it("tells two of one kind apart by their role", () => {
    const seed = { label: "dev", salt: "one", location: "westeurope" };
    assert.notEqual(
      planName("storageAccount", seed, "lake"),
      planName("storageAccount", seed, "host"),
    );
  });

  it("never changes: a changed name would replace the resource", () => {
    const seed = { label: "dev", salt: "one", location: "westeurope" };
    assert.equal(planName("storageAccount", seed, "lake"), "nslakedevmnmk4ktl");
    assert.equal(planName("functionApp", seed), "func-dev-mnmk4ktl");
    assert.equal(planName("serviceBus", seed), "sbns-dev-mnmk4ktl");
  });

  it("refuses a role that leaves no room", () => {
    const seed = { label: "dev", salt: "", location: "westeurope" };
    assert.throws(() => planName("storageAccount", seed, "far-too-long-a-role"), /shorter role/);
  });
});

const labels = fc.oneof(
  fc.string({ minLength: 1, maxLength: 60 }),
  fc.string({ minLength: 1, maxLength: 60, unit: "binary" }),
  fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,59}$/),
);
const regions = fc.constantFrom(...Object.keys(regionTable), "usgovvirginia", "chinanorth3");
const seeds = fc.record({ label: labels, salt: fc.uuid(), location: regions });
