import { styleText } from "node:util";
import { visible } from "../rehearsal/visible.ts";

/** Where a command writes: people's lines or JSON lines, never both. */
export interface Output {
  json: boolean;
  /** A line for people; dropped where JSON is asked for. */
  line(text?: string): void;
  /** One JSON line; dropped where people read. */
  event(value: object): void;
  /** Colour, on a terminal that wants it. */
  paint(style: Style, text: string): string;
}

/** What a piece of text is, and so how it looks. */
export type Style = "good" | "bad" | "ask" | "quiet" | "strong";

const looks = {
  good: "green",
  bad: "red",
  ask: "yellow",
  quiet: "gray",
  strong: "bold",
} as const;

/** Writes to standard output. Colour needs a terminal, and yields to NO_COLOR. */
export function createOutput(format: "people" | "json", stream = process.stdout): Output {
  const colour = stream.isTTY === true && stream.hasColors() && !process.env.NO_COLOR;
  const json = format === "json";
  return {
    json,
    line: (text = "") => void (json || stream.write(`${text}\n`)),
    event: (value) => void (json && stream.write(`${visible(JSON.stringify(value))}\n`)),
    paint: (style, text) =>
      colour ? styleText(looks[style], text, { validateStream: false }) : text,
  };
}
