import { createHttp, type Http } from "../../functions/clients/http.ts";
import { createPlainToken } from "../../functions/clients/identity.ts";
import { startWorkspace, type Workspace } from "../../local/workspace/workspace.ts";

/** Bearer token of the workspace. */
export const token = "local-token";

/** A workspace whose clock moves only when `advance` is called, and a client of it. */
export async function openWorkspace(options: { clusterEndsSeconds?: number } = {}) {
  let now = Date.parse("2026-03-01T00:00:00Z");
  const workspace = await startWorkspace({
    stateFile: ":memory:",
    clock: { now: () => now },
    mode: "virtual",
    token,
    ...options,
    // Beyond what a number holds exactly: ids must survive as strings.
    firstId: "9007199254740993",
  });
  return {
    workspace,
    http: connect(workspace, token),
    pass(seconds: number) {
      now += seconds * 1000;
    },
    /** Lets runs move on until none is due within a day. */
    async advance() {
      for (let due = workspace.nextDue(); due !== null; due = workspace.nextDue()) {
        if (due - now > 86_400_000) return;
        now = Math.max(now, due);
        await workspace.settle();
      }
    },
    close: () => workspace.close(),
  };
}

/** A client of the workspace that never really waits. */
export function connect({ url }: Workspace, token: string): Http {
  return createHttp({
    service: "Databricks workspace",
    setting: "NIGHTSHIFT_WORKSPACE_URL",
    baseUrl: url,
    auth: { credential: createPlainToken(token, url), scope: "any" },
    wait: async () => {},
  });
}
