import type { Catalogue } from "./model-definition.ts";

type Leaf = string | number | boolean | null;

/** Says in sentences what differs between two catalogues: models that come and go, and each changed value with its path. */
export function describeCatalogueChange(before: Catalogue, after: Catalogue): string[] {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return ids.flatMap((id) => {
    const old = before[id];
    const young = after[id];
    if (!old) return [`${id} is new (${young?.registeredModel}).`];
    if (!young) return [`${id} is gone: nothing looks after ${old.registeredModel} any more.`];
    return changedValues(leavesOf(old), leavesOf(young)).map((change) => `${id}: ${change}.`);
  });
}

function changedValues(before: Map<string, Leaf>, after: Map<string, Leaf>): string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return paths.flatMap((path) => {
    const old = before.get(path);
    const young = after.get(path);
    if (old === young) return [];
    if (old === undefined) return [`${path} is set to ${shown(young)}`];
    if (young === undefined) return [`${path} (was ${shown(old)}) is no longer set`];
    return [`${path} changes from ${shown(old)} to ${shown(young)}`];
  });
}

function shown(value: Leaf | undefined): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Every value of the definition by its path; lists count as one value. */
function leavesOf(value: object, path = ""): Map<string, Leaf> {
  return new Map(
    Object.entries(value).flatMap(([name, inner]): [string, Leaf][] => {
      const here = path === "" ? name : `${path}.${name}`;
      if (Array.isArray(inner)) return [[here, inner.join(", ")]];
      if (typeof inner === "object" && inner !== null) return [...leavesOf(inner, here)];
      return [[here, inner]];
    }),
  );
}
