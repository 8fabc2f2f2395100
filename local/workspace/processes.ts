import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type Ending, endingOf } from "./scripted-outcome.ts";

/** A job's command to run. */
export interface Command {
  runId: string;
  /** Program and its arguments. */
  command: string[];
  env: Record<string, string>;
  /** Folder it runs in. */
  folder: string;
  /** Real seconds after which it is killed, so that nothing holds a virtual clock for ever; null is never. */
  limitSeconds: number | null;
}

/** The real child processes of the runs. */
export interface Processes {
  /** Starts the command and returns its process id, or null where it could not start (its end is told all the same). */
  start(command: Command): number | null;
  isAlive(runId: string): boolean;
  /** Asks the child to end by SIGTERM, and forces it by SIGKILL after the grace. */
  stop(runId: string): void;
  /** Resolves when the next child has ended. */
  nextEnd(): Promise<void>;
  /** Kills every child and waits until they are gone. */
  close(): Promise<void>;
}

interface Child {
  process: ChildProcess;
  ended: Promise<void>;
}

/** Most characters that are kept of each stream: the last ones. */
export const tailCharacters = 64 * 1024;

/** Runs commands as process groups, so that what a child starts ends with it. Windows has no groups: only the child ends. */
export function createProcesses(parts: {
  graceSeconds: number;
  onEnd(runId: string, ending: Ending): void;
}): Processes {
  const children = new Map<string, Child>();
  const killAll = () => {
    for (const { process: child } of children.values()) signal(child, "SIGKILL");
  };
  process.on("exit", killAll);

  function start({ runId, command, env, folder, limitSeconds }: Command): number | null {
    const child = spawnGroup(command, env, folder);
    const limit = limitSeconds === null ? undefined : setTimeout(stop, limitSeconds * 1000, runId);
    const ended = watch(child).then((ending) => {
      clearTimeout(limit);
      children.delete(runId);
      parts.onEnd(runId, ending);
    });
    children.set(runId, { process: child, ended });
    return child.pid ?? null;
  }
  function stop(runId: string): void {
    const child = children.get(runId)?.process;
    if (child === undefined) return;
    signal(child, "SIGTERM");
    const force = setTimeout(() => signal(child, "SIGKILL"), parts.graceSeconds * 1000);
    child.once("close", () => clearTimeout(force));
  }
  return {
    start,
    stop,
    isAlive: (runId) => children.has(runId),
    nextEnd: () => Promise.race([...children.values()].map(({ ended }) => ended)),
    async close() {
      killAll();
      await Promise.all([...children.values()].map(({ ended }) => ended));
      process.off("exit", killAll);
    },
  };
}

function spawnGroup([program = "", ...args]: string[], env: Record<string, string>, cwd: string) {
  return spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
  });
}

/** Ends what an earlier, killed workspace left running, where the system can tell that it is still the same process. */
export function killOrphan(pid: number, runId: string): void {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
    if (environment.split("\0").includes(`NIGHTSHIFT_RUN_ID=${runId}`))
      process.kill(-pid, "SIGKILL");
  } catch {
    // Gone already, or a system without /proc.
  }
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(name);
    else process.kill(-child.pid, name);
  } catch {
    // The group has ended between the question and the signal.
  }
}

async function watch(child: ChildProcess): Promise<Ending> {
  const out = tailOf(child.stdout);
  const err = tailOf(child.stderr);
  try {
    const [code, signalName] = await once(child, "close");
    return endingOfExit(code, signalName, { logs: out.text(), trace: err.text() });
  } catch (error) {
    const message = `The command could not start: ${error instanceof Error ? error.message : error}`;
    const ending = endingOf("RUN_EXECUTION_ERROR", message);
    return { ...ending, output: { error: message, trace: "", logs: "" } };
  }
}

function tailOf(stream: NodeJS.ReadableStream | null): { text(): string } {
  let tail = "";
  stream?.setEncoding("utf8").on("data", (chunk: string) => {
    tail = (tail + chunk).slice(-tailCharacters);
  });
  return { text: () => tail };
}

function endingOfExit(
  code: number | null,
  signalName: string | null,
  output: { logs: string; trace: string },
): Ending {
  if (code === 0) return { ...endingOf("SUCCESS", ""), output: { ...output, error: "" } };
  const how = signalName === null ? `exit code ${code}` : `signal ${signalName}`;
  const error = errorLine(output.trace) ?? `The command ended with ${how}.`;
  const message = `Task failed with ${how}. ${error}`.slice(0, 1000);
  return { ...endingOf("RUN_EXECUTION_ERROR", message), output: { ...output, error } };
}

/** The line that names the error: Python puts it last, Node before its stack. */
function errorLine(trace: string): string | null {
  const lines = trace.split("\n").filter((line) => line.trim() !== "");
  const named = lines.filter((line) => /^(Uncaught )?[\w.]*(Error|Exception)\b.*/.test(line));
  return named.at(-1) ?? lines.at(-1) ?? null;
}
