import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { referenceTag } from "../../../functions/core/names.ts";
import { parseReferences } from "../../../functions/core/response/parse-reference.ts";

describe("parseReferences", () => {
  const read = (text: string) => parseReferences({ [referenceTag("budget")]: text }, ["budget"]);

  it("reads the deciles of the features that the catalogue names", () => {
    const text = '{"edges":[1,2],"counts":[5,6,7]}';
    assert.deepEqual(read(text), [{ feature: "budget", edges: [1, 2], counts: [5, 6, 7] }]);
    assert.deepEqual(parseReferences({ [referenceTag("other")]: text }, ["budget"]), []);
  });

  for (const text of [
    "no JSON",
    "{}",
    '{"edges":[2,1],"counts":[1,1,1]}',
    '{"edges":[1,1],"counts":[1,1,1]}',
    '{"edges":[1],"counts":[1]}',
    '{"edges":["1; DROP TABLE x"],"counts":[1,1]}',
    '{"edges":[1e999],"counts":[1,1]}',
    '{"edges":[1],"counts":[-1,1]}',
  ]) {
    it(`takes ${text} for no reference`, () => assert.deepEqual(read(text), []));
  }
});
