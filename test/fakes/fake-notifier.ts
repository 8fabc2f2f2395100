import type { Notifier } from "../../functions/clients/ports.ts";

/** A notifier that keeps what it was told. */
export interface FakeNotifier extends Notifier {
  readonly cards: Parameters<Notifier["notify"]>[0][];
  /** Makes the next so many calls throw. */
  fail(times: number): void;
}

/** Creates a notifier that was told nothing. */
export function createFakeNotifier(name: string): FakeNotifier {
  const cards: FakeNotifier["cards"] = [];
  let failures = 0;
  return {
    name,
    cards,
    fail(times) {
      failures = times;
    },
    async notify(card) {
      if (failures-- > 0) throw new Error(`Fake notifier ${name}: nobody listens.`);
      cards.push(card);
    },
  };
}
