import { type CloudResource, type CloudType, valueAt } from "./cloud-type.ts";
import type { Difference, ResourceCall } from "./provider-server.ts";
import {
  differences,
  holdsUnknown,
  revealedRecord,
  textsIn,
  type WireRecord,
} from "./wire-values.ts";

type Resources = ReadonlyMap<string, CloudResource>;

/** What is wrong with inputs by themselves: what is missing, what is none of the allowed values, what is misnamed. */
export function findMistakes(
  type: CloudType,
  inputs: WireRecord,
): { property: string; reason: string }[] {
  const missing = type.required
    .filter((property) => inputs[property] === undefined || inputs[property] === null)
    .map((property) => ({ property, reason: `${property} is required` }));
  const wrong = Object.entries(type.values).flatMap(([path, allowed]) => {
    const value = valueAt(inputs, ...path.split("."));
    const bad =
      value !== undefined && value !== null && !isUnknown(value) && !allowed.includes(value);
    return bad
      ? [{ property: path, reason: `${JSON.stringify(value)} is none of ${allowed.join(", ")}` }]
      : [];
  });
  return [...missing, ...wrong, ...findMisnamed(type, inputs)];
}

/** Names among the inputs that the service would not take. */
export function findMisnamed(
  type: CloudType,
  inputs: WireRecord,
): { property: string; reason: string }[] {
  return Object.entries(type.names).flatMap(([path, pattern]) => {
    const name = valueAt(inputs, ...path.split("."));
    if (typeof name !== "string" || isUnknown(name) || pattern.test(name)) return [];
    return [{ property: path, reason: `${JSON.stringify(name)} does not match ${pattern}` }];
  });
}

function isUnknown(value: unknown): boolean {
  return typeof value === "string" && holdsUnknown(value);
}

/** Where the inputs differ from those of before, and whether that replaces the resource. */
export function differencesOf(
  type: CloudType,
  call: ResourceCall & { oldInputs: WireRecord },
): Difference[] {
  const before = revealedRecord(call.oldInputs);
  return differences(before, revealedRecord(call.inputs)).map((path) => {
    const [property = ""] = path.split(/[.[]/);
    return { path, replaces: type.immutable.includes(property) };
  });
}

/** Ids of resources of this subscription that an input names and that nobody made. */
export function danglingReferences(
  inputs: WireRecord,
  resources: Resources,
  existing: readonly string[],
): string[] {
  const known = [...resources.keys(), ...existing].map((id) => id.toLowerCase());
  return textsIn(inputs)
    .filter(({ text }) => /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\//i.test(text))
    .filter(({ text }) => !known.some((id) => text.toLowerCase().startsWith(id)))
    .map(({ path, text }) => `${path} names ${text}, which does not exist`);
}

/** What the resource would be alone to have and another one has: its id, its host name, its role on a scope. */
export function takenClaims(
  id: string,
  inputs: WireRecord,
  type: CloudType,
  resources: Resources,
  typeOf: (resource: CloudResource) => CloudType,
): string[] {
  const claims = claimsOf(id, inputs, type);
  return [...resources.values()]
    .filter((other) => other.id !== id)
    .flatMap((other) => {
      const theirs = claimsOf(other.id, other.inputs, typeOf(other));
      return claims
        .filter((claim) => theirs.includes(claim))
        .map((claim) => `${claim} is taken by ${other.urn}`);
    });
}

/** Azure tells no names apart by the case of their letters. */
function claimsOf(id: string, inputs: WireRecord, type: CloudType): string[] {
  return [id, ...type.claims(inputs)].map((claim) => claim.toLowerCase());
}

/** A child that still lives in the resource, as ARM refuses to delete a subnet in use. */
export function dependentOf(id: string, resources: Resources): string | null {
  const users = [...resources.values()].filter(
    (resource) =>
      resource.id !== id &&
      (resource.type.endsWith(":WebApp") || resource.type.endsWith(":PrivateEndpoint")) &&
      textsIn(resource.inputs).some(({ text }) => text.startsWith(`${id}/subnets/`)),
  );
  return users[0]?.name ?? null;
}
