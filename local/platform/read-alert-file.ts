import { existsSync, readFileSync, statSync } from "node:fs";
import { Refusal } from "./refusal.ts";

/** What an event hub takes in one event. */
const mostBytes = 1_048_576;

/** Events in a file: one payload, or each of an array of them. Throws a Refusal where it is no JSON. */
export function readAlertFile(file: string): object[] {
  if (!existsSync(file)) throw new Refusal(`Alert ${file}: it does not exist. Check the path.`);
  const { size } = statSync(file);
  if (size > mostBytes) {
    throw new Refusal(`Alert ${file}: it has ${size} bytes; an event hub takes ${mostBytes}.`);
  }
  const value: unknown = parse(file);
  const events = Array.isArray(value) ? value : [value];
  const objects = events.filter(
    (event): event is object => typeof event === "object" && event !== null,
  );
  if (objects.length > 0 && objects.length === events.length) return objects;
  throw new Refusal(`Alert ${file}: it must hold a JSON object, or an array of them.`);
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal(`Alert ${file}: it is not JSON: ${reason}`);
  }
}
