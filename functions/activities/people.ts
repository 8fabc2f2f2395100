import type { Notifier } from "../clients/ports.ts";
import type { IncidentCard } from "../core/incident.ts";

/** Effects that reach people. */
export function createPeopleActivities({ notifiers }: { notifiers: readonly Notifier[] }) {
  return {
    /** Names of all configured notifiers. */
    async listNotifiers(_: Record<never, never>) {
      return notifiers.map(({ name }) => name);
    },

    /** Shows one card through one notifier. Throws where it does not answer. */
    async notify({ notifier, card }: { notifier: string; card: IncidentCard }) {
      const found = notifiers.find(({ name }) => name === notifier);
      if (found === undefined) return { kind: "gone" as const };
      await found.notify(card);
      return { kind: "told" as const };
    },
  };
}
