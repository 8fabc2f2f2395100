import assert from "node:assert/strict";
import { request } from "node:http";
import { createServer } from "node:net";
import { describe, it } from "mocha";
import { startHost } from "../../../local/host/host.ts";
import { appPath, withHost } from "./rig.ts";

describe("the HTTP trigger", () => {
  it("hands over route, query, headers and body, and answers with status, headers and cookies", () =>
    withHost("web", async ({ host, logs }) => {
      const response = await fetch(`${host.url}/api/echo/42/a/b%20c?x=1&x=2&y=3`, {
        method: "POST",
        headers: { "x-sent": "yes" },
        body: "text",
      });
      assert.equal(response.status, 201);
      assert.equal(response.headers.get("x-seen"), "yes");
      assert.equal(response.headers.get("set-cookie"), "crumb=a%20b; Path=/; HttpOnly");
      assert.deepEqual(await response.json(), {
        params: { id: "42", rest: "a/b c" },
        query: { x: "2", y: "3" },
        text: "text",
        url: "/api/echo/42/a/b%20c",
      });
      assert.deepEqual(logs, ["echo information echoing 42"]);
    }));

  it("prefers the literal route, runs the app's hooks, and leaves out optional parameters", () =>
    withHost("web", async ({ call }) => {
      assert.equal((await call("GET", "/api/models/all")).body, "literal, hooked");
      assert.equal((await call("GET", "/api/models/churn")).body, "churn -");
      assert.equal((await call("GET", "/api/MODELS/churn/runs")).body, "churn runs");
    }));

  it("answers 404 where no route, method or constraint matches", () =>
    withHost("web", async ({ call }) => {
      for (const [method, path] of [
        ["GET", "/api/none"],
        ["DELETE", "/api/models/all"],
        ["POST", "/api/echo/not-a-number/x"],
        ["GET", "/elsewhere"],
      ] as const) {
        assert.equal((await call(method, path)).status, 404, `${method} ${path}`);
      }
    }));

  it("answers bytes as bytes, nothing as 204, a throw as 500 with the reason in the log", () =>
    withHost("web", async ({ host, call, logs }) => {
      const bytes = await fetch(`${host.url}/api/bytes`);
      assert.deepEqual([...new Uint8Array(await bytes.arrayBuffer())], [0, 255, 1]);
      assert.equal((await call("GET", "/api/nothing")).status, 204);
      assert.equal((await call("GET", "/api/broken")).status, 500);
      assert.match(logs.join(), /broken error Error: on purpose/);
    }));
});

describe("listen", () => {
  it("refuses a Host that is not the loopback address: no page can rebind its name to it", () =>
    withHost("web", async ({ host }) => {
      assert.equal(await statusWith(host.url, { host: "evil.example" }), 403);
      assert.equal(
        await statusWith(host.url, { host: `localhost:${new URL(host.url).port}` }),
        200,
      );
    }));

  it("refuses a request that another site's page sends", () =>
    withHost("web", async ({ host }) => {
      assert.equal(await statusWith(host.url, { origin: "https://evil.example" }), 403);
      assert.equal(await statusWith(host.url, { origin: host.url }), 200);
    }));

  it("names the port that is in use, and the mend", async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, "127.0.0.1", resolve));
    const address = squatter.address();
    assert.ok(address && typeof address === "object");
    try {
      const starting = startHost({
        app: appPath("web"),
        stateFile: ":memory:",
        port: address.port,
      });
      await assert.rejects(starting, new RegExp(`port ${address.port} is in use.*--port`));
    } finally {
      squatter.close();
    }
  });
});

function statusWith(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${url}/api/models/all`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });
}
