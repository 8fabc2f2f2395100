import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Bench } from "./judge-figures.ts";
import { familyOf, watchMemory } from "./processes.ts";

const cli = fileURLToPath(new URL("../local/cli.ts", import.meta.url));

/** What a newcomer waits for. */
export const night: Bench = {
  name: "night",
  about:
    "`npm start -- --exit`, once: the example nights with their real training, from the start of `node` to its end",
  limits: [
    { figure: "duration", atMost: 30 },
    { figure: "memory of all processes, most", atMost: 400 },
  ],
  async measure() {
    const state = mkdtempSync(join(tmpdir(), "nightshift-bench-"));
    const began = performance.now();
    const child = spawn(
      process.execPath,
      [cli, "local", "--night", "--exit", "--json", "--state", state],
      { stdio: ["ignore", "ignore", "inherit"] },
    );
    const mostMemory = watchMemory(() => familyOf(child.pid ?? 0).map(({ pid }) => pid));
    const [code] = await once(child, "exit");
    const seconds = (performance.now() - began) / 1000;
    const memory = mostMemory();
    rmSync(state, { recursive: true });
    if (code !== 0) throw new Error(`The night ended with code ${code}.`);
    return [
      { name: "duration", value: seconds, unit: "s" },
      { name: "memory of all processes, most", value: memory, unit: "MiB" },
    ];
  },
};
