import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, it } from "mocha";
import { createPlainToken } from "../../functions/clients/identity.ts";
import { databricksScope } from "../../functions/core/token-scope.ts";
import { json, type ScriptedServer, startScriptedServer } from "../fakes/scripted-server.ts";

const identity = fileURLToPath(new URL("../../functions/clients/identity.ts", import.meta.url));

/** Runs a program in an app as in Azure, where the identity endpoint is in the environment; `loaded` has what it loads. */
async function runInApp(program: string, endpoint: string): Promise<unknown> {
  const prelude = `
    import { registerHooks } from "node:module";
    const loaded = new Set();
    registerHooks({
      resolve(specifier, context, next) {
        loaded.add(specifier);
        return next(specifier, context);
      },
    });
    const identity = await import(${JSON.stringify(identity)});`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "-e", prelude + program],
    { env: { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: "header-secret" } },
  );
  return JSON.parse(stdout);
}

describe("createManagedIdentity", () => {
  let server: ScriptedServer;
  afterEach(() => server.close());

  it("gets a Databricks token for the user-assigned identity, and loads the library only then", async () => {
    const expires_on = String(Math.floor(Date.now() / 1000) + 3_600);
    server = await startScriptedServer([
      json({ access_token: "granted", expires_on, token_type: "Bearer", resource: "any" }),
    ]);
    const seen = await runInApp(
      `const credential = identity.createManagedIdentity("client-1");
       const before = loaded.has("@azure/identity");
       const { token } = await credential.getToken(${JSON.stringify(databricksScope)});
       console.log(JSON.stringify({ before, after: loaded.has("@azure/identity"), token }));`,
      `${server.url}/msi/token`,
    );
    assert.deepEqual(seen, { before: false, after: true, token: "granted" });
    const query = new URL(server.seen[0]?.url ?? "", server.url).searchParams;
    assert.equal(query.get("client_id"), "client-1");
    assert.equal(query.get("resource"), "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d");
    assert.equal(server.seen[0]?.headers["x-identity-header"], "header-secret");
  });
});

describe("createPlainToken", () => {
  it("refuses any URL but loopback", () => {
    assert.throws(
      () => createPlainToken("secret", "https://127.0.0.1.example.com"),
      (error: Error) =>
        /"127\.0\.0\.1\.example\.com"/.test(error.message) && !/secret/.test(error.message),
    );
  });
});
