import { type ChildProcess, fork } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod/mini";
import { firstOf } from "./first-of.ts";
import { PlatformFailure } from "./platform-failure.ts";

const hostEvent = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("invocationStarted"),
    name: z.string(),
    instanceId: z.optional(z.string()),
    input: z.optional(z.unknown()),
    at: z.number(),
  }),
  z.object({
    kind: z.literal("invocationEnded"),
    name: z.string(),
    instanceId: z.optional(z.string()),
    output: z.optional(z.unknown()),
    error: z.optional(z.string()),
    at: z.number(),
  }),
  z.object({
    kind: z.literal("deadLettered"),
    queue: z.string(),
    messageId: z.string(),
    reason: z.string(),
    at: z.number(),
  }),
]);
/** What the host tells of its work: functions by name, `at` in milliseconds since the epoch on its clock. */
export type HostEvent = z.infer<typeof hostEvent>;

const word = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready"), url: z.string() }),
  z.object({ type: z.literal("idle"), seq: z.number(), nextDue: z.nullable(z.number()) }),
  z.object({ type: z.literal("busy") }),
  z.object({ type: z.literal("event"), event: z.unknown() }),
  z.object({
    type: z.literal("log"),
    name: z.string(),
    level: z.string(),
    message: z.string(),
  }),
  z.object({ type: z.literal("advanced"), now: z.number() }),
  z.object({ type: z.literal("refused") }),
  z.object({ type: z.literal("fatal"), message: z.string() }),
]);

/** That nothing is in flight in the host, and when its next timer, message or retry is due (ms since the epoch). */
export interface Idle {
  seq: number;
  nextDue: number | null;
}

/** How a host process is started. */
export interface HostProcessOptions {
  /** Path of the app's entry file. */
  app: string;
  stateFile: string;
  logFile: string;
  /** 0 for a free port. */
  port: number;
  clock: "real" | "virtual";
  /** First instant of a virtual clock, in milliseconds since the epoch. */
  now: number;
  /** App settings. */
  settings: Record<string, string>;
  onEvent(event: HostEvent): void;
  /** Hears each line of the app's own log. */
  onLog(line: string): void;
}

/** The function host in a child process. */
export interface HostProcess {
  url: string;
  pid: number;
  /** Resolves once nothing is in flight. */
  settled(): Promise<Idle>;
  /** Moves the virtual clock if the host is still idle at this number; false where it is not. */
  advance(to: number, seq: number): Promise<boolean>;
  /** From now on virtual time flows at real pace. */
  goLive(): void;
  /** Ends it with SIGKILL, as a power cut would. */
  kill(): Promise<void>;
  /** Lets work in flight finish, then ends it. */
  stop(): Promise<void>;
  /** Settles when the process is gone, with what it last complained of. */
  exited: Promise<string>;
}

const program = fileURLToPath(new URL("../host/process.ts", import.meta.url));
const stopSeconds = 10;

/** Starts the host and waits until it serves. Throws with the host's own words where it cannot. */
export async function startHostProcess(options: HostProcessOptions): Promise<HostProcess> {
  const log = createWriteStream(options.logFile, { flags: "a" });
  await once(log, "open");
  const child = forkHost(options, log);
  const { heard, idle, exited, gone } = listenTo(child, options, log);
  const [ready] = await Promise.race([once(heard, "ready"), gone]);
  // Without a callback, a message to a process that has just died would be an uncaught error.
  const send = (message: object) => void child.send(message, () => {});
  return {
    url: ready.url,
    pid: child.pid ?? 0,
    exited,
    async settled() {
      for (;;) {
        const now = idle();
        if (now) return now;
        await Promise.race([once(heard, "idle"), gone]);
      }
    },
    async advance(to, seq) {
      const answer = Promise.race([firstOf(heard, ["advanced", "refused"]), gone]);
      send({ type: "advance", to, seq });
      return (await answer) === "advanced";
    },
    goLive: () => send({ type: "realTime" }),
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
    async stop() {
      send({ type: "stop" });
      const killer = setTimeout(() => child.kill("SIGKILL"), stopSeconds * 1000);
      await exited;
      clearTimeout(killer);
    },
  };
}

/** What is heard of a host process. */
interface Ear {
  /** Every word, by its type. */
  heard: EventEmitter;
  /** The idle phase it is in, or null while it is busy. */
  idle(): Idle | null;
  exited: Promise<string>;
  /** Rejects when the process is gone. */
  gone: Promise<never>;
}

function listenTo(child: ChildProcess, options: HostProcessOptions, log: WriteStream): Ear {
  const heard = new EventEmitter();
  let idle: Idle | null = null;
  let complaint = "";
  child.on("message", (message) => {
    const said = word.safeParse(message).data;
    if (!said) return;
    if (said.type === "idle") idle = said;
    if (said.type === "busy") idle = null;
    if (said.type === "fatal") complaint = said.message;
    if (said.type === "event") tellEvent(said.event, options);
    if (said.type === "log") {
      log.write(`${said.level} ${said.name}: ${said.message}\n`);
      options.onLog(said.message);
    }
    heard.emit(said.type, said);
  });
  const exited = once(child, "exit").then(([code, signal]) => {
    log.end();
    return complaint || `ended with ${signal ?? `code ${code}`}; see ${options.logFile}`;
  });
  const gone = exited.then((reason): never => {
    throw new PlatformFailure(`Function host: ${reason}`);
  });
  gone.catch(() => {});
  return { heard, idle: () => idle, exited, gone };
}

function forkHost(options: HostProcessOptions, log: WriteStream): ChildProcess {
  const { app, stateFile, port, clock, now, settings } = options;
  return fork(program, [], {
    execArgv: [
      // A burst of 20 lifecycles needs 120 MiB with both, up to 220 without the second, at the same CPU time.
      "--max-semi-space-size=4",
      "--heap-growing-percent=50",
      "--disable-warning=ExperimentalWarning",
    ],
    env: {
      ...process.env,
      ...settings,
      NIGHTSHIFT_HOST: JSON.stringify({ app, stateFile, port, clock, now }),
    },
    stdio: ["ignore", log, log, "ipc"],
  });
}

/** Kinds that nobody here listens to are left out. */
function tellEvent(event: unknown, options: HostProcessOptions): void {
  const known = hostEvent.safeParse(event);
  if (known.success) options.onEvent(known.data);
}
