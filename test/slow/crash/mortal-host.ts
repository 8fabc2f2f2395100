import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { adminToken, type House } from "./house.ts";

const program = fileURLToPath(new URL("../../../local/host/process.ts", import.meta.url));

/** One orchestration as /admin tells it. */
export interface Instance {
  instanceId: string;
  name: string;
  runtimeStatus: string;
  output: unknown;
  customStatus: unknown;
}

/** A host in a process of its own, that may be made to die. */
export interface MortalHost {
  url: string;
  /** Settles with the signal that ended it, or null where it exited by itself. */
  died: Promise<string | null>;
  /** Sends a message to a queue; false where the host died of it. */
  send(queue: string, body: object, messageId: string): Promise<boolean>;
  /** Every orchestration; null where the host is gone. */
  instances(): Promise<Instance[] | null>;
  /** Messages that were given up. */
  deadLetters(queue: string): Promise<unknown[]>;
  /** Body of an answer of the app's own API. */
  api(path: string): Promise<unknown>;
  post(path: string, body: object): Promise<{ status: number; body: unknown }>;
  /** Ends it with SIGKILL, at once. */
  kill(): void;
  end(): Promise<void>;
}

/** Starts a host on a state file; with `killAfterCommit` it is killed right after that commit. */
export async function startMortalHost(
  { app, settings }: House,
  stateFile: string,
  killAfterCommit?: number,
): Promise<MortalHost> {
  const host = { app, stateFile, port: 0, clock: "real", killAfterCommit };
  const child = fork(program, [], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: { ...process.env, ...settings, NIGHTSHIFT_HOST: JSON.stringify(host) },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const died = once(child, "exit").then(([, signal]): string | null => signal);
  const url = await readyUrl(child, died);
  const headers = { "x-nightshift-token": adminToken };
  return {
    url,
    died,
    async send(queue, body, messageId) {
      const messages = JSON.stringify({ messages: [{ body, messageId }] });
      const answer = await reach(child, `${url}/admin/queues/${queue}/messages`, {
        method: "POST",
        headers,
        body: messages,
      });
      return answer?.status === 202;
    },
    async instances() {
      const answer = await reach(child, `${url}/admin/instances?top=1000`, { headers });
      return answer === null ? null : ((await answer.json()) as Instance[]);
    },
    async deadLetters(queue) {
      const answer = await fetch(`${url}/admin/queues/${queue}/dead-letters`, { headers });
      return ((await answer.json()) as { deadLetters: unknown[] }).deadLetters;
    },
    api: async (path) => await (await fetch(`${url}/api/${path}`)).json(),
    async post(path, body) {
      const init = { method: "POST", body: JSON.stringify(body) };
      const answer = await fetch(`${url}/api/${path}`, init);
      return { status: answer.status, body: await answer.json() };
    },
    kill: () => void child.kill("SIGKILL"),
    async end() {
      child.kill("SIGKILL");
      await died;
    },
  };
}

/** The host's address once it serves, or nothing where it died before. */
async function readyUrl(child: ChildProcess, died: Promise<string | null>): Promise<string> {
  const ready = new Promise<string>((resolve) => {
    child.on("message", (message: { type: string; url?: string }) => {
      if (message.type === "ready") resolve(message.url ?? "");
    });
  });
  return await Promise.race([ready, died.then(() => "")]);
}

/** The answer, or null where the host died before it; a connection kept from a dead host on the same port is tried again. */
async function reach(
  child: ChildProcess,
  url: string,
  init: RequestInit,
): Promise<Response | null> {
  while (child.exitCode === null && child.signalCode === null) {
    try {
      return await fetch(url, init);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  return null;
}
