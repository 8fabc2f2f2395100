import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, it } from "mocha";

const lookAtCsv = fileURLToPath(
  new URL("../../../functions/clients/look-at-csv.ts", import.meta.url),
);
const row = "1998-06-12,The Land Girls,146083,146083,8000000,R,Gramercy,6.1,1071,true\\n";
const gigabyte = `
  const { lookAtCsv } = await import(${JSON.stringify(lookAtCsv)});
  const block = Buffer.from("${row}".repeat(1000));
  const blocks = Math.ceil(1e9 / block.length);
  // Not resourceUsage().maxRSS: on Linux a child inherits the peak of whoever started it.
  let peak = 0;
  async function* source() {
    yield Buffer.from("date,title,us,world,budget,rating,distributor,score,votes,seen\\n");
    for (let count = 0; count < blocks; count++) {
      peak = Math.max(peak, process.memoryUsage.rss());
      yield block;
    }
  }
  const look = await lookAtCsv(source(), { delimiter: ",", columns: {} });
  console.log(JSON.stringify({ rows: look.content.rows, expected: blocks * 1000, peak }));`;

describe("lookAtCsv", () => {
  it("reads a file of 1 GB to its last row in less than 160 MiB", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--input-type=module",
      "--eval",
      gigabyte,
    ]);
    const { rows, expected, peak } = JSON.parse(stdout);
    assert.deepEqual(rows, { kind: "known", value: expected });
    assert.ok(peak < 160 * 2 ** 20, `peak memory was ${Math.round(peak / 2 ** 20)} MiB`);
  });
});
