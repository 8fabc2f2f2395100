import { setTimeout as pause } from "node:timers/promises";
import { type CloudResource, type CloudType, subscription, valueAt } from "./cloud-type.ts";
import type { Difference, Provider, ResourceCall } from "./provider-server.ts";
import {
  differences,
  holdsUnknown,
  revealedRecord,
  textsIn,
  type WireRecord,
} from "./wire-values.ts";

/** One thing that the engine had the cloud do. */
export interface Operation {
  kind: "create" | "update" | "remove";
  type: string;
  name: string;
}

/** A cloud in a process: it keeps what it is given and refuses what the real one would. */
export interface EmulatedCloud extends Provider {
  readonly resources: ReadonlyMap<string, CloudResource>;
  readonly operations: readonly Operation[];
  /** Types that were asked for and are not known here. */
  readonly strangers: ReadonlySet<string>;
  /** When the engine first asked about a resource, as `performance.now()` tells it; null before that. */
  readonly firstAskedAt: number | null;
  forgetOperations(): void;
  /** From now on the first creation of each kind of resource fails, with this message; null ends that. */
  failEachKindOnce(message: string | null): void;
  /** Somebody changes a resource behind the engine's back; null removes it. */
  drift(name: string, change: ((inputs: WireRecord) => WireRecord) | null): void;
}

/** Creates an empty cloud that knows these types, and the ids that another cloud has at the time. */
export function createEmulatedCloud(
  types: Readonly<Record<string, CloudType>>,
  elsewhere: () => Iterable<string> = () => [],
): EmulatedCloud {
  const brought: string[] = [];
  const resources = new Map<string, CloudResource>();
  const operations: Operation[] = [];
  const strangers = new Set<string>();
  const busy = new Set<string>();
  const failed = new Set<string>();
  let failure: string | null = null;
  let firstAskedAt: number | null = null;

  const typeOf = (call: ResourceCall): CloudType => {
    const known = types[call.type];
    if (known) return known;
    strangers.add(call.type);
    throw new Error(`The emulated cloud does not know ${call.type}; add it to its table.`);
  };

  const write = async (kind: Operation["kind"], call: ResourceCall): Promise<WireRecord> => {
    const type = typeOf(call);
    const inputs = revealedRecord(call.inputs);
    const locks = type.locks(inputs);
    const locked = locks.find((lock) => busy.has(lock));
    if (locked)
      throw new Error(`AnotherOperationInProgress: ${call.name}: ${locked} is being changed.`);
    for (const lock of locks) busy.add(lock);
    try {
      await pause(2);
      const id = kind === "create" ? type.idOf(inputs, call.name) : call.id;
      if (kind === "create" && resources.has(id))
        throw new Error(`Conflict: ${id} exists already.`);
      const existing = [...brought, ...elsewhere()];
      const refusals = [
        ...danglingReferences(inputs, resources, existing),
        ...type.refusals(inputs, { resources, existing }),
      ];
      if (refusals.length > 0) throw new Error(`${call.type} ${call.name}: ${refusals.join("; ")}`);
      const outputs = { ...call.inputs, name: nameIn(id), ...type.outputs(inputs, id) };
      const { type: kindOf, name, urn } = call;
      resources.set(id, { id, type: kindOf, name, urn, inputs, outputs });
      brought.push(...type.brings(inputs));
      operations.push({ kind, type: kindOf, name });
      return outputs;
    } finally {
      for (const lock of locks) busy.delete(lock);
    }
  };

  return {
    resources,
    operations,
    strangers,
    get firstAskedAt() {
      return firstAskedAt;
    },
    forgetOperations: () => {
      operations.splice(0);
      firstAskedAt = null;
    },
    failEachKindOnce: (message) => {
      failure = message;
    },
    drift: (name, change) => {
      const found = [...resources.values()].find((resource) => resource.name === name);
      if (!found) throw new Error(`There is no resource ${name} to drift.`);
      if (change === null) resources.delete(found.id);
      else {
        const inputs = change(found.inputs);
        resources.set(found.id, { ...found, inputs, outputs: { ...found.outputs, ...inputs } });
      }
    },
    check: (call) => {
      firstAskedAt ??= performance.now();
      return findMistakes(typeOf(call), revealedRecord(call.inputs));
    },
    diff: (call) => diffOf(typeOf(call), call),
    create: async (call) => {
      if (call.preview) return { id: "", outputs: {} };
      if (failure !== null && !failed.has(call.type)) {
        failed.add(call.type);
        throw new Error(`${failure}: ${call.type}`);
      }
      const outputs = await write("create", call);
      return { id: typeOf(call).idOf(revealedRecord(call.inputs), call.name), outputs };
    },
    update: async (call) => (call.preview ? call.state : await write("update", call)),
    read: (call) => {
      const found = resources.get(call.id);
      return found ? { inputs: found.inputs, outputs: found.outputs } : null;
    },
    remove: async (call) => {
      const dependent = dependentOf(call.id, resources);
      if (dependent) throw new Error(`InUse: ${call.name} still has ${dependent}.`);
      resources.delete(call.id);
      operations.push({ kind: "remove", type: call.type, name: call.name });
    },
    invoke: (token) => {
      if (token === "azure-native:authorization:getClientConfig") {
        return {
          subscriptionId: subscription,
          tenantId: subscription,
          objectId: subscription,
          clientId: subscription,
        };
      }
      throw new Error(`The emulated cloud answers no ${token}.`);
    },
  };
}

function nameIn(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

function findMistakes(type: CloudType, inputs: WireRecord): { property: string; reason: string }[] {
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
  const { named } = type;
  const name = named ? inputs[named.by] : undefined;
  const misnamed =
    named && typeof name === "string" && !isUnknown(name) && !named.pattern.test(name)
      ? [{ property: named.by, reason: `${JSON.stringify(name)} does not match ${named.pattern}` }]
      : [];
  return [...missing, ...wrong, ...misnamed];
}

function isUnknown(value: unknown): boolean {
  return typeof value === "string" && holdsUnknown(value);
}

function diffOf(type: CloudType, call: ResourceCall & { oldInputs: WireRecord }): Difference[] {
  const before = revealedRecord(call.oldInputs);
  return differences(before, revealedRecord(call.inputs)).map((path) => {
    const [property = ""] = path.split(/[.[]/);
    return { path, replaces: type.immutable.includes(property) };
  });
}

/** Ids of resources of this subscription that an input names and that nobody made. */
function danglingReferences(
  inputs: WireRecord,
  resources: ReadonlyMap<string, CloudResource>,
  existing: readonly string[],
): string[] {
  const known = [...resources.keys(), ...existing].map((id) => id.toLowerCase());
  return textsIn(inputs)
    .filter(({ text }) => /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\//i.test(text))
    .filter(({ text }) => !known.some((id) => text.toLowerCase().startsWith(id)))
    .map(({ path, text }) => `${path} names ${text}, which does not exist`);
}

/** A child that still lives in the resource, as ARM refuses to delete a subnet in use. */
function dependentOf(id: string, resources: ReadonlyMap<string, CloudResource>): string | null {
  const users = [...resources.values()].filter(
    (resource) =>
      resource.id !== id &&
      (resource.type.endsWith(":WebApp") || resource.type.endsWith(":PrivateEndpoint")) &&
      textsIn(resource.inputs).some(({ text }) => text.startsWith(`${id}/subnets/`)),
  );
  return users[0]?.name ?? null;
}
