import assert from "node:assert/strict";
import { unzipSync } from "fflate";
import { afterEach, describe, it } from "mocha";
import { catalogueJson, planPackage } from "../../../components/plan/plan-package.ts";

const files = { "main.cjs": "exports.a = 1;", "host.json": "{}", "catalogue.json": "{}" };

describe("planPackage", () => {
  const zone = process.env.TZ;
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  it("is named by its digest", () => {
    const { blobName, sha256 } = planPackage(files);
    assert.match(sha256, /^[0-9a-f]{64}$/);
    assert.equal(blobName, `app-${sha256}.zip`);
  });

  it("gives the same bytes in any order of its files and in any time zone", () => {
    const first = planPackage(files);
    for (const TZ of ["UTC", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati"]) {
      process.env.TZ = TZ;
      const reversed = Object.fromEntries(Object.entries(files).reverse());
      assert.deepEqual(planPackage(reversed), first, TZ);
    }
  });

  it("gives another name to another content", () => {
    const other = planPackage({ ...files, "catalogue.json": '{"a":1}' });
    assert.notEqual(other.blobName, planPackage(files).blobName);
  });

  it("holds what was put in", () => {
    const found = unzipSync(planPackage(files).bytes);
    assert.deepEqual(Object.keys(found), ["catalogue.json", "host.json", "main.cjs"]);
    assert.equal(new TextDecoder().decode(found["main.cjs"]), files["main.cjs"]);
  });
});

describe("catalogueJson", () => {
  it("does not depend on the order of keys, and keeps the order of lists", () => {
    assert.equal(
      catalogueJson({ b: [2, 1], a: { d: 1, c: 2 } }),
      catalogueJson({ a: { c: 2, d: 1 }, b: [2, 1] }),
    );
    assert.notEqual(catalogueJson({ b: [2, 1] }), catalogueJson({ b: [1, 2] }));
  });
});
