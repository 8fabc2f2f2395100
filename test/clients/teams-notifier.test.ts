import assert from "node:assert/strict";
import { afterEach, describe, it } from "mocha";
import { createTeamsNotifier } from "../../functions/clients/teams-notifier.ts";
import { notifierContract } from "../contracts/notifier.contract.ts";
import {
  json,
  type Play,
  type ScriptedServer,
  startScriptedServer,
} from "../fakes/scripted-server.ts";

const accepted: Play = { kind: "answer", status: 202, body: "" };

notifierContract("createTeamsNotifier", async () => {
  const script: Play[] = [accepted];
  const server = await startScriptedServer(script);
  return {
    notifier: createTeamsNotifier({ url: server.url }),
    received: () =>
      server.seen
        .filter(({ play }) => play === accepted)
        .map(({ body }) => runsOf(body).slice(1).join("\n")),
    refuseNext: () => {
      script.unshift(json({}, 500));
    },
    close: server.close,
  };
});

describe("createTeamsNotifier", () => {
  let server: ScriptedServer;
  afterEach(() => server.close());

  it("shows every line as a text run: no markdown in it becomes a link", async () => {
    server = await startScriptedServer([accepted]);
    const text = "Rolled back\n[click](https://evil.example)";
    const notifier = createTeamsNotifier({ url: `${server.url}/hush?sig=hush` });
    await notifier.notify({ title: "T", text, severity: "critical", key: "k" });
    assert.deepEqual(runsOf(server.seen[0]?.body ?? ""), [
      "T",
      "Rolled back",
      "[click](https://evil.example)",
    ]);
  });

  it("names the host alone where it is refused", async () => {
    server = await startScriptedServer([json({}, 404)]);
    const notifier = createTeamsNotifier({ url: `${server.url}/hush?sig=hush` });
    const card = { title: "T", text: "", severity: "warning", key: "k" } as const;
    await assert.rejects(notifier.notify(card), (error: Error) => {
      assert.match(error.message, /^Teams workflow at 127\.0\.0\.1:\d+ answered 404 to card k/);
      assert.doesNotMatch(error.message, /hush/);
      return true;
    });
  });
});

/** Texts of the card's runs; throws where a block is anything but one run. */
function runsOf(body: string): string[] {
  const { attachments } = JSON.parse(body);
  return attachments[0].content.body.map((block: { type: string; inlines: unknown[] }) => {
    assert.equal(block.type, "RichTextBlock");
    const [run, more] = block.inlines as { type: string; text: string }[];
    assert.equal(run?.type, "TextRun");
    assert.equal(more, undefined);
    return run?.text ?? "";
  });
}
