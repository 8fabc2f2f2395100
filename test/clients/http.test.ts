import assert from "node:assert/strict";
import { afterEach, describe, it } from "mocha";
import * as z from "zod/mini";
import type { ExchangeOptions } from "../../functions/clients/exchange.ts";
import { createHttp } from "../../functions/clients/http.ts";
import { HttpError } from "../../functions/clients/http-error.ts";
import { createPlainToken } from "../../functions/clients/identity.ts";
import {
  json,
  type Play,
  type ScriptedServer,
  startScriptedServer,
} from "../fakes/scripted-server.ts";

const ok = json({ ok: true });
const anything = z.unknown();
const get = { method: "GET", path: "/thing" } as const;
const post = { method: "POST", path: "/thing", body: { a: 1 } } as const;

describe("createHttp", () => {
  let server: ScriptedServer;
  let waits: number[];
  afterEach(() => server.close());

  async function start(script: Play[], options: Partial<ExchangeOptions> = {}) {
    server = await startScriptedServer(script);
    waits = [];
    return createHttp({
      service: "Databricks workspace",
      setting: "NIGHTSHIFT_WORKSPACE_URL",
      baseUrl: server.url,
      auth: { credential: createPlainToken("secret-token", server.url), scope: "any" },
      chance: () => 0,
      wait: async (ms) => {
        waits.push(ms);
      },
      ...options,
    });
  }

  it("sends the token, the query and the body", async () => {
    const http = await start([ok, ok]);
    await http.send({ ...get, query: { name: "a b&c" } }, anything);
    await http.send(post, anything);
    assert.deepEqual(
      server.seen.map(({ method, url, body }) => ({ method, url, body })),
      [
        { method: "GET", url: "/thing?name=a+b%26c", body: "" },
        { method: "POST", url: "/thing", body: '{"a":1}' },
      ],
    );
    assert.equal(server.seen[0]?.headers.authorization, "Bearer secret-token");
    assert.equal(server.seen[1]?.headers["content-type"], "application/json");
  });

  it("waits as Retry-After says, even for a POST", async () => {
    const http = await start([json({}, 429, { "retry-after": "3" }), ok]);
    await http.send(post, anything);
    assert.deepEqual(waits, [3_000]);
    assert.equal(server.seen.length, 2);
  });

  it("backs off from 429 without Retry-After", async () => {
    const http = await start([json({}, 429), json({}, 429), ok]);
    await http.send(get, anything);
    assert.deepEqual(waits, [250, 500]);
  });

  it("gives up rather than wait beyond its deadline", async () => {
    const http = await start([json({ error_code: "BUSY" }, 429, { "retry-after": "90" })]);
    await assert.rejects(http.send(get, anything), { status: 429, errorCode: "BUSY" });
    assert.deepEqual(waits, []);
  });

  for (const fault of [json({}, 503), { kind: "reset" }] as const) {
    const name = fault.kind === "reset" ? "a reset" : "503";
    it(`tries a GET again after ${name}`, async () => {
      const http = await start([fault, ok]);
      assert.deepEqual(await http.send(get, anything), { ok: true });
    });

    it(`does not try a POST again after ${name}`, async () => {
      const http = await start([fault, ok]);
      await assert.rejects(http.send(post, anything), HttpError);
      assert.equal(server.seen.length, 1);
    });

    it(`tries a POST that is safe to replay again after ${name}, the body unchanged`, async () => {
      const http = await start([fault, ok]);
      await http.send({ ...post, replay: "safe" }, anything);
      assert.deepEqual(
        server.seen.map(({ body }) => body),
        ['{"a":1}', '{"a":1}'],
      );
    });
  }

  it("tells status and error code, and never the token or the payload", async () => {
    const http = await start([
      json({ error_code: "PERMISSION_DENIED", message: "no CAN_MANAGE" }, 403),
    ]);
    await assert.rejects(http.send(post, anything), (error: unknown) => {
      assert.ok(error instanceof HttpError);
      assert.equal(error.status, 403);
      assert.equal(error.errorCode, "PERMISSION_DENIED");
      assert.match(error.message, /POST \/thing answered 403 PERMISSION_DENIED: no CAN_MANAGE/);
      assert.doesNotMatch(JSON.stringify(error) + error.stack, /secret-token|"a":1/);
      return true;
    });
  });

  it("does not try 500 again", async () => {
    const http = await start([json({ error_code: "INTERNAL_ERROR", message: "x" }, 500), ok]);
    await assert.rejects(http.send(get, anything), { status: 500, errorCode: "INTERNAL_ERROR" });
    assert.equal(server.seen.length, 1);
  });

  it("names the host, what came and the mend where HTML is answered", async () => {
    const page = "<!doctype html><html><head><title>Sign in</title></head></html>";
    const http = await start([
      { kind: "answer", status: 200, body: page, headers: { "content-type": "text/html" } },
    ]);
    await assert.rejects(http.send(get, anything), (error: unknown) => {
      assert.ok(error instanceof HttpError);
      assert.match(
        error.message,
        /^Databricks workspace 127\.0\.0\.1:\d+: GET \/thing answered 200 with text\/html \("Sign in"\); it must be JSON\. Check that NIGHTSHIFT_WORKSPACE_URL .* private endpoint\.$/,
      );
      return true;
    });
  });

  it("does not follow a redirect to a sign-in page", async () => {
    const headers = { location: "https://login.example.com/?a=b" };
    const http = await start([{ kind: "answer", status: 302, body: "", headers }]);
    await assert.rejects(http.send(get, anything), /a redirect to login\.example\.com/);
  });

  it("says which field of an answer is missing", async () => {
    const http = await start([json({ run: {} })]);
    const schema = z.object({ run: z.object({ run_id: z.string() }) });
    await assert.rejects(
      http.send(get, schema),
      /GET \/thing answered other JSON than expected: run\.run_id: /,
    );
  });

  it("ends a silent request at its deadline", async () => {
    const http = await start([{ kind: "silence" }], { deadlineSeconds: 0.1 });
    await assert.rejects(http.send(post, anything), /got no answer in 1 attempt\(s\): it took too/);
  });

  it("ends one silent attempt and tries again within the deadline", async () => {
    const http = await start([{ kind: "silence" }, ok], { attemptSeconds: 0.05 });
    assert.deepEqual(await http.send(get, anything), { ok: true });
  });

  it("refuses a path that leads to another host, and sends no token there", async () => {
    const http = await start([ok]);
    const away = http.send({ method: "GET", path: "@example.com/thing" }, anything);
    await assert.rejects(away, /a path leads away from 127\.0\.0\.1/);
    assert.equal(server.seen.length, 0);
  });

  it("refuses plain http to any other machine", async () => {
    const http = start([], { baseUrl: "http://adb-1.azuredatabricks.net" });
    await assert.rejects(http, /NIGHTSHIFT_WORKSPACE_URL is "http:.*it must use https/);
  });

  it("names the setting where nobody listens", async () => {
    const http = await start([]);
    await server.close();
    await assert.rejects(http.send(get, anything), /6 attempt\(s\): .*ECONNREFUSED.*WORKSPACE_URL/);
    server = await startScriptedServer([]);
  });
});
