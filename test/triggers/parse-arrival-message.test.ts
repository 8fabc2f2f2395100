import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseArrivalMessage } from "../../functions/triggers/parse-arrival-message.ts";
import { definition } from "../recipes/lifecycle-script.ts";

const catalogue = { films: definition };
const event = {
  id: "e1",
  subject: "/blobServices/default/containers/bronze/blobs/films/2026/a.csv",
  eventType: "Microsoft.Storage.BlobCreated",
};

describe("parseArrivalMessage", () => {
  it("reads one event, and which model waits for it", () => {
    const file = {
      kind: "file",
      model: "films",
      definition,
      eventId: "e1",
      path: "films/2026/a.csv",
    };
    assert.deepEqual(parseArrivalMessage(event, catalogue), [file]);
  });

  it("reads a batch", () => {
    const events = parseArrivalMessage([event, { ...event, id: "e2" }], catalogue);
    assert.deepEqual(
      events.map((one) => one.kind === "file" && one.eventId),
      ["e1", "e2"],
    );
  });

  const nobodys = [
    { name: "a blob of no model", change: { subject: event.subject.replace("films", "birds") } },
    {
      name: "a folder that only begins alike",
      change: { subject: event.subject.replace("films", "films2") },
    },
    { name: "another container", change: { subject: event.subject.replace("bronze", "silver") } },
    ...[
      "films/../../ledger/a.csv",
      "films/%2e%2e/a.csv",
      "films/./a.csv",
      "films//a.csv",
      "films\\..\\a.csv",
    ].map((path) => ({
      name: `a path that leads elsewhere, ${path}`,
      change: { subject: event.subject.replace("films/2026/a.csv", path) },
    })),
    { name: "a deleted blob", change: { eventType: "Microsoft.Storage.BlobDeleted" } },
  ];
  for (const { name, change } of nobodys) {
    it(`leaves ${name} alone, with a reason`, () => {
      const [read] = parseArrivalMessage({ ...event, ...change }, catalogue);
      assert.equal(read?.kind, "nobodys");
    });
  }

  const broken = [null, "text", 7, {}, { ...event, id: "" }, [event, { id: "e2" }]];
  for (const body of broken) {
    it(`refuses ${JSON.stringify(body)} and says what it must be`, () => {
      assert.throws(() => parseArrivalMessage(body, catalogue), /BlobCreated events/);
    });
  }
});
