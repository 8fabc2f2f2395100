import {
  type HostProcess,
  type HostProcessOptions,
  type Idle,
  startHostProcess,
} from "./host-process.ts";
import { PlatformFailure } from "./platform-failure.ts";

/** The function host, whichever process it lives in at the moment. */
export interface HostSupervisor {
  /** The same over restarts. */
  url: string;
  settled(): Promise<Idle>;
  advance(to: number, seq: number): Promise<boolean>;
  goLive(): void;
  /** Kills the process with SIGKILL and starts another on the same state and port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** Rejects when the process has ended by itself. */
  failed: Promise<never>;
}

/** Starts the host and watches over its process. `now` gives the clock's time at each start. */
export async function startHostSupervisor(
  options: Omit<HostProcessOptions, "now"> & { now(): number },
): Promise<HostSupervisor> {
  let expected: HostProcess | null = null;
  let current = await startHostProcess({ ...options, now: options.now() });
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => {});
  const watch = (watched: HostProcess) =>
    watched.exited.then((reason) => {
      if (expected !== watched) reject(new PlatformFailure(`Function host: ${reason}`));
    });
  void watch(current);
  const port = Number(new URL(current.url).port);
  return {
    url: current.url,
    failed,
    settled: () => current.settled(),
    advance: (to, seq) => current.advance(to, seq),
    goLive: () => current.goLive(),
    async restart() {
      expected = current;
      await current.kill();
      current = await startHostProcess({ ...options, port, now: options.now() });
      void watch(current);
    },
    async stop() {
      expected = current;
      await current.stop();
    },
  };
}
