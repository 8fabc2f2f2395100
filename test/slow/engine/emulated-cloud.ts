import { setTimeout as pause } from "node:timers/promises";
import { type Faults, planFaults } from "./cloud-faults.ts";
import {
  danglingReferences,
  dependentOf,
  differencesOf,
  findMistakes,
  takenClaims,
} from "./cloud-rules.ts";
import { type CloudResource, type CloudType, subscription } from "./cloud-type.ts";
import type { Provider, ResourceCall } from "./provider-server.ts";
import { revealedRecord, type WireRecord } from "./wire-values.ts";

/** One thing that the engine had the cloud do. */
export interface Operation {
  kind: "create" | "update" | "remove";
  type: string;
  name: string;
  urn: string;
}

/** A cloud in a process: it keeps what it is given and refuses what the real one would. */
export interface EmulatedCloud extends Provider {
  readonly resources: ReadonlyMap<string, CloudResource>;
  readonly operations: readonly Operation[];
  /** Types that were asked for and are not known here. */
  readonly strangers: ReadonlySet<string>;
  /** When the engine first asked about a resource, as `performance.now()` tells it; null before that. */
  readonly firstAskedAt: number | null;
  readonly faults: Faults;
  forgetOperations(): void;
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
  const faults = planFaults();
  let firstAskedAt: number | null = null;

  const typeOf = (asked: { type: string }): CloudType => {
    const known = types[asked.type];
    if (known) return known;
    strangers.add(asked.type);
    throw new Error(`The emulated cloud does not know ${asked.type}; add it to its table.`);
  };

  const write = async (kind: Operation["kind"], call: ResourceCall): Promise<CloudResource> => {
    const type = typeOf(call);
    const inputs = revealedRecord(call.inputs);
    const locks = type.locks(inputs);
    const locked = locks.find((lock) => busy.has(lock));
    if (locked)
      throw new Error(`AnotherOperationInProgress: ${call.name}: ${locked} is being changed.`);
    for (const lock of locks) busy.add(lock);
    try {
      await pause(2);
      const id = kind === "create" ? type.idOf(inputs, call) : call.id;
      if (kind === "create" && resources.has(id))
        throw new Error(`Conflict: ${id} exists already.`);
      const taken = takenClaims(id, inputs, type, resources, typeOf);
      if (taken.length > 0) throw new Error(`Conflict: ${call.name}: ${taken.join("; ")}.`);
      const existing = [...brought, ...elsewhere()];
      const refusals = [
        ...danglingReferences(inputs, resources, existing),
        ...type.refusals(inputs, { resources, existing }),
      ];
      if (refusals.length > 0) throw new Error(`${call.type} ${call.name}: ${refusals.join("; ")}`);
      const outputs = { ...call.inputs, name: nameIn(id), ...type.outputs(inputs, id) };
      const { type: kindOf, name, urn } = call;
      const resource = { id, type: kindOf, name, urn, inputs, outputs };
      resources.set(id, resource);
      brought.push(...type.brings(inputs));
      operations.push({ kind, type: kindOf, name, urn });
      return resource;
    } finally {
      for (const lock of locks) busy.delete(lock);
    }
  };

  return {
    resources,
    operations,
    strangers,
    faults,
    get firstAskedAt() {
      return firstAskedAt;
    },
    forgetOperations: () => {
      operations.splice(0);
      firstAskedAt = null;
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
    diff: (call) => differencesOf(typeOf(call), call),
    create: async (call) => {
      if (call.preview) return { id: "", outputs: {}, unfinished: null };
      faults.beforeCreating(call);
      const { id, outputs } = await write("create", call);
      return { id, outputs, unfinished: faults.afterCreating(call) };
    },
    update: async (call) => (call.preview ? call.state : (await write("update", call)).outputs),
    read: (call) => {
      const found = resources.get(call.id);
      return found ? { inputs: found.inputs, outputs: found.outputs } : null;
    },
    remove: async (call) => {
      const dependent = dependentOf(call.id, resources);
      if (dependent) throw new Error(`InUse: ${call.name} still has ${dependent}.`);
      resources.delete(call.id);
      operations.push({ kind: "remove", type: call.type, name: call.name, urn: call.urn });
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
