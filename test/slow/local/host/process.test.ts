import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, it } from "mocha";
import { forkHost } from "../../../local/host/fork-host.ts";
import { forkRig } from "../../../local/host/forked-rig.ts";
import { appPath, dawn } from "../../../local/host/rig.ts";

describe("the host in a child process", () => {
  it("plays an app in a child process by the protocol, and stops cleanly", async () => {
    const rig = await forkRig("lifecycle", {});
    const first = await rig.idle();
    assert.equal(first?.nextDue, null);
    await rig.call("POST", "/admin/queues/arrivals/messages", {
      messages: [{ body: { id: "i1", values: [1] } }],
    });
    assert.ok(await rig.play("i1"));
    assert.deepEqual(await rig.host.advance(dawn, 1), "refused");
    assert.deepEqual(await rig.host.stop(), { code: 0, signal: null, message: null });
  });

  it("runs the CommonJS bundle that Azure runs", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nightshift-bundle-"));
    try {
      const outfile = join(folder, "main.cjs");
      await build({
        entryPoints: [appPath("lifecycle")],
        bundle: true,
        minify: true,
        platform: "node",
        format: "cjs",
        external: ["@azure/functions-core"],
        outfile,
      });
      const rig = await forkRig("lifecycle", { app: outfile });
      await rig.call("POST", "/admin/queues/arrivals/messages", {
        messages: [{ body: { id: "b1", values: [1, 2] } }],
      });
      assert.ok(await rig.play("b1"));
      await rig.host.stop();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("loses nothing that it took before it was told to stop", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nightshift-stop-"));
    const stateFile = join(folder, "state.db");
    try {
      const first = await forkRig("lifecycle", { stateFile });
      await first.call("POST", "/api/arrive", { id: "s1", values: [1] });
      assert.equal((await first.host.stop()).code, 0);
      const second = await forkRig("lifecycle", { stateFile, now: 0 });
      assert.equal(second.host.startedAt, dawn);
      assert.ok(await second.play("s1"));
      await second.host.stop();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("refuses to jump once time flows at real pace", async () => {
    const rig = await forkRig("lifecycle", {});
    const phase = await rig.idle();
    rig.host.flow();
    assert.equal(await rig.host.advance(dawn + 1000, phase?.seq ?? 0), "refused");
    await rig.host.kill();
  });

  it("rejects with the host's own words when it cannot start", async () => {
    const start = (app: string) =>
      forkHost({ app, stateFile: ":memory:", env: { PATH: process.env.PATH ?? "" } });
    await assert.rejects(start(appPath("unsupported")), (error: Error) => {
      assert.match(error.message, /Function "topic": a Service Bus topic is not supported/);
      assert.match(error.message, /Function "sessions": isSessionsEnabled is not supported/);
      assert.match(error.message, /Function "blob": trigger blobTrigger is not supported/);
      assert.match(error.message, /Function "blob": output table is not supported/);
      return true;
    });
    await assert.rejects(start("/nowhere/main.ts"), (error: Error) => {
      assert.match(error.message, /nowhere/);
      assert.match(String(error.cause), /\n {4}at /);
      return true;
    });
  });
});
