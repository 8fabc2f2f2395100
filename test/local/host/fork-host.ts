import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { HostEvent } from "../../../local/host/engine.ts";
import type { HostSettings } from "../../../local/host/environment.ts";
import type { Idle } from "../../../local/host/idleness.ts";
import type { FromHost, ToHost } from "../../../local/host/protocol.ts";

/** How to run a host in a child process. */
export interface ForkOptions extends HostSettings {
  /** Environment of the child: the app's settings and NIGHTSHIFT_ADMIN_TOKEN. */
  env: Record<string, string>;
  onEvent?: (event: HostEvent) => void;
  onLog?: (name: string, level: string, message: string) => void;
  /** Hears each idle phase begin, and null when it ends. */
  onIdle?: (idle: Idle | null) => void;
}

/** How a host process ended. */
export interface HostExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** What the host said of it, if it could. */
  message: string | null;
}

/** A host in a child process. */
export interface ForkedHost {
  url: string;
  /** The host's time when it was ready: never before the last time its state file knows. */
  startedAt: number;
  pid: number;
  /** Moves the virtual clock, if the host is still idle in the phase of this number. */
  advance(to: number, seq: number): Promise<"advanced" | "refused">;
  /** From now on virtual time passes at real pace. */
  flow(): void;
  /** Lets what is under way end; resolves once the process has exited. */
  stop(): Promise<HostExit>;
  /** SIGKILLs the process; resolves once it is gone. */
  kill(): Promise<HostExit>;
  /** Resolves when the process is gone, for whatever reason. */
  exited: Promise<HostExit>;
}

/** Starts a host in a child process. Rejects with the host's own words when it does not start. */
export async function forkHost(options: ForkOptions): Promise<ForkedHost> {
  const { env, onEvent, onLog, onIdle, ...settings } = options;
  const child = fork(
    fileURLToPath(new URL("../../../local/host/process.ts", import.meta.url)),
    [],
    {
      env: { ...env, NIGHTSHIFT_HOST: JSON.stringify(settings) },
      // Only its standard error is the parent's: standard output belongs to the command line.
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    },
  );
  const ready = Promise.withResolvers<FromHost & { type: "ready" }>();
  const advances: ((outcome: "advanced" | "refused") => void)[] = [];
  let fatal: { message: string; stack: string } | null = null;
  const exited = new Promise<HostExit>((resolve) => {
    child.once("exit", (code, signal) => {
      for (const refuse of advances) refuse("refused");
      const what = `Host: its process ended with ${signal ?? code} before it was ready.`;
      ready.reject(new Error(fatal?.message ?? what, { cause: fatal?.stack }));
      resolve({ code, signal, message: fatal?.message ?? null });
    });
  });
  child.on("message", (message: FromHost) => {
    if (message.type === "ready") ready.resolve(message);
    else if (message.type === "idle") onIdle?.({ seq: message.seq, nextDue: message.nextDue });
    else if (message.type === "busy") onIdle?.(null);
    else if (message.type === "event") onEvent?.(message.event);
    else if (message.type === "log") onLog?.(message.name, message.level, message.message);
    else if (message.type === "fatal") fatal = message;
    else advances.shift()?.(message.type);
  });
  return handleOf(child, await ready.promise, advances, exited);
}

function handleOf(
  child: ChildProcess,
  { url, now: startedAt }: FromHost & { type: "ready" },
  advances: ((outcome: "advanced" | "refused") => void)[],
  exited: Promise<HostExit>,
): ForkedHost {
  const send = (message: ToHost) => {
    if (child.connected) child.send(message, () => {});
  };
  return {
    url,
    startedAt,
    pid: child.pid ?? 0,
    advance: (to, seq) => {
      if (!child.connected) return Promise.resolve("refused");
      const answer = new Promise<"advanced" | "refused">((resolve) => advances.push(resolve));
      send({ type: "advance", to, seq });
      return answer;
    },
    flow: () => send({ type: "realTime" }),
    stop: () => {
      send({ type: "stop" });
      return exited;
    },
    kill: () => {
      child.kill("SIGKILL");
      return exited;
    },
    exited,
  };
}
