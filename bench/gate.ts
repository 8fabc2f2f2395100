import { simulateGate } from "../test/core/lifecycle/simulate-gate.ts";
import type { Bench } from "./judge-figures.ts";

const candidates = 50_000;

/** How fast decisions are made again: what a backtest or a simulation of the gate takes. */
export const gate: Bench = {
  name: "gate",
  about: `Verdicts over ${candidates} simulated candidates with four metrics, on one core`,
  limits: [],
  async measure() {
    const began = performance.now();
    simulateGate({ seed: 1, candidates, rows: 2000, gains: [0, 0, 0, 0], confidence: 0.95 });
    const seconds = (performance.now() - began) / 1000;
    return [{ name: "verdicts a second", value: candidates / seconds, unit: "" }];
  },
};
