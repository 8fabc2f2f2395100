import { parseEnvironment } from "./environment.ts";
import { startHost } from "./host.ts";
import type { FromHost, ToHost } from "./protocol.ts";

/** Entry of the forked host: runs the app named in NIGHTSHIFT_HOST and talks to its parent. */
async function main(): Promise<void> {
  const host = await startHost({
    ...parseEnvironment(process.env),
    onEvent: (event) => tell({ type: "event", event }),
    onLog: (name, level, message) => tell({ type: "log", name, level, message }),
    onIdle: (idle) => tell(idle ? { type: "idle", ...idle } : { type: "busy" }),
    onFatal: fail,
  });
  process.on("message", (message: ToHost) => {
    switch (message.type) {
      case "advance": {
        const outcome = host.advance(message.to, message.seq);
        return tell(
          outcome === "advanced" ? { type: outcome, now: host.now() } : { type: outcome },
        );
      }
      case "realTime":
        return host.flow();
      case "stop":
        return void host.stop().then(() => process.exit(0), fail);
    }
  });
  // An app that leaves a rejection unhandled would take the worker down in Azure too.
  process.on("uncaughtException", fail);
  // A host without its parent is an orphan that would keep the port and the state file.
  process.on("disconnect", () => process.exit(1));
  tell({ type: "ready", url: host.url, now: host.now() });
}

function tell(message: FromHost): void {
  if (process.connected) process.send?.(message);
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const stack = (error instanceof Error && error.stack) || message;
  const exit = () => process.exit(1);
  if (process.connected && process.send) {
    process.send({ type: "fatal", message, stack } satisfies FromHost, exit);
  } else {
    process.stderr.write(`${stack}\n`);
    exit();
  }
}

main().catch(fail);
