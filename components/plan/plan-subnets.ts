import { type Mistake, showValue } from "../../functions/core/catalogue/mistake.ts";
import {
  addressCount,
  type Cidr,
  contains,
  formatCidr,
  isPrivate,
  overlaps,
  parseCidr,
  quarter,
} from "./cidr.ts";

/** The four subnets of the perimeter. */
export type SubnetRole = "functions" | "endpoints" | "databricksHost" | "databricksContainer";

/** What each subnet is for: its name, the service it is delegated to, and its smallest size as a prefix length. */
export const subnetRoles: Readonly<
  Record<SubnetRole, { name: string; delegation: string | null; smallest: number }>
> = {
  functions: { name: "functions", delegation: "Microsoft.Web/serverFarms", smallest: 28 },
  endpoints: { name: "endpoints", delegation: null, smallest: 27 },
  databricksHost: {
    name: "databricks-host",
    delegation: "Microsoft.Databricks/workspaces",
    smallest: 26,
  },
  databricksContainer: {
    name: "databricks-container",
    delegation: "Microsoft.Databricks/workspaces",
    smallest: 26,
  },
};

const reservedByAzure = 5;

/** What the addresses of the perimeter must hold. */
export interface SubnetRequest {
  /** Range of the virtual network, from /16 to /24. */
  addressSpace: string;
  /** Ranges chosen by hand; a subnet that is left out gets its quarter of the address space. */
  subnets: Partial<Record<SubnetRole, string>>;
  /** Ranges in use elsewhere that this network must not overlap: the hub, peers, the office. */
  otherSpaces: readonly string[];
  /** Most instances of the function app; each needs two addresses while it is replaced. */
  functionInstances: number;
  /** Most Databricks nodes at one time; each needs one address in both Databricks subnets. */
  databricksNodes: number;
}

/** The ranges of the four subnets, or every reason why there are none. */
export type SubnetPlan =
  | { kind: "planned"; subnets: Record<SubnetRole, string> }
  | { kind: "refused"; mistakes: Mistake[] };

/** Divides an address space into the four subnets and checks that each is large enough and alone. */
export function planSubnets(request: SubnetRequest): SubnetPlan {
  const space = parseCidr(request.addressSpace);
  if (!space || space.bits < 16 || space.bits > 24 || !isPrivate(space)) {
    return { kind: "refused", mistakes: [badSpace(request.addressSpace)] };
  }
  const host = chooseRange(request, space, "databricksHost", 0);
  const container = chooseRange(request, space, "databricksContainer", 1);
  const functions = chooseRange(request, space, "functions", 2);
  const endpoints = chooseRange(request, space, "endpoints", 3);
  const choices = [host, container, functions, endpoints];
  const sound = choices.filter((choice) => choice.mistakes.length === 0);
  const mistakes = [
    ...otherSpaceMistakes(request, space),
    ...choices.flatMap((choice) => choice.mistakes),
    ...sound.flatMap((choice) => sizeMistakes(request, choice)),
    ...overlapMistakes(sound),
  ];
  if (mistakes.length > 0) return { kind: "refused", mistakes };
  return {
    kind: "planned",
    subnets: {
      functions: formatCidr(functions.range),
      endpoints: formatCidr(endpoints.range),
      databricksHost: formatCidr(host.range),
      databricksContainer: formatCidr(container.range),
    },
  };
}

interface Choice {
  role: SubnetRole;
  /** Range as written, or its quarter. */
  range: Cidr;
  /** Why what was written is no range for this subnet. */
  mistakes: Mistake[];
}

function chooseRange(request: SubnetRequest, space: Cidr, role: SubnetRole, index: number): Choice {
  const fallback = quarter(space, index);
  const written = request.subnets[role];
  if (written === undefined) return { role, range: fallback, mistakes: [] };
  const range = parseCidr(written);
  if (range && contains(space, range)) return { role, range, mistakes: [] };
  const rule = range
    ? `must lie inside network.addressSpace ${request.addressSpace}`
    : "must be an IPv4 range with no address bits beyond its prefix";
  const mend = `Write one like "${formatCidr(fallback)}", or leave it out for that one.`;
  const mistake = { path: `network.subnets.${role}`, value: showValue(written), rule, mend };
  return { role, range: fallback, mistakes: [mistake] };
}

function badSpace(value: string): Mistake {
  return {
    path: "network.addressSpace",
    value: showValue(value),
    rule: "must be a private IPv4 range from /16 to /24 with no address bits beyond its prefix",
    mend: 'Write one that nothing else uses, like "10.20.0.0/22".',
  };
}

function otherSpaceMistakes(request: SubnetRequest, space: Cidr): Mistake[] {
  return request.otherSpaces.flatMap((text, index) => {
    const path = `network.otherSpaces.${index}`;
    const value = showValue(text);
    const other = parseCidr(text);
    if (!other) {
      return [
        { path, value, rule: "must be an IPv4 range", mend: 'Write one like "10.0.0.0/16".' },
      ];
    }
    if (!overlaps(space, other)) return [];
    const rule = `must not overlap network.addressSpace ${request.addressSpace}`;
    return [{ path, value, rule, mend: "Choose another network.addressSpace." }];
  });
}

function sizeMistakes(request: SubnetRequest, { role, range }: Choice): Mistake[] {
  const path = `network.subnets.${role}`;
  const value = formatCidr(range);
  const mend = "Give it a larger range, or enlarge network.addressSpace.";
  const { smallest } = subnetRoles[role];
  if (range.bits > smallest) return [{ path, value, rule: `must be /${smallest} or larger`, mend }];
  const needed = addressesNeeded(request, role) + reservedByAzure;
  if (addressCount(range) >= needed) return [];
  const rule = `must hold ${needed} addresses: ${reasonOf(role)}, and 5 that Azure reserves`;
  return [{ path, value, rule, mend }];
}

function addressesNeeded(request: SubnetRequest, role: SubnetRole): number {
  if (role === "endpoints") return 0;
  return role === "functions" ? request.functionInstances * 2 : request.databricksNodes;
}

function reasonOf(role: SubnetRole): string {
  return role === "functions"
    ? "two for each instance of hosting.maxInstances"
    : "one for each node of all models together";
}

function overlapMistakes(ranges: Choice[]): Mistake[] {
  return ranges.flatMap(({ role, range }, index) =>
    ranges.slice(index + 1).flatMap((other) => {
      if (!overlaps(range, other.range)) return [];
      const rule = `must not overlap the ${other.role} subnet ${formatCidr(other.range)}`;
      const mend = "Give each subnet a range of its own, or leave all four out.";
      return [{ path: `network.subnets.${role}`, value: formatCidr(range), rule, mend }];
    }),
  );
}
