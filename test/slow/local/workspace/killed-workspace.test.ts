import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, it } from "mocha";
import { startWorkspace } from "../../../../local/workspace/workspace.ts";
import { withFolder } from "../../../local/workspace/open-workspace.ts";
import { skipSuite } from "../../skip-suite.ts";

const program = new URL("mortal-workspace.ts", import.meta.url).pathname;

/** Starts a workspace with one run, kills it, and answers the id of the child it left behind. */
async function leaveOrphan(stateFile: string): Promise<number> {
  const workspace = spawn(process.execPath, [program, stateFile], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(workspace.stdout, "data");
  const gone = once(workspace, "exit");
  workspace.kill("SIGKILL");
  await gone;
  return Number(String(line).trim());
}

function isRunning(pid: number): boolean {
  try {
    // A zombie still has an entry, but runs no more.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

describe("killed workspace", () => {
  it("finds its run lost when it is started again, and ends the child it left behind", async function () {
    if (process.platform !== "linux") {
      skipSuite(
        this,
        "a left-behind child is known by its start time in /proc, which only Linux has",
      );
    }
    await withFolder(async (folder) => {
      const stateFile = join(folder, "state.sqlite");
      const orphan = await leaveOrphan(stateFile);
      assert.equal(isRunning(orphan), true);
      const clock = { now: Date.now };
      const again = await startWorkspace({ stateFile, clock, mode: "real", token: "secret" });
      const [run] = again.runs();
      assert.deepEqual([run?.state, run?.ending?.code], ["TERMINATED", "INTERNAL_ERROR"]);
      for (let tries = 0; isRunning(orphan) && tries < 100; tries += 1) await wait(20);
      assert.equal(isRunning(orphan), false);
      await again.close();
    });
  });
});
