/** The user or the system asked this program to end before its work was done. */
export class Interrupted extends Error {
  override name = "Interrupted";
}

/** A request of the user or the system to end. */
export interface StopSignal {
  /** Resolves with the signal's name when one arrives. */
  arrived: Promise<string>;
  /** Rejects with Interrupted when one arrives. */
  interrupted: Promise<never>;
  /** Gives the signals back their usual effect. */
  release(): void;
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Hears the first signal instead of dying of it, so that children can be ended; the second one ends at once. */
export function stopOnSignal(): StopSignal {
  const { promise: arrived, resolve } = Promise.withResolvers<string>();
  let heard = false;
  const hear = (name: string) => {
    if (heard) process.exit(1);
    heard = true;
    resolve(name);
  };
  for (const name of signals) process.on(name, hear);
  const interrupted = arrived.then((name): never => {
    throw new Interrupted(`Ended by ${name} before it was done.`);
  });
  interrupted.catch(() => {});
  return {
    arrived,
    interrupted,
    release() {
      for (const name of signals) process.off(name, hear);
    },
  };
}
