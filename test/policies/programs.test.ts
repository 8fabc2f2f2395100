import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { judgeBroken } from "./judge-broken.ts";

describe("job-disallow-shared-programs", () => {
  for (const [path, count] of [
    ["/Workspace/Shared/train.py", 1],
    ["/Shared/train.py", 1],
    ["/Workspace/nightshift/train.py", 0],
    ["/Workspace/SharedByDeployers/train.py", 0],
  ] as const) {
    it(`${count === 0 ? "lets pass" : "stops"} ${path}, in a task or a loop`, () => {
      const task = { sparkPythonTask: { pythonFile: path } };
      for (const tasks of [[task], [{ forEachTask: { task } }]]) {
        const found = judgeBroken("job-disallow-shared-programs", "databricks:Job", "tasks", tasks);
        assert.equal(found.length, count);
      }
    });
  }
});
