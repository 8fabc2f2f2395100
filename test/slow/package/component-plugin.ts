import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The component plugin of an installed package, as the engine would have its language host start it. */
export interface ComponentPlugin {
  port: number;
  stop(): Promise<void>;
}

/** Starts it by the SDK's own `cmd/run-plugin` and waits for the port that it prints. */
export async function startComponentPlugin(folder: string): Promise<ComponentPlugin> {
  const runner = join(folder, "node_modules/@pulumi/pulumi/cmd/run-plugin");
  const plugin = join(folder, "node_modules/pulumi-nightshift/dist/components/plugin");
  const child = spawn(process.execPath, [runner, plugin], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const [line] = await Promise.race([
    once(createInterface(child.stdout), "line"),
    exited.then(([code]) => {
      throw new Error(`The component plugin in ${plugin} ended with code ${code}.`);
    }),
  ]);
  return { port: Number(line), stop: async () => await stop(child, exited) };
}

async function stop(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  child.kill();
  await exited;
}
