import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "mocha";
import type { Fault } from "../../../local/workspace/faults.ts";
import { startWorkspace } from "../../../local/workspace/workspace.ts";
import { createHandClock, withFolder, withWorkspace } from "./open-workspace.ts";

const list = "/api/2.2/jobs/list";
const create = "/api/2.2/jobs/create";

describe("workspace over HTTP", () => {
  for (const [what, headers, status, message] of [
    ["no token", {}, 401, /Credential was not sent/],
    ["another scheme", { authorization: "Basic secret" }, 401, /Credential was not sent/],
    ["a wrong token", { authorization: "Bearer wrong" }, 403, /Invalid access token/],
    ["its token", { authorization: "Bearer secret" }, 200, /has_more/],
  ] as const) {
    for (const path of [list, "/local/runs"]) {
      it(`answers ${status} to ${what} on ${path}`, async () => {
        await withWorkspace({}, async ({ url }) => {
          const answer = await fetch(`${url}${path}`, { headers });
          assert.equal(answer.status, status);
          if (path === list) assert.match(await answer.text(), message);
        });
      });
    }
  }

  it("answers JSON to an API it does not have, and a page to any other path", async () => {
    await withWorkspace({}, async ({ url }, call) => {
      for (const [method, path] of [
        ["GET", "/api/2.2/jobs/other"],
        ["POST", list],
      ] as const) {
        const answer = await call(method, path);
        assert.deepEqual([answer.status, answer.json().error_code], [404, "ENDPOINT_NOT_FOUND"]);
      }
      for (const path of ["/", "/nothing/here", "/.well-known/databricks-config"]) {
        const answer = await fetch(`${url}${path}`);
        assert.equal(answer.status, 404);
        assert.match(answer.headers.get("content-type") ?? "", /text\/html/);
        assert.match(await answer.text(), /^<!doctype html>/);
      }
    });
  });

  for (const body of ["{", "[1]", "null", '"x"']) {
    it(`refuses the body ${body}`, async () => {
      await withWorkspace({}, async ({ url }) => {
        const headers = { authorization: "Bearer secret" };
        const answer = await fetch(`${url}${create}`, { method: "POST", headers, body });
        assert.equal(answer.status, 400);
        assert.match(await answer.text(), /MALFORMED_REQUEST/);
      });
    });
  }

  it("refuses a path that is not well encoded", async () => {
    await withWorkspace({}, async (_, call) => {
      assert.equal((await call("GET", "/api/2.1/unity-catalog/models/%E0%A4%A")).status, 400);
    });
  });

  it("names the port that is taken", async () => {
    await withWorkspace({}, async ({ url }) => {
      const port = Number(new URL(url).port);
      await assert.rejects(
        withWorkspace({ port }, async () => {}),
        {
          message: new RegExp(`cannot listen on port ${port}.*EADDRINUSE.*Choose another port`),
        },
      );
    });
  });

  it("refuses the state of a newer version", async () => {
    await withFolder(async (folder) => {
      const stateFile = join(folder, "state.sqlite");
      const database = new DatabaseSync(stateFile);
      database.exec("PRAGMA user_version = 999");
      database.close();
      const clock = createHandClock();
      await assert.rejects(startWorkspace({ stateFile, clock, mode: "real", token: "t" }), {
        message: /its version is 999; this program reads up to \d+/,
      });
    });
  });
});

