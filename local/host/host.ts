import { resolve } from "node:path";
import { consumersOf, functionIndex, queuesOf, refuseUnsupported } from "./bindings.ts";
import { clientInputFor } from "./client-input.ts";
import { createClock } from "./clock.ts";
import { createDispatcher, type Dispatcher } from "./dispatcher.ts";
import type { Engine, HostEvent } from "./engine.ts";
import { hubConsumersOf, publish } from "./event-hub.ts";
import { answer } from "./front-door.ts";
import { listen } from "./http.ts";
import { createIdleness, type Idle, type Idleness } from "./idleness.ts";
import { enqueue, type Outbound } from "./messages.ts";
import { perform, type Triggers } from "./perform.ts";
import { createRetries } from "./retries.ts";
import { routesOf } from "./routes.ts";
import { lastTimeIn } from "./schedule.ts";
import { openStore } from "./store.ts";
import { createTimekeeper, type Timekeeper } from "./timekeeper.ts";
import { timersOf } from "./timer-trigger.ts";
import { type App, loadApp, runHooks } from "./worker.ts";

/** How to run an app. */
export interface HostOptions {
  /** The app's entry: functions/main.ts, or a CommonJS bundle of it. */
  app: string;
  /** SQLite file that holds everything durable; ":memory:" keeps nothing. */
  stateFile: string;
  /** Port on 127.0.0.1; 0 takes a free one. @default 0 */
  port?: number;
  /** A virtual clock stands still until it is advanced. @default "real" */
  clock?: "real" | "virtual";
  /** Where a virtual clock starts, ms since the epoch; never before the state file's last time. @default now */
  now?: number;
  /** SIGKILLs this very process right after its n-th commit; for crash tests. @default never */
  killAfterCommit?: number;
  /** What the header x-nightshift-token must hold below /admin. @default everybody is refused */
  adminToken?: string;
  /** Bearer token that the app sends below /servicebus. @default everybody is refused */
  busToken?: string;
  /** Hears what the host does, in order. */
  onEvent?: (event: HostEvent) => void;
  /** Hears the app's own log. */
  onLog?: (name: string, level: string, message: string) => void;
  /** Hears each idle phase begin, and null when it ends. */
  onIdle?: (idle: Idle | null) => void;
  /** Hears of a fault of the host or its state file; the host does nothing more. @default throws */
  onFatal?: (error: unknown) => void;
}

/** A running host. */
export interface Host {
  /** Base URL without a slash at the end. */
  url: string;
  /** The host's time, ms since the epoch. */
  now(): number;
  /** Resolves as soon as nothing is under way. */
  idle(): Promise<Idle>;
  /** Moves a virtual clock to this time, if the host is still idle in the phase of this number. */
  advance(to: number, seq: number): "advanced" | "refused";
  /** From now on virtual time passes at real pace. */
  flow(): void;
  /** Sends messages to a queue; answers how many were no duplicates. */
  send(queue: string, messages: Outbound[]): Promise<number>;
  /** Sends events to an event hub. */
  publish(hub: string, events: unknown[]): Promise<void>;
  /** Lets what is under way end, then closes everything. */
  stop(): Promise<void>;
}

/**
 * Runs an Azure Functions app in this process. Rejects when the app does not load or needs what the
 * local host has not, when the port or the state file is in use, or when that file is of a newer
 * version.
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const app = await loadApp(resolve(options.app));
  const { engine, dispatcher, triggers, idleness, timekeeper, address } = build(app, options);
  const { adminToken = null, busToken = null } = options;
  const names = { routes: routesOf(app), queues: queuesOf(app) };
  const house = { engine, triggers, ...names, adminToken, busToken };
  const listener = await listen(options.port ?? 0, async (request) => {
    const done = dispatcher.hold();
    return answer(house, request).finally(done);
  }).catch((error) => {
    engine.store.close();
    throw error;
  });
  const held = <T>(work: () => T): Promise<T> =>
    engine.store.transact(work).finally(dispatcher.hold());
  address.url = listener.url;
  // Without it the durable SDK rewrites the host's URLs to localhost:7071.
  process.env.WEBSITE_HOSTNAME = listener.url.replace("http://", "");
  await runHooks(app.hooks, "appStart", { hookData: {}, appHookData: app.hookData });
  await timekeeper.begin();
  return {
    url: listener.url,
    now: engine.clock.now,
    idle: idleness.wait,
    advance: timekeeper.advance,
    flow: timekeeper.flow,
    send: (queue, messages) => held(() => enqueue(engine, queue, messages)),
    publish: (hub, events) => held(() => publish(engine, triggers.hubs, hub, events)),
    stop: async () => {
      timekeeper.end();
      await dispatcher.drain();
      await listener.close();
      await runHooks(app.hooks, "appTerminate", { hookData: {}, appHookData: app.hookData });
      engine.store.close();
    },
  };
}

interface Parts {
  engine: Engine;
  dispatcher: Dispatcher;
  triggers: Triggers;
  idleness: Idleness;
  timekeeper: Timekeeper;
  /** Known once the host listens. */
  address: { url: string };
}

function build(app: App, options: HostOptions): Parts {
  refuseUnsupported(app);
  const triggers = { timers: timersOf(app), hubs: hubConsumersOf(app), retries: createRetries() };
  const consumers = consumersOf(app);
  const find = functionIndex(app);
  const witness = (commits: number) => {
    if (commits === options.killAfterCommit) dieAtOnce();
  };
  // A night in virtual time is played again after a power cut, and the wait for the disk is a fifth of its CPU time.
  const durability = options.clock === "virtual" ? "process" : "machine";
  const store = openStore(options.stateFile, witness, durability);
  const start = Math.max(options.now ?? Date.now(), lastTimeIn(store));
  const clock = createClock(options.clock ?? "real", start);
  const address = { url: "" };

  const dispatcher: Dispatcher = createDispatcher(
    (work) => perform(engine, triggers, work),
    () => {
      idleness.changed();
      timekeeper.changed();
    },
    options.onFatal ?? throwLater,
  );
  const engine: Engine = {
    store,
    clock,
    wake: dispatcher.submit,
    tell: options.onEvent ?? (() => {}),
    log: options.onLog ?? (() => {}),
    find,
    consumers,
    clientInput: () => clientInputFor(address.url),
  };
  const idleness: Idleness = createIdleness(
    dispatcher.quiet,
    () => timekeeper.nextDue(),
    options.onIdle ?? (() => {}),
  );
  const timekeeper: Timekeeper = createTimekeeper(engine, triggers, idleness);
  return { engine, dispatcher, triggers, idleness, timekeeper, address };
}

function dieAtOnce(): void {
  process.kill(process.pid, "SIGKILL");
  // The signal may need a moment to arrive, in which nothing may happen.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function throwLater(error: unknown): void {
  process.nextTick(() => {
    throw error;
  });
}
