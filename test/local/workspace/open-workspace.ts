import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  startWorkspace,
  type Workspace,
  type WorkspaceOptions,
} from "../../../local/workspace/workspace.ts";

/** A clock that moves only when told. */
export interface HandClock {
  now(): number;
  /** Moves forward by this many seconds. */
  pass(seconds: number): void;
}

/** A clock that starts at a fixed instant. */
export function createHandClock(): HandClock {
  let now = Date.parse("2026-03-01T00:00:00Z");
  return {
    now: () => now,
    pass: (seconds) => {
      now += seconds * 1000;
    },
  };
}

/** Answer of one call. */
interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON; throws where it is none. */
  json(): Record<string, unknown>;
}

/** A call on the workspace with its token. GET takes its fields as a query, all others as a JSON body. */
export type Call = (
  method: string,
  path: string,
  fields?: Record<string, unknown>,
) => Promise<Answer>;

/** Makes calls on a workspace. */
export function callOn({ url, token }: Pick<Workspace, "url" | "token">): Call {
  return async (method, path, fields = {}) => {
    const query = method === "GET" ? `?${new URLSearchParams(textsOf(fields))}` : "";
    const response = await fetch(`${url}${path}${query}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(method === "GET" ? {} : { body: JSON.stringify(fields) }),
    });
    const text = await response.text();
    const { status, headers } = response;
    return { status, headers, text, json: () => JSON.parse(text) };
  };
}

function textsOf(fields: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}

/** Runs a test against a fresh workspace and closes it afterwards. */
export async function withWorkspace(
  options: Partial<WorkspaceOptions>,
  test: (workspace: Workspace, call: Call) => Promise<void>,
): Promise<void> {
  const workspace = await startWorkspace({
    stateFile: ":memory:",
    clock: createHandClock(),
    mode: "virtual",
    token: "secret",
    ...options,
  });
  try {
    await test(workspace, callOn(workspace));
  } finally {
    await workspace.close();
  }
}

/** Runs a test with a folder that is removed afterwards. */
export async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "workspace-test-"));
  try {
    await test(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
