import { readdirSync, readFileSync } from "node:fs";

/** Of /proc, on every Linux. */
const ticksPerSecond = 100;

/** A running process. */
export interface RunningProcess {
  pid: number;
  parent: number;
  command: string;
}

/** CPU that a process has used so far, user and system, in seconds to the hundredth. Linux only. */
export function cpuSecondsOf(pid: number): number {
  const fields = statusFields(pid);
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/**
 * Memory of processes together in MiB, each page that several share counted once (PSS). A process that has ended
 * counts nothing. Linux only.
 */
export function memoryOf(pids: readonly number[]): number {
  const kibibytes = pids.map((pid) => {
    const rollup = readProcess(pid, "smaps_rollup") ?? "";
    return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
  });
  return kibibytes.reduce((sum, value) => sum + value, 0) / 1024;
}

/** The process itself and all that it started, directly or not, and that still run. Linux only. */
export function familyOf(root: number): RunningProcess[] {
  const all = readdirSync("/proc").flatMap((name) => {
    const pid = Number(name);
    const command = Number.isInteger(pid) ? readProcess(pid, "cmdline") : null;
    if (command === null) return [];
    return [{ pid, parent: parentOf(pid), command: command.replaceAll("\0", " ").trim() }];
  });
  const family = all.filter(({ pid }) => pid === root);
  for (const member of family)
    family.push(...all.filter(({ parent, pid }) => parent === member.pid && pid !== root));
  return family;
}

/** Looks at the memory of processes four times a second; the function answers the most there was, in MiB. */
export function watchMemory(pids: () => readonly number[]): () => number {
  let most = 0;
  const look = () => {
    most = Math.max(most, memoryOf(pids()));
  };
  const timer = setInterval(look, 250);
  return () => {
    clearInterval(timer);
    look();
    return most;
  };
}

function parentOf(pid: number): number {
  return Number(statusFields(pid)[1] ?? 0);
}

/** Fields of /proc/pid/stat from the state on: the name before it may hold spaces and brackets. */
function statusFields(pid: number): string[] {
  const status = readProcess(pid, "stat") ?? "";
  return status.slice(status.lastIndexOf(")") + 2).split(" ");
}

function readProcess(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return null;
  }
}
