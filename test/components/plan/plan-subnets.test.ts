import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { contains, formatCidr, overlaps, parseCidr } from "../../../components/plan/cidr.ts";
import { planSubnets, type SubnetRequest } from "../../../components/plan/plan-subnets.ts";

const request: SubnetRequest = {
  addressSpace: "10.20.0.0/22",
  subnets: {},
  otherSpaces: [],
  functionInstances: 5,
  databricksNodes: 20,
};

describe("planSubnets", () => {
  it("gives each subnet a quarter of the address space", () => {
    assert.deepEqual(planSubnets(request), {
      kind: "planned",
      subnets: {
        databricksHost: "10.20.0.0/24",
        databricksContainer: "10.20.1.0/24",
        functions: "10.20.2.0/24",
        endpoints: "10.20.3.0/24",
      },
    });
  });

  it("takes what was chosen by hand", () => {
    const plan = planSubnets({ ...request, subnets: { functions: "10.20.2.128/25" } });
    assert.equal(plan.kind === "planned" && plan.subnets.functions, "10.20.2.128/25");
  });

  const refused: [string, Partial<SubnetRequest>, RegExp][] = [
    ["an address space that is none", { addressSpace: "10.20.0.0" }, /from \/16 to \/24/],
    ["one that is too small", { addressSpace: "10.20.0.0/25" }, /from \/16 to \/24/],
    ["one that is too large", { addressSpace: "10.0.0.0/8" }, /from \/16 to \/24/],
    [
      "a hub that overlaps",
      { otherSpaces: ["10.20.0.0/16"] },
      /must not overlap network\.addressSpace/,
    ],
    ["a hub that is no range", { otherSpaces: ["hub"] }, /must be an IPv4 range/],
    ["a subnet that is no range", { subnets: { endpoints: "10.20.3.1/27" } }, /no address bits/],
    [
      "a subnet outside",
      { subnets: { endpoints: "10.21.0.0/27" } },
      /inside network\.addressSpace/,
    ],
    [
      "a subnet below its service's least",
      { subnets: { databricksHost: "10.20.0.0/27" } },
      /\/26 or larger/,
    ],
    [
      "subnets that overlap",
      { subnets: { functions: "10.20.3.0/25" } },
      /must not overlap the endpoints/,
    ],
    [
      "too few addresses for the instances",
      { subnets: { functions: "10.20.2.0/28" }, functionInstances: 6 },
      /hold 17 addresses/,
    ],
    [
      "too few addresses for the nodes",
      { addressSpace: "10.20.0.0/24", databricksNodes: 60 },
      /hold 65 addresses/,
    ],
  ];
  for (const [what, change, rule] of refused) {
    it(`refuses ${what}`, () => {
      const plan = planSubnets({ ...request, ...change });
      assert.ok(plan.kind === "refused");
      assert.ok(
        plan.mistakes.some((mistake) => rule.test(mistake.rule)),
        JSON.stringify(plan),
      );
    });
  }

  it("tells every mistake, not the first", () => {
    const subnets = { functions: "10.99.0.0/24", endpoints: "nonsense" };
    const plan = planSubnets({ ...request, subnets, otherSpaces: ["10.20.1.0/24"] });
    assert.equal(plan.kind === "refused" && plan.mistakes.length, 3);
  });

  it("takes exactly as many nodes and instances as there is room for", () => {
    const addressSpace = "10.20.0.0/24";
    const full = { ...request, addressSpace, databricksNodes: 59, functionInstances: 29 };
    assert.equal(planSubnets(full).kind, "planned");
    assert.equal(planSubnets({ ...full, databricksNodes: 60 }).kind, "refused");
    assert.equal(planSubnets({ ...full, functionInstances: 30 }).kind, "refused");
  });

  it("plans ranges that lie inside the space and apart, for any space from /16 to /24", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 16, max: 24 }),
        fc.integer({ min: 0, max: 255 }),
        (bits, octet) => {
          const base = (10 * 256 + octet) * 65536;
          const space = { base, bits };
          const plan = planSubnets({ ...request, addressSpace: formatCidr(space) });
          assert.ok(plan.kind === "planned");
          const ranges = Object.values(plan.subnets).map((text) => parseCidr(text));
          for (const [index, range] of ranges.entries()) {
            assert.ok(range && contains(space, range));
            for (const other of ranges.slice(index + 1))
              assert.ok(other && !overlaps(range, other));
          }
        },
      ),
    );
  });
});
