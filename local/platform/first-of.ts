import { type EventEmitter, once } from "node:events";

/** Name of the first of these events to come; the others are no longer listened for. */
export async function firstOf(heard: EventEmitter, types: string[]): Promise<string> {
  const done = new AbortController();
  try {
    return await Promise.race(
      types.map(async (type) => {
        await once(heard, type, { signal: done.signal });
        return type;
      }),
    );
  } finally {
    done.abort();
  }
}
