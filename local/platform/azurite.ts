import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod/mini";
import { PlatformFailure } from "./platform-failure.ts";

/** Azurite's blob service in a child process. */
export interface Azurite {
  url: string;
  pid: number;
  /** Sets the time that new blobs carry, and whether it goes on from there. */
  setClock(now: number, pace: "frozen" | "real"): Promise<void>;
  /** Writes all data to disk and ends the child. */
  stop(): Promise<void>;
  /** Rejects when the child has ended and nobody asked it to. */
  failed: Promise<never>;
}

const program = fileURLToPath(new URL("./azurite-child.ts", import.meta.url));
const startSeconds = 30;
const reply = z.union([
  z.object({ type: z.literal("ready"), url: z.string() }),
  z.object({ type: z.literal("clockSet") }),
]);

/** Starts Azurite on a free port with its data in this folder. Throws where it does not come up. */
export async function startAzurite(folder: string): Promise<Azurite> {
  mkdirSync(folder, { recursive: true });
  const child = fork(program, [folder], {
    execArgv: ["--max-semi-space-size=1", "--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let complaint = "";
  child.stderr?.on("data", (chunk) => {
    complaint = `${complaint}${chunk}`.slice(-2000);
  });
  const exited = once(child, "exit");
  let stopping = false;
  const gone = exited.then(([code, signal]): Promise<never> => {
    if (stopping) return new Promise(() => {});
    throw new PlatformFailure(
      `Azurite ended with ${signal ?? `code ${code}`}. ${complaint}`.trim(),
    );
  });
  gone.catch(() => {});
  const ready = await Promise.race([nextReply(child, "ready"), gone]);
  if (ready.type !== "ready")
    throw new PlatformFailure(`Azurite answered ${ready.type} instead of ready.`);
  const send = (message: object) => void child.send(message, () => {});
  return {
    url: ready.url,
    pid: child.pid ?? 0,
    failed: gone,
    async setClock(now, pace) {
      send({ type: "clock", now, pace });
      await Promise.race([nextReply(child, "clockSet"), gone]);
    },
    async stop() {
      stopping = true;
      send({ type: "stop" });
      const killer = setTimeout(() => child.kill("SIGKILL"), 5000);
      await exited;
      clearTimeout(killer);
    },
  };
}

async function nextReply(child: ChildProcess, type: "ready" | "clockSet") {
  const signal = AbortSignal.timeout(startSeconds * 1000);
  for (;;) {
    const [message] = await once(child, "message", { signal });
    const known = reply.parse(message);
    if (known.type === type) return known;
  }
}
