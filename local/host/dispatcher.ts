/** One piece of work: done in one go, ended by one transaction. */
export type Work =
  | { kind: "instance"; id: string }
  | { kind: "entity"; id: string }
  | { kind: "activity"; id: number }
  | { kind: "message"; queue: string; sequence: number }
  | { kind: "batch"; queue: string }
  | { kind: "events"; hub: string; consumer: string }
  | { kind: "timer"; name: string };

/** Starts work at once, one piece per key at a time, a bounded number per lane. */
export interface Dispatcher {
  /** Asking again for work that is under way makes it run once more afterwards. */
  submit(work: Work): void;
  /** Counts something from outside, such as an HTTP request, as under way until released. */
  hold(): () => void;
  /** True when nothing is under way or waiting for its turn, and more may come. */
  quiet(): boolean;
  /** Starts nothing more; resolves once what is under way has ended. */
  drain(): Promise<void>;
}

interface Lane {
  width: number;
  ready: Map<string, Work>;
  running: Set<string>;
}

const widths: Record<Work["kind"], number> = {
  instance: 32,
  entity: 32,
  activity: 32,
  message: 16,
  batch: 16,
  events: 16,
  timer: 16,
};

/**
 * `perform` does the work; `changed` hears of every start and end; `failed` hears of work that
 * threw, which no handler of the app can cause: it is a fault of the host or its state file.
 */
export function createDispatcher(
  perform: (work: Work) => Promise<void>,
  changed: () => void,
  failed: (error: unknown) => void,
): Dispatcher {
  const lanes = new Map<string, Lane>();
  const drained = Promise.withResolvers<void>();
  let underWay = 0;
  let isStopped = false;
  const hold = () => {
    underWay += 1;
    return () => {
      underWay -= 1;
      if (isStopped && underWay === 0) drained.resolve();
      changed();
    };
  };
  const pump = (lane: Lane) => {
    for (let next = takeNext(lane); next !== null && !isStopped; next = takeNext(lane)) {
      const { key, work } = next;
      const release = hold();
      lane.ready.delete(key);
      lane.running.add(key);
      void perform(work)
        .catch(failed)
        .finally(() => {
          lane.running.delete(key);
          pump(lane);
          release();
        });
    }
  };
  return {
    submit: (work) => {
      const lane = laneOf(lanes, work);
      lane.ready.set(keyOf(work), work);
      changed();
      queueMicrotask(() => pump(lane));
    },
    hold: () => {
      const release = hold();
      changed();
      return release;
    },
    quiet: () =>
      !isStopped && underWay === 0 && [...lanes.values()].every((lane) => lane.ready.size === 0),
    drain: () => {
      isStopped = true;
      if (underWay === 0) drained.resolve();
      return drained.promise;
    },
  };
}

/** The first work that may start, or null where the lane is full or all keys are under way. */
function takeNext(lane: Lane): { key: string; work: Work } | null {
  if (lane.running.size >= lane.width) return null;
  for (const [key, work] of lane.ready) {
    if (!lane.running.has(key)) return { key, work };
  }
  return null;
}

function laneOf(lanes: Map<string, Lane>, work: Work): Lane {
  const name = work.kind === "message" ? `message ${work.queue}` : work.kind;
  const lane = lanes.get(name) ?? {
    width: widths[work.kind],
    ready: new Map(),
    running: new Set(),
  };
  lanes.set(name, lane);
  return lane;
}

function keyOf(work: Work): string {
  switch (work.kind) {
    case "message":
      return String(work.sequence);
    case "batch":
      return work.queue;
    case "events":
      return work.consumer;
    case "timer":
      return work.name;
    default:
      return String(work.id);
  }
}