describe("faults", () => {
  const statuses: [fault: Fault, code: string, retryAfter: string | null][] = [
    [{ on: "jobs.list", kind: "status", status: 429 }, "REQUEST_LIMIT_EXCEEDED", null],
    [
      { on: "jobs.*", kind: "status", status: 429, retryAfterSeconds: 2 },
      "REQUEST_LIMIT_EXCEEDED",
      "2",
    ],
    [{ on: "*", kind: "status", status: 500 }, "INTERNAL_ERROR", null],
    [{ on: "jobs.list", kind: "status", status: 503 }, "TEMPORARILY_UNAVAILABLE", null],
  ];
  for (const [fault, code, retryAfter] of statuses) {
    it(`answers ${JSON.stringify(fault)} with ${code}`, async () => {
      await withWorkspace({}, async (workspace, call) => {
        workspace.fault(fault);
        const answer = await call("GET", list);
        assert.equal(answer.json().error_code, code);
        assert.equal(answer.headers.get("retry-after"), retryAfter);
        assert.equal((await call("GET", list)).status, 200);
      });
    });
  }

  it("happen as often as they are asked to, on the calls they name", async () => {
    await withWorkspace({}, async (workspace, call) => {
      workspace.fault({ on: "jobs.create", kind: "status", status: 503, times: 2 });
      const seen = [];
      for (const [method, path] of [
        ["POST", create],
        ["GET", list],
        ["POST", create],
        ["POST", create],
      ] as const) {
        seen.push((await call(method, path)).status);
      }
      assert.deepEqual(seen, [503, 200, 503, 200]);
    });
  });

  it("stop when they are cleared, and never touch the workspace's own calls", async () => {
    await withWorkspace({}, async (workspace, call) => {
      workspace.fault({ on: "*", kind: "status", status: 500, times: 9 });
      assert.equal((await call("GET", "/local/runs")).status, 200);
      assert.equal((await call("GET", list)).status, 500);
      workspace.clearFaults();
      assert.equal((await call("GET", list)).status, 200);
    });
  });

  for (const when of ["before", "after"] as const) {
    for (const kind of ["reset", "html", "status"] as const) {
      it(`fail by ${kind} ${when} the effect`, async () => {
        await withWorkspace({}, async (workspace, call) => {
          const fault: Fault = { on: "jobs.create", kind, status: 500, when };
          workspace.fault(fault);
          const answer = call("POST", create, { name: "made" });
          if (kind === "reset") await assert.rejects(answer);
          else assert.equal((await answer).status, 500);
          const { jobs = [] } = (await call("GET", list)).json();
          assert.equal(Object(jobs).length, when === "after" ? 1 : 0);
        });
      });
    }
  }

  it("answer a page with status 200, as a login screen does", async () => {
    await withWorkspace({}, async (workspace, call) => {
      workspace.fault({ on: "jobs.list", kind: "html" });
      const answer = await call("GET", list);
      assert.equal(answer.status, 200);
      assert.match(answer.text, /<h1>Sign in<\/h1>/);
    });
  });

  it("answer late", async () => {
    await withWorkspace({}, async (workspace, call) => {
      workspace.fault({ on: "jobs.list", kind: "slow", milliseconds: 60 });
      const started = performance.now();
      assert.equal((await call("GET", list)).status, 200);
      assert.ok(performance.now() - started >= 55);
    });
  });

  for (const [fault, message] of [
    [
      { on: "jobs.runnow", kind: "reset" },
      /no call has that name; use \* or one of .*jobs\.runNow/,
    ],
    [{ on: "*", kind: "reset", times: 0 }, /times is 0; it must be a whole number from 1/],
    [{ on: "*", kind: "status", status: 200 }, /status is 200; it must be from 400 to 599/],
  ] as const) {
    it(`refuse ${JSON.stringify(fault)}`, async () => {
      await withWorkspace({}, async (workspace) => {
        assert.throws(() => workspace.fault(fault), { message });
      });
    });
  }
});

describe("admin calls", () => {
  it("do what the workspace's methods do", async () => {
    await withWorkspace({}, async (workspace, call) => {
      const steps: [path: string, fields: object][] = [
        ["jobs", { name: "train", takesSeconds: 0 }],
        ["scripts", { job: "train", outcome: { kind: "fails", code: "CLOUD_FAILURE" } }],
        ["models", { name: "main.ml.churn" }],
        ["tables", { name: "main.ml.t", source: { kind: "rows", rows: [{ a: 1 }] } }],
        ["rows", { table: "main.ml.t", rows: [{ a: 2 }] }],
        ["compute", { kind: "cluster", id: "c", name: "c", state: "RUNNING" }],
        ["faults", { on: "jobs.runNow", kind: "status", status: 503 }],
      ];
      for (const [path, fields] of steps) {
        const answer = await call("POST", `/local/${path}`, { ...fields });
        assert.equal(answer.status, 200, `${path}: ${answer.text}`);
      }
      const { jobs } = (await call("GET", list)).json();
      const { job_id } = Object(jobs)[0];
      assert.equal((await call("POST", "/api/2.2/jobs/run-now", { job_id })).status, 503);
      await call("POST", "/api/2.2/jobs/run-now", { job_id });
      const { nextDue } = (await call("GET", "/local/due")).json();
      assert.equal(nextDue, createHandClock().now());
      assert.equal((await call("POST", "/local/settle")).status, 200);
      const { runs } = (await call("GET", "/local/runs")).json();
      assert.equal(Object(runs)[0].ending.code, "CLOUD_FAILURE");
      assert.equal(workspace.nextDue(), null);
    });
  });

  it("refuse what the methods refuse, naming it", async () => {
    await withWorkspace({}, async (_, call) => {
      for (const [path, fields, message] of [
        ["jobs", { name: "j", takesSeconds: -1 }, /takesSeconds is -1/],
        ["jobs", { name: "j", tasks: ["a", "a"] }, /tasks are \[a,a\]/],
        ["scripts", { job: "j", outcome: { kind: "wins" } }, /outcome/],
        ["faults", { on: "*", kind: "reset", times: 0 }, /times is 0/],
        ["rows", { table: "main.ml.no", rows: [] }, /main\.ml\.no/],
      ] as const) {
        const answer = await call("POST", `/local/${path}`, fields);
        assert.equal(answer.status, 400, answer.text);
        assert.match(String(answer.json().message), message);
      }
    });
  });
});
