import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

/** The command line as a process of its own, with all that it starts. */
export interface NightshiftProcess {
  child: ChildProcess;
  /** All that it wrote to standard output so far. */
  out(): string;
  /** All that it wrote to standard error so far. */
  err(): string;
  /** Resolves once standard output holds this; rejects where the process ends before. */
  shows(text: string): Promise<void>;
  /** Resolves with the exit code. */
  ended(): Promise<number | null>;
  /** Processes that this one started, itself included, and that still run: by id and command. */
  alive(): { pid: number; command: string }[];
  /** Resolves with the id of a process of its own whose command holds this, once there is one. */
  runs(command: string): Promise<number>;
  /** Fails where anything that this one started still runs after five seconds. */
  leavesNothing(): Promise<void>;
}

/** Runs the command line in a folder. */
export function startNightshift(folder: string, args: readonly string[]): NightshiftProcess {
  const mark = randomUUID();
  const child = spawn(process.execPath, [`${process.cwd()}/local/cli.ts`, ...args], {
    cwd: folder,
    env: { ...process.env, NIGHTSHIFT_TEST_MARK: mark, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const texts = { out: "", err: "" };
  child.stdout?.on("data", (chunk) => (texts.out += chunk));
  child.stderr?.on("data", (chunk) => (texts.err += chunk));
  const closed = once(child, "close").then(([code]): number | null => code);
  const alive = () => findMarked(mark);
  return {
    child,
    out: () => texts.out,
    err: () => texts.err,
    ended: () => closed,
    alive,
    async shows(text) {
      const gone = closed.then((code) => {
        throw new Error(
          `It ended with ${code} before it showed ${text}:\n${texts.out}${texts.err}`,
        );
      });
      while (!texts.out.includes(text))
        await Promise.race([once(child.stdout ?? child, "data"), gone]);
      gone.catch(() => {});
    },
    async runs(command) {
      for (let tries = 0; tries < 200; tries += 1) {
        const found = alive().find((process) => process.command.includes(command));
        if (found) return found.pid;
        await wait(50);
      }
      throw new Error(`Nothing runs ${command}:\n${texts.out}${texts.err}`);
    },
    async leavesNothing() {
      for (let tries = 0; tries < 100 && alive().length > 0; tries += 1) await wait(50);
      assert.deepEqual(alive(), []);
    },
  };
}

/** Runs the command line to its end. */
export async function nightshift(folder: string, ...args: string[]) {
  const started = startNightshift(folder, args);
  const code = await started.ended();
  return { code, out: started.out(), err: started.err() };
}

function findMarked(mark: string): { pid: number; command: string }[] {
  return readdirSync("/proc").flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid)) return [];
    const environment = read(`/proc/${pid}/environ`);
    if (!environment.includes(`NIGHTSHIFT_TEST_MARK=${mark}`)) return [];
    return [{ pid, command: read(`/proc/${pid}/cmdline`).replaceAll("\0", " ") }];
  });
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
