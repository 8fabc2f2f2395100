import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { type BlobAccount, createBlobAccount } from "../../functions/clients/blob-account.ts";
import { createBlobLake } from "../../functions/clients/blob-lake.ts";
import { createBlobRecords } from "../../functions/clients/blob-records.ts";
import { inputDefinition } from "../../functions/core/catalogue/input-definition.ts";
import { lakeContract } from "../contracts/lake.contract.ts";
import { recordsContract } from "../contracts/records.contract.ts";
import { type AzuriteAccount, openAzuriteAccount } from "./azurite-account.ts";

const csv = inputDefinition.parse({ path: "flights", format: "csv" });

describe("blob clients on Azurite", () => {
  let azurite: AzuriteAccount;
  before(async () => {
    azurite = await openAzuriteAccount(["bronze", "ledger", "incidents"]);
  });
  after(() => azurite.close());
  const close = async () => {};

  async function put(path: string, content: Uint8Array): Promise<void> {
    const blob = (await azurite.account.container("bronze")).getBlockBlobClient(path);
    await blob.upload(content, content.length);
  }

  recordsContract("createBlobRecords", async () => ({
    records: createBlobRecords(azurite.account),
    close,
  }));

  lakeContract("createBlobLake", async () => ({
    lake: createBlobLake({ account: azurite.account, container: "bronze" }),
    put,
    async remove(path) {
      await (await azurite.account.container("bronze")).deleteBlob(path);
    },
    close,
  }));

  it("calls text beyond the limit too large, with the limit", async () => {
    await put("flights/large.csv", Buffer.from("a,b\n1,2\n"));
    const lake = createBlobLake({ account: azurite.account, container: "bronze", maxTextBytes: 7 });
    const look = await lake.look("flights/large.csv", csv);
    assert.ok(look.kind === "unreadable" && look.unreadable.problem === "tooLarge");
    assert.match(look.unreadable.detail, /has 8 bytes; .* only up to 7\. Write Parquet/);
  });

  /** The account, with something that happens to a blob between the first request for it and the second. */
  function whenFound(happens: (path: string) => Promise<unknown>): BlobAccount {
    return {
      ...azurite.account,
      async container(name) {
        const client = await azurite.account.container(name);
        const getBlobClient = client.getBlobClient.bind(client);
        client.getBlobClient = (path) => {
          const blob = getBlobClient(path);
          const getProperties = blob.getProperties.bind(blob);
          blob.getProperties = async (options) => {
            const properties = await getProperties(options);
            await happens(path);
            return properties;
          };
          return blob;
        };
        return client;
      },
    };
  }

  it("calls a blob missing that is deleted while it is looked at", async () => {
    await put("flights/fleeting.csv", Buffer.from("a,b\n1,2\n"));
    const account = whenFound(async (path) =>
      (await azurite.account.container("bronze")).deleteBlob(path),
    );
    const look = await createBlobLake({ account, container: "bronze" }).look(
      "flights/fleeting.csv",
      csv,
    );
    assert.ok(look.kind === "unreadable" && look.unreadable.problem === "missing");
  });

  it("looks again at a blob that is overwritten while it is looked at, never at a mixture", async () => {
    await put("flights/changed.csv", Buffer.from("a,b\n1,2\n"));
    let changes = 1;
    const account = whenFound(async (path) => {
      if (changes-- > 0) await put(path, Buffer.from("a,b\n1,2\n3,4\n"));
    });
    const lake = createBlobLake({ account, container: "bronze" });
    const look = await lake.look("flights/changed.csv", csv);
    assert.ok(look.kind === "facts");
    assert.deepEqual(look.facts.rows, { kind: "known", value: 2 });
    assert.deepEqual(look.facts.bytes, { kind: "known", value: 12 });
  });

  it("gives up on a blob that never stays the same", async () => {
    await put("flights/changing.csv", Buffer.from("a,b\n1,2\n"));
    const account = whenFound((path) => put(path, Buffer.from("a,b\n1,2\n")));
    const lake = createBlobLake({ account, container: "bronze" });
    await assert.rejects(
      lake.look("flights/changing.csv", csv),
      /ConditionNotMet \(412\)\. The blob is being overwritten all the time/,
    );
  });

  it("names the container that is not there, and the mend", async () => {
    const records = createBlobRecords(azurite.account);
    await assert.rejects(
      records.read("none", "a"),
      /Lake 127\.0\.0\.1:\d+: reading none\/a failed: ContainerNotFound \(404\)\. Create the con/,
    );
    const lake = createBlobLake({ account: azurite.account, container: "none" });
    await assert.rejects(lake.look("a.csv", csv), /ContainerNotFound/);
  });
});

describe("createBlobAccount", () => {
  const key = { lakeUrl: "https://acct.blob.core.windows.net", credential: null };
  const credential = { getToken: async () => null };
  const refusals: [string, Parameters<typeof createBlobAccount>[0], RegExp][] = [
    ["a key anywhere but on loopback", key, /keys are for loopback only.*IDENTITY_CLIENT_ID/],
    ["plain http", { lakeUrl: "http://acct.example.com", credential }, /must use https/],
    [
      "a signature in the URL",
      { lakeUrl: `${key.lakeUrl}?sig=hush`, credential },
      /carries a sign/,
    ],
    ["what is no URL", { lakeUrl: "lake", credential }, /is not a URL/],
  ];
  for (const [what, options, message] of refusals) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => createBlobAccount(options),
        (error: Error) => message.test(error.message) && !/hush/.test(error.message),
      );
    });
  }

  it("takes https with an identity", () => {
    assert.equal(createBlobAccount({ ...key, credential }).host, "acct.blob.core.windows.net");
  });
});
