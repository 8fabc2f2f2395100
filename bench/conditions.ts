import { cpus, loadavg, release, type } from "node:os";

/** What a measurement was made under. */
export interface Conditions {
  /** ISO 8601 instant. */
  startedAt: string;
  cores: number;
  processor: string;
  platform: string;
  node: string;
  /** Processes that wanted a core, on average over the minute before. */
  loadAtStart: number;
}

/** Reads what this machine is, and how busy it is now. */
export function readConditions(): Conditions {
  const [first, ...others] = cpus();
  return {
    startedAt: new Date().toISOString(),
    cores: 1 + others.length,
    processor: first?.model.trim() ?? "unknown",
    platform: `${type()} ${release()}`,
    node: process.versions.node,
    loadAtStart: loadavg()[0] ?? Number.NaN,
  };
}
