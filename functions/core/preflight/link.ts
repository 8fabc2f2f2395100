/** One thing outside the app that it must reach by a private way. */
export interface Link {
  /** What it is, as an operator calls it. */
  name: string;
  host: string;
  /** TCP port: 443, or the one that a local stand-in listens on. */
  port: number;
  /** Scope of the token that it takes; null where it takes none. */
  scope: string | null;
  /** A read that changes nothing and needs the role; null where the service has none over HTTP. */
  touch: { method: "GET" | "POST"; url: string; headers: Record<string, string> } | null;
  /** Role, and on what, without which the touch is refused. */
  role: string;
  /** Setting that names it. */
  setting: string;
}

/** What came of a step: a value, or the words of the failure. */
export type Attempt<T> = { kind: "got"; value: T } | { kind: "failed"; error: string };

/** What was seen of one link, step by step; a step after a failed one is null. */
export interface LinkSight {
  addresses: Attempt<string[]>;
  token: Attempt<true> | null;
  connected: Attempt<true> | null;
  /** HTTP status of the touch, and whether its body is a web page. */
  touched: Attempt<{ status: number; page: boolean }> | null;
}

/** Whether a link holds; where not, the first thing that is missing and how to mend it. */
export type LinkFinding =
  | { kind: "holds"; link: string; seen: string }
  | {
      kind: "broken";
      link: string;
      at: "name" | "address" | "token" | "connection" | "role" | "answer";
      seen: string;
      mend: string;
    };
