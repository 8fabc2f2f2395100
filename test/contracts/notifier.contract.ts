import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import type { Notifier } from "../../functions/clients/ports.ts";

/** A notifier with the other side's controls. */
export interface NotifierUnderTest {
  notifier: Notifier;
  /** Texts of the cards that arrived, in order. */
  received(): string[];
  /** Makes the other side refuse the next card. */
  refuseNext(): void;
  close(): Promise<void>;
}

/** What every adapter of `Notifier` promises. */
export function notifierContract(name: string, open: () => Promise<NotifierUnderTest>): void {
  describe(`${name} keeps the contract of Notifier`, () => {
    let bench: NotifierUnderTest;
    before(async () => {
      bench = await open();
    });
    after(() => bench.close());
    const card = { title: "Rolled back", severity: "critical", key: "i1" } as const;

    it("throws where nobody took the card, and tells the next one all the same", async () => {
      bench.refuseNext();
      await assert.rejects(bench.notifier.notify({ ...card, text: "first" }), Error);
      await bench.notifier.notify({ ...card, text: "größer \u{1F319}" });
      assert.deepEqual(bench.received(), ["größer \u{1F319}"]);
    });
  });
}
