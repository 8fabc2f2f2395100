import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { withWorkspace } from "./open-workspace.ts";

const readme = readFileSync(new URL("../../../local/workspace/README.md", import.meta.url), "utf8");

describe("README of the workspace", () => {
  it("names every call, and none that is not there", async () => {
    const named = [...readme.matchAll(/`((?:\w+)\.(?:\w+))`/g)].map(([, name]) => name);
    await withWorkspace({}, async (workspace) => {
      assert.throws(
        () => workspace.fault({ on: "nothing", kind: "reset" }),
        (error: Error) => {
          const known = error.message.replace(/^.*one of |\.$/g, "").split(", ");
          assert.deepEqual(named.toSorted(), known.toSorted());
          return true;
        },
      );
    });
  });
});
