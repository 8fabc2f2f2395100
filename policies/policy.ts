/** A resource as a policy sees it, whatever provider made it. */
export interface Resource {
  /** Service and kind, without provider and API version: `storage:StorageAccount`, `databricks:Job`. */
  type: string;
  name: string;
  urn: string;
  properties: Readonly<Record<string, unknown>>;
  /** Resources whose outputs feed a property, by property; left out where the engine does not say. */
  feeds: Readonly<Record<string, readonly Resource[]>>;
}

/** One finding: what is wrong, with the value and the mend. */
export interface Violation {
  message: string;
  urn?: string;
}

/** Settings of a policy, as a stack's policy configuration gives them. */
export type PolicySettings = Readonly<Record<string, unknown>>;

interface PolicyPage {
  /** What is forbidden: `<service>-disallow-<thing>` or `<service>-require-<thing>`. */
  name: string;
  /** `mandatory` stops the deployment, `advisory` only says so. */
  level: "mandatory" | "advisory";
  /** The rule in one sentence. */
  rule: string;
  /** What goes wrong without it. */
  why: string;
  /** A property that breaks it. */
  example: string;
  /** What to write instead. */
  mend: string;
  /** Numbers and lists that a team may set, with their defaults. */
  settings?: Readonly<Record<string, { says: string; default: number | readonly string[] }>>;
}

/** A policy on one resource at a time. */
export interface ResourcePolicy extends PolicyPage {
  kind: "resource";
  /** Types it looks at. */
  types: readonly string[];
  judge(resource: Resource, settings: PolicySettings): Violation[];
}

/** A policy on the whole stack. */
export interface StackPolicy extends PolicyPage {
  kind: "stack";
  judge(resources: readonly Resource[], settings: PolicySettings): Violation[];
}

/** One rule of the pack. */
export type Policy = ResourcePolicy | StackPolicy;

/** A finding on the resource at hand. */
export function violation(resource: Resource, found: string, mend: string): Violation {
  return { urn: resource.urn, message: `${resource.type} "${resource.name}": ${found}. ${mend}` };
}

const azureType =
  /^azure-native(?:_[a-z0-9_]+)?:(?<service>[a-z0-9]+)(?:\/v[0-9a-z]+)?:(?<kind>\w+)$/;
const databricksType = /^databricks:(?:index(?:\/\w+)?):(?<kind>\w+)$/;

/** The type without provider and API version; a type of another provider stays as it is. */
export function plainType(type: string): string {
  const azure = azureType.exec(type)?.groups;
  if (azure) return `${azure.service}:${azure.kind}`;
  const databricks = databricksType.exec(type)?.groups;
  return databricks ? `databricks:${databricks.kind}` : type;
}

/** The type, and of an app's also that of its deployment slots, which have the same properties and are as reachable. */
export function withSlots(type: string): string[] {
  return type.startsWith("web:WebApp") ? [type, `${type}Slot`] : [type];
}

/** The value at a path of property names, or undefined where a part of it is absent. */
export function at(properties: Resource["properties"], ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (isRecord(value) ? value[key] : undefined),
    properties,
  );
}

/** Whether the value is an object with named properties. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as a list; an absent one is empty. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as it stands in a message, shortened to 60 characters. */
export function quoted(value: unknown): string {
  const text = value === undefined ? "not set" : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** A number setting, or its default. */
export function numberSetting(settings: PolicySettings, name: string, otherwise: number): number {
  const value = settings[name];
  return typeof value === "number" ? value : otherwise;
}

/** A list-of-text setting, or its default. */
export function textsSetting(
  settings: PolicySettings,
  name: string,
  otherwise: readonly string[],
): readonly string[] {
  const value = settings[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : otherwise;
}
