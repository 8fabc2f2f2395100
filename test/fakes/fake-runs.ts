import type { LoggedRun, Runs } from "../../functions/clients/ports.ts";

/** Values of one metric by step. */
export type History = Record<string, { step: number; value: number }[]>;

/** MLflow runs in memory. */
export interface FakeRuns extends Runs {
  /** Logs a run into an experiment. */
  add(experiment: string, run: LoggedRun, history?: History): void;
}

/** Creates tracking without a run. */
export function createFakeRuns(): FakeRuns {
  const logged: { experiment: string; run: LoggedRun; history: History }[] = [];
  return {
    add(experiment, run, history = {}) {
      logged.push({ experiment, run, history });
    },
    async findRuns({ experiment, tags }) {
      return logged
        .filter((entry) => entry.experiment === experiment)
        .map(({ run }) => run)
        .filter((run) => Object.entries(tags).every(([key, value]) => run.tags[key] === value))
        .sort((a, b) => b.startedAt - a.startedAt)
        .slice(0, 100);
    },
    getRun: async (runId) => logged.find(({ run }) => run.runId === runId)?.run ?? null,
    async getHistory(runId, metric) {
      const history = logged.find(({ run }) => run.runId === runId)?.history[metric] ?? [];
      return [...history].sort((a, b) => a.step - b.step);
    },
  };
}
