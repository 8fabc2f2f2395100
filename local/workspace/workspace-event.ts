/** What happens in the workspace, told as it is committed. `at` is ISO 8601 on the workspace's clock. */
export type WorkspaceEvent =
  | {
      type: "run";
      at: string;
      state: "started";
      job: string;
      runId: string;
      /** 1 for the first attempt, one more for each repair. */
      attempt: number;
      parameters: Record<string, string>;
    }
  | {
      type: "run";
      at: string;
      state: "ended";
      job: string;
      runId: string;
      attempt: number;
      parameters: Record<string, string>;
      /** Termination code, such as `SUCCESS` or `RUN_EXECUTION_ERROR`. */
      code: string;
      message: string;
    }
  /** `version` is null where the alias was removed. */
  | { type: "alias"; at: string; model: string; alias: string; version: string | null }
  | { type: "version"; at: string; model: string; version: string; runId: string };

/** Tells an event to every listener. */
export type Tell = (event: WorkspaceEvent) => void;
