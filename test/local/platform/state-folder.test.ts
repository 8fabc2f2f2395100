import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, it } from "mocha";
import { openStateFolder, readAddress } from "../../../local/platform/state-folder.ts";

const address = {
  pid: process.pid,
  url: "http://127.0.0.1:1",
  workspaceUrl: "http://127.0.0.1:2",
  lakeUrl: "http://127.0.0.1:3/devstoreaccount1",
  adminToken: "a",
  workspaceToken: "w",
  startedAt: "2026-03-02T22:00:00.000Z",
};

describe("openStateFolder", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nightshift-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("publishes the address to its user alone, and takes it back", () => {
    const state = openStateFolder(folder);
    state.publish(address);
    assert.deepEqual(readAddress(folder), address);
    assert.equal(statSync(join(folder, "platform.json")).mode & 0o777, 0o600);
    state.close();
    assert.equal(readAddress(folder), null);
  });

  it("refuses a folder that is open already, and says by whom", () => {
    const state = openStateFolder(folder);
    state.publish(address);
    assert.throws(() => openStateFolder(folder), {
      name: "Refusal",
      message: `State folder ${folder}: it is in use by process ${process.pid} (http://127.0.0.1:1); a folder serves one platform at a time. End that one, or choose another folder with --state DIR.`,
    });
    state.close();
    openStateFolder(folder).close();
  });

  it("refuses a folder of a newer version, and leaves it as it is", () => {
    const newer = new DatabaseSync(join(folder, "lock.sqlite"));
    newer.exec("PRAGMA user_version = 99");
    newer.close();
    for (let tries = 0; tries < 2; tries += 1)
      assert.throws(() => openStateFolder(folder), {
        name: "Refusal",
        message: `State folder ${folder}: it has version 99; this release reads up to 1. Update Nightshift, or choose another folder with --state DIR.`,
      });
  });
});
