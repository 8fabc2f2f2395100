import type { ResourceCall } from "./provider-server.ts";

/** Failures that a test asks of a cloud. */
export interface Faults {
  /** From now on the first creation of every single resource fails, with this message; null ends that. */
  failEachCreationOnce(message: string | null): void;
  /** The next creation of the resource with this name makes it, and fails afterwards. */
  failAfterCreating(name: string): void;
  /** URNs of the creations that failed before anything was made. */
  readonly failed: ReadonlySet<string>;
}

/** The same failures, as the cloud meets them. */
export interface PlannedFaults extends Faults {
  /** Throws where this creation is to fail. */
  beforeCreating(call: ResourceCall): void;
  /** Why the resource that now stands is not finished; null where it is. */
  afterCreating(call: ResourceCall): string | null;
}

/** Creates a plan without failures. */
export function planFaults(): PlannedFaults {
  const failed = new Set<string>();
  const late = new Set<string>();
  let message: string | null = null;
  return {
    failed,
    failEachCreationOnce: (text) => {
      message = text;
    },
    failAfterCreating: (name) => void late.add(name),
    beforeCreating: ({ urn, name }) => {
      if (message === null || failed.has(urn)) return;
      failed.add(urn);
      throw new Error(`${message}: ${name}`);
    },
    afterCreating: ({ name }) =>
      late.delete(name) ? `ProvisioningTimedOut: ${name} stands, and is not ready` : null,
  };
}
