import type { DeadLetters } from "../clients/ports.ts";
import { printable } from "../core/printable.ts";

/** Most dead letters that one order replays: their locks last until all were sent. */
export const mostReplayed = 50;

const mostShown = 20;
const longestText = 1000;

/** Effects on messages that could not be handled. */
export function createDeadLetterActivities({ deadLetters }: { deadLetters: DeadLetters }) {
  return {
    /** Delivers the oldest dead letters of a queue again, at most fifty; `problem` ended it before all were sent. */
    async replayDeadLetters({ queue }: { queue: string }) {
      return await deadLetters.replay(queue, mostReplayed);
    },
  };
}

/** Looks at dead letters without taking them. */
export type LookAtDeadLetters = ReturnType<typeof openDeadLetters>;

/** Opens the dead letters for reading: the oldest twenty of a queue as printable text, and whether there are more. */
export function openDeadLetters({ deadLetters }: { deadLetters: DeadLetters }) {
  return async (queue: string) => {
    const letters = await deadLetters.look(queue, mostShown + 1);
    const shown = letters.slice(0, mostShown).map((letter) => ({
      ...letter,
      body: printable(letter.body, longestText),
      description: printable(letter.description, longestText),
    }));
    return { queue, deadLetters: shown, more: letters.length > mostShown };
  };
}
