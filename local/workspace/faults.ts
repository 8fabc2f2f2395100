/** How a call fails on demand. */
export type Fault = {
  /** Route name such as `jobs.runNow`, a family such as `jobs.*`, or `*` for every call. */
  on: string;
  /** How many calls fail, from 1. @default 1 */
  times?: number;
  /** Whether the call's effect happens first, as when a reply is lost on the way. @default before (no effect) */
  when?: "before" | "after";
} & (
  | {
      kind: "status";
      /** HTTP status from 400 to 599. */
      status: number;
      /** Seconds told in the Retry-After header. @default none */
      retryAfterSeconds?: number;
    }
  /** The connection is reset without a reply. */
  | { kind: "reset" }
  /** A page instead of JSON, as from a proxy or a login screen. `status` is 200 unless given. */
  | { kind: "html"; status?: number }
  /** The reply waits this many real milliseconds. */
  | { kind: "slow"; milliseconds: number }
);

/** The faults that wait for their calls, in the order they were asked for. They do not survive a restart. */
export interface Faults {
  /** Throws RangeError where the fault could never happen: no such call, no times, no failing status. */
  add(fault: Fault): void;
  /** The fault for this call, used up by asking; null where the call goes well. */
  take(routeName: string): Fault | null;
  clear(): void;
}

/** An empty list of faults for the calls of these names. */
export function createFaults(routeNames: readonly string[]): Faults {
  let waiting: { fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      refuseUnusable(fault, routeNames);
      waiting.push({ fault, left: fault.times ?? 1 });
    },
    take(routeName) {
      const found = waiting.find(({ fault }) => matches(fault.on, routeName));
      if (found === undefined) return null;
      found.left -= 1;
      waiting = waiting.filter(({ left }) => left > 0);
      return found.fault;
    },
    clear() {
      waiting = [];
    },
  };
}

function matches(pattern: string, routeName: string): boolean {
  if (pattern === "*") return true;
  return pattern.endsWith(".*")
    ? routeName.startsWith(pattern.slice(0, -1))
    : routeName === pattern;
}

function refuseUnusable(fault: Fault, routeNames: readonly string[]): void {
  if (!routeNames.some((name) => matches(fault.on, name))) {
    throw new RangeError(
      `Fault on ${fault.on}: no call has that name; use * or one of ${routeNames.join(", ")}.`,
    );
  }
  const { times = 1 } = fault;
  if (!Number.isInteger(times) || times < 1) {
    throw new RangeError(
      `Fault on ${fault.on}: times is ${times}; it must be a whole number from 1. Leave it out for 1.`,
    );
  }
  if (fault.kind === "status" && !(fault.status >= 400 && fault.status <= 599)) {
    throw new RangeError(
      `Fault on ${fault.on}: status is ${fault.status}; it must be from 400 to 599.`,
    );
  }
}

const codes: Record<number, string> = {
  400: "BAD_REQUEST",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "RESOURCE_DOES_NOT_EXIST",
  409: "ABORTED",
  429: "REQUEST_LIMIT_EXCEEDED",
  500: "INTERNAL_ERROR",
  503: "TEMPORARILY_UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};

/** Error code that Databricks sends with an HTTP status. */
export function errorCodeOf(status: number): string {
  return codes[status] ?? (status < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR");
}
