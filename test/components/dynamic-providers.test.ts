import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { after, before, beforeEach, describe, it } from "mocha";
import { PackageUpload } from "../../components/package-upload.ts";
import { RoleSettling } from "../../components/role-settling.ts";
import { TriggerSync } from "../../components/trigger-sync.ts";
import { only, recordResources } from "./record-resources.ts";

type Provider = Required<Pick<pulumi.dynamic.ResourceProvider, "create" | "diff">> &
  pulumi.dynamic.ResourceProvider;

/** The provider as the engine runs it: from the text in its state, in a module that knows nothing of ours. */
async function revive(type: string, program: () => unknown): Promise<Provider> {
  const text = String(only(await recordResources(program), type).inputs.__provider);
  const module: { exports: { handler?: () => Provider } } = { exports: {} };
  const run = new Function("exports", "require", "module", text);
  run(module.exports, createRequire(import.meta.url), module);
  const provider = module.exports.handler?.();
  assert.ok(provider);
  return provider;
}

interface Call {
  method: string;
  url: string;
  authorization: string;
  body: Buffer;
}

/** Azure as far as uploads and syncs see it: a managed identity's token endpoint, a blob store, and ARM. */
async function openLoopbackAzure() {
  const calls: Call[] = [];
  const statuses: number[] = [];
  const codes: string[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { method = "", url = "", headers } = request;
      if (url.startsWith("/token")) {
        const token = { access_token: "secret", expires_on: 4_000_000_000, token_type: "Bearer" };
        return response.end(JSON.stringify(token));
      }
      calls.push({ method, url, authorization: headers.authorization ?? "", body });
      response.statusCode = statuses.shift() ?? 201;
      const code = codes.shift();
      if (code !== undefined) response.setHeader("x-ms-error-code", code);
      return response.end("told why");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert.ok(address && typeof address === "object");
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${address.port}`, calls, statuses, codes, close };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

const identity = { IDENTITY_HEADER: "test", AZURE_TOKEN_CREDENTIALS: "ManagedIdentityCredential" };

describe("dynamic providers, revived from the text in the state", () => {
  let azure: Awaited<ReturnType<typeof openLoopbackAzure>>;
  const environment = { ...process.env };

  // One server for all: the identity library remembers where it got its first token.
  before(async () => {
    azure = await openLoopbackAzure();
    Object.assign(process.env, identity, { IDENTITY_ENDPOINT: `${azure.url}/token` });
  });
  beforeEach(() => {
    azure.calls.length = 0;
    azure.statuses.length = 0;
    azure.codes.length = 0;
  });
  after(async () => {
    await azure.close();
    for (const name of [...Object.keys(identity), "IDENTITY_ENDPOINT"]) delete process.env[name];
    Object.assign(process.env, environment);
  });

  describe("PackageUpload", () => {
    let provider: Provider;
    let folder: string;
    const body = Buffer.from("a package");
    const blobName = `app-${createHash("sha256").update(body).digest("hex")}.zip`;
    const inputs = () => ({
      containerUrl: `${azure.url}/packages`,
      blobName,
      file: path.join(folder, "package.zip"),
    });

    before(async () => {
      folder = await mkdtemp(path.join(tmpdir(), "nightshift-upload-"));
      await writeFile(path.join(folder, "package.zip"), body);
      const args = { containerUrl: "https://c", blobName: "b", file: "f" };
      provider = await revive("PackageUpload", () => new PackageUpload("upload", args, {}));
    });
    after(() => rm(folder, { recursive: true }));

    it("puts the package under its name, signed in as an identity", async () => {
      const { outs } = await provider.create(inputs());
      assert.equal(outs?.url, `${azure.url}/packages/${blobName}`);
      assert.deepEqual(
        azure.calls.map(({ method, url, authorization }) => [method, url, authorization]),
        [["PUT", `/packages/${blobName}`, "Bearer secret"]],
      );
      assert.deepEqual(azure.calls[0]?.body, body);
    });

    it("is content with a blob of that name that is there already", async () => {
      azure.statuses.push(409);
      azure.codes.push("BlobAlreadyExists");
      const { outs } = await provider.create(inputs());
      assert.equal(outs?.url, `${azure.url}/packages/${blobName}`);
    });

    for (const code of ["ContainerBeingDeleted", "BlobImmutableDueToPolicy", undefined]) {
      it(`takes no other conflict for success: ${code ?? "one without a code"}`, async () => {
        azure.statuses.push(409);
        azure.codes.push(...(code === undefined ? [] : [code]));
        await assert.rejects(provider.create(inputs()), /answered 409 told why/);
      });
    }

    it("tells status, answer and mend where the account refuses", async () => {
      azure.statuses.push(403);
      await assert.rejects(
        provider.create(inputs()),
        /answered 403 told why\. .*inside the network/,
      );
    });

    it("refuses bytes that are not those of the name, and sends nothing", async () => {
      const other = { ...inputs(), blobName: "app-0000.zip" };
      await assert.rejects(provider.create(other), /not the one that app-0000\.zip names/);
      assert.deepEqual(azure.calls, []);
    });

    it("sends its token to no address that is not encrypted", async () => {
      const open = { ...inputs(), containerUrl: "http://store.example/packages" };
      await assert.rejects(provider.create(open), /must be https/);
    });

    it("is replaced for other content or another container, and not for another path on this machine", async () => {
      const old = inputs();
      const diff = (change: object) => provider.diff("id", old, { ...old, ...change });
      assert.deepEqual((await diff({ file: "/elsewhere" })).changes, false);
      assert.deepEqual((await diff({ blobName: "app-1.zip" })).replaces, ["blobName"]);
      assert.deepEqual((await diff({ containerUrl: "https://d" })).replaces, ["containerUrl"]);
    });
  });

  describe("TriggerSync", () => {
    let provider: Provider;
    const inputs = () => ({
      appId: "/subscriptions/s/sites/app",
      packageUrl: "p1",
      managementUrl: azure.url,
      retrySeconds: 0,
    });

    before(async () => {
      const args = { appId: "/app", packageUrl: "p", managementUrl: "https://m", retrySeconds: 1 };
      provider = await revive("TriggerSync", () => new TriggerSync("sync", args, {}));
    });

    it("waits for a host that is still starting", async () => {
      azure.statuses.push(503, 400, 204);
      await provider.create(inputs());
      assert.equal(azure.calls.length, 3);
      assert.match(
        azure.calls[0]?.url ?? "",
        /^\/subscriptions\/s\/sites\/app\/syncfunctiontriggers\?api-version=/,
      );
    });

    it("does not ask again where it may not", async () => {
      azure.statuses.push(403);
      await assert.rejects(provider.create(inputs()), /answered 403 told why/);
      assert.equal(azure.calls.length, 1);
    });

    it("gives up on a host that never starts, and says where to look", async () => {
      azure.statuses.push(...Array.from({ length: 10 }, () => 503));
      await assert.rejects(provider.create(inputs()), /answered 503 .*app's log/);
      assert.equal(azure.calls.length, 10);
    });

    it("syncs again for another package, and starts over for another app", async () => {
      const old = inputs();
      const diff = (change: object) => provider.diff("id", old, { ...old, ...change });
      assert.deepEqual(await diff({}), { changes: false, replaces: [] });
      assert.deepEqual(await diff({ packageUrl: "p2" }), { changes: true, replaces: [] });
      assert.deepEqual(await diff({ appId: "/other" }), { changes: true, replaces: ["appId"] });
    });
  });

  describe("RoleSettling", () => {
    it("waits where assignments changed, and not where only the wait did", async () => {
      const provider = await revive("RoleSettling", () => new RoleSettling("wait", ["a"], 0, {}));
      const old = { assignments: ["a"], seconds: 0 };
      assert.equal((await provider.create(old)).id, "settled");
      assert.equal((await provider.diff("id", old, { ...old, seconds: 9 })).changes, false);
      assert.equal(
        (await provider.diff("id", old, { ...old, assignments: ["a", "b"] })).changes,
        true,
      );
    });
  });
});
