import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { classifyRun, type RunState } from "../../../functions/core/lifecycle/classify-run.ts";

const ended = (code: string, type = "", tasks: RunState["tasks"] = []): RunState => ({
  state: "TERMINATED",
  termination: { code, type, message: "as it happens" },
  tasks,
});

describe("classifyRun", () => {
  for (const state of ["QUEUED", "PENDING", "RUNNING", "BLOCKED", "WAITING", "TERMINATING"]) {
    it(`takes ${state} for running`, () => {
      assert.deepEqual(classifyRun({ state, termination: null, tasks: [] }), { kind: "running" });
    });
  }

  for (const [code, kind] of [
    ["SUCCESS", "succeeded"],
    ["SUCCESS_WITH_FAILURES", "failed"],
    ["CLOUD_FAILURE", "retry"],
    ["INTERNAL_ERROR", "retry"],
    ["CLUSTER_ERROR", "retry"],
    ["DRIVER_ERROR", "retry"],
    ["WORKSPACE_RUN_LIMIT_EXCEEDED", "retry"],
    ["CLUSTER_REQUEST_LIMIT_EXCEEDED", "retry"],
    ["SOME_NEW_LIMIT_EXCEEDED", "retry"],
    ["MAX_CONCURRENT_RUNS_EXCEEDED", "retry"],
    ["MAX_SOMETHING_NEW_EXCEEDED", "retry"],
    ["REPOSITORY_CHECKOUT_FAILED", "retry"],
    ["STORAGE_ACCESS_ERROR", "retryOnce"],
    ["LIBRARY_INSTALLATION_ERROR", "retryOnce"],
    ["RUN_EXECUTION_ERROR", "failed"],
    ["UNAUTHORIZED_ERROR", "failed"],
    ["INVALID_CLUSTER_REQUEST", "failed"],
    ["INVALID_SOMETHING_NEW", "failed"],
    ["RESOURCE_NOT_FOUND", "failed"],
    ["FEATURE_DISABLED", "failed"],
    ["BUDGET_POLICY_LIMIT_EXCEEDED", "failed"],
    ["DISABLED", "failed"],
    ["SKIPPED", "failed"],
    ["CANCELED", "cancelled"],
    ["USER_CANCELED", "cancelled"],
    ["CLUSTER_TERMINATED_BY_USER", "cancelled"],
  ] as const) {
    it(`answers ${kind} to ${code}`, () => {
      assert.equal(classifyRun(ended(code, "INTERNAL_ERROR")).kind, kind);
    });
  }

  for (const [type, kind] of [
    ["CLOUD_FAILURE", "retry"],
    ["INTERNAL_ERROR", "retry"],
    ["CLIENT_ERROR", "failed"],
    ["SUCCESS", "failed"],
    ["WHAT_IS_THIS", "failed"],
    ["constructor", "failed"],
    ["", "failed"],
  ] as const) {
    it(`decides an unknown code of type ${type || "nothing"} as ${kind}`, () => {
      assert.equal(classifyRun(ended("NEVER_SEEN", type)).kind, kind);
    });
  }

  it("takes an end without details for a failure, not for a success", () => {
    assert.equal(classifyRun({ state: "TERMINATED", termination: null, tasks: [] }).kind, "failed");
  });

  it("repairs where the platform failed only some of the tasks", () => {
    const tasks = [
      { key: "features", state: "TERMINATED", code: "SUCCESS" },
      { key: "train", state: "TERMINATED", code: "CLOUD_FAILURE" },
      { key: "report", state: "TERMINATED", code: null },
    ];
    const outcome = classifyRun(ended("CLOUD_FAILURE", "CLOUD_FAILURE", tasks));
    assert(outcome.kind === "repair");
    assert.deepEqual(outcome.tasks, ["train", "report"]);
    assert.equal(classifyRun(ended("RUN_EXECUTION_ERROR", "CLIENT_ERROR", tasks)).kind, "failed");
    assert.equal(classifyRun(ended("CLOUD_FAILURE", "", tasks.slice(1))).kind, "retry");
  });
});
