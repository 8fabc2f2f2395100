import { createHash } from "node:crypto";
import type { WireRecord } from "./wire-values.ts";

/** What exists in the emulated cloud, by id. */
export interface CloudResource {
  id: string;
  type: string;
  name: string;
  urn: string;
  inputs: WireRecord;
  outputs: WireRecord;
}

/** What a rule may look at. */
export interface World {
  readonly resources: ReadonlyMap<string, CloudResource>;
  /** Ids that exist without being resources of this cloud. */
  readonly existing: readonly string[];
}

/** Which resource of a program is meant. */
export interface Asked {
  name: string;
  urn: string;
}

/** What the cloud knows of one kind of resource. */
export interface CloudType {
  /** Inputs without which the cloud refuses. */
  required: readonly string[];
  /** Inputs that cannot change: the provider replaces the resource. */
  immutable: readonly string[];
  /** Allowed values of an input, by dotted path. */
  values: Readonly<Record<string, readonly unknown[]>>;
  /** What the service takes as names, by dotted path of the input. */
  names: Readonly<Record<string, RegExp>>;
  idOf(inputs: WireRecord, asked: Asked): string;
  /** What one resource of all the cloud may have, beside its id: a host name, a role on a scope. */
  claims(inputs: WireRecord): string[];
  /** What the cloud adds: principals, host names, versions. */
  outputs(inputs: WireRecord, id: string): WireRecord;
  /** Rules of the service that need more than one input, or other resources. */
  refusals(inputs: WireRecord, world: World): string[];
  /** Ids of what the service makes beside it, in a group of its own. */
  brings(inputs: WireRecord): string[];
  /** What may not be written at the same time by two calls: a network, a workspace. */
  locks(inputs: WireRecord): string[];
}

/** The subscription that everything is emulated in. */
export const subscription = "00000000-1111-2222-3333-444444444444";

/** A text input, or nothing where it is absent. */
export function textAt(inputs: WireRecord, ...path: readonly string[]): string {
  const value = valueAt(inputs, ...path);
  return typeof value === "string" ? value : "";
}

/** The input at a path of names. */
export function valueAt(inputs: WireRecord, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && key in value
        ? Reflect.get(value, key)
        : undefined,
    inputs,
  );
}

/** A kind of resource that only has a name in a group. */
export function armType(
  path: string,
  keys: readonly string[],
  rules: Partial<CloudType> & { pattern?: RegExp } = {},
): CloudType {
  const last = keys.at(-1) ?? "";
  const { pattern, ...own } = rules;
  return {
    required: [...keys, ...(rules.required ?? [])],
    values: {},
    idOf: (inputs) => armId(path, keys, inputs),
    claims: () => [],
    outputs: () => ({}),
    refusals: () => [],
    brings: () => [],
    locks: () => [],
    ...own,
    names: { ...(pattern ? { [last]: pattern } : {}), ...rules.names },
    immutable: [...keys, "resourceGroupName", "location", ...(rules.immutable ?? [])],
  };
}

function armId(path: string, keys: readonly string[], inputs: WireRecord): string {
  const [namespace = "", ...types] = path.split("/");
  const scope = textAt(inputs, "scope") || textAt(inputs, "resourceUri");
  const group = textAt(inputs, "resourceGroupName");
  const base =
    scope !== ""
      ? scope
      : `/subscriptions/${subscription}${group === "" ? "" : `/resourceGroups/${group}`}`;
  if (namespace === "Microsoft.Resources")
    return `${base.replace(/\/resourceGroups\/.*/, "")}/resourceGroups/${group}`;
  const segments = types.map((type, i) => `${type}/${textAt(inputs, keys[i] ?? "")}`);
  return `${base}/providers/${namespace}/${segments.join("/")}`;
}

/** A kind of resource that a Databricks workspace numbers. */
export function databricksType(rules: Partial<CloudType> = {}): CloudType {
  return {
    required: [],
    immutable: [],
    values: {},
    names: {},
    idOf: (_inputs, { name, urn }) => numberOf(`${workspaceOf(urn)} ${name}`),
    claims: () => [],
    outputs: () => ({}),
    refusals: () => [],
    brings: () => [],
    locks: () => [],
    ...rules,
  };
}

/** The workspace that a resource is in: calls do not tell, and each stack has one. */
export function workspaceOf(urn: string): string {
  return urn.split("::")[0] ?? "";
}

/** Twelve digits that a text always gives. */
export function numberOf(text: string): string {
  const digest = createHash("sha256").update(text).digest().readUIntBE(0, 6);
  return String(digest % 1e12).padStart(12, "0");
}

/** An id in the shape of Entra ID that a text always gives. */
export function objectIdOf(text: string): string {
  return `aaaaaaaa-bbbb-4ccc-8ddd-${numberOf(text)}`;
}
