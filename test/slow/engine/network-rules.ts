import { textAt, valueAt, type World } from "./cloud-type.ts";
import { isWireRecord, type WireRecord } from "./wire-values.ts";

interface Range {
  name: string;
  from: number;
  to: number;
}

/** The subnet with this id, as its network declares it. */
export function findSubnet(id: string, world: World): WireRecord | undefined {
  const [networkId = "", name] = id.split("/subnets/");
  const network = world.resources.get(networkId);
  return network && subnetsOf(network.inputs).find((subnet) => subnet.name === name);
}

/** What Azure refuses of a network: a subnet outside its space, overlapping another, or too small. */
export function subnetRefusals(inputs: WireRecord): string[] {
  const spaces = addressesOf(inputs);
  const subnets = subnetsOf(inputs).map(rangeOf);
  const outside = subnets
    .filter((subnet) => !spaces.some((space) => subnet.from >= space.from && subnet.to <= space.to))
    .map(({ name }) => `subnet ${name} is outside the address space`);
  const overlapping = subnets.flatMap((one, i) =>
    subnets
      .slice(i + 1)
      .filter((other) => one.from <= other.to && other.from <= one.to)
      .map((other) => `subnets ${one.name} and ${other.name} overlap`),
  );
  const small = subnets
    .filter(({ from, to }) => to - from + 1 < 8)
    .map(({ name }) => `subnet ${name} is smaller than /29`);
  return [...outside, ...overlapping, ...small];
}

function subnetsOf(inputs: WireRecord): WireRecord[] {
  return Array.isArray(inputs.subnets) ? inputs.subnets.filter(isWireRecord) : [];
}

function addressesOf(inputs: WireRecord): Range[] {
  const prefixes = valueAt(inputs, "addressSpace", "addressPrefixes");
  return Array.isArray(prefixes)
    ? prefixes.map((prefix) => parseRange("space", String(prefix)))
    : [];
}

function rangeOf(subnet: WireRecord): Range {
  return parseRange(textAt(subnet, "name"), textAt(subnet, "addressPrefix"));
}

function parseRange(name: string, cidr: string): Range {
  const [address = "", bits = "32"] = cidr.split("/");
  const from = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return { name, from, to: from + 2 ** (32 - Number(bits)) - 1 };
}
