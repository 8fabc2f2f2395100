import { existsSync, readFileSync, statSync } from "node:fs";
import { Refusal } from "./refusal.ts";

/** What an event hub takes in one event. */
const mostBytes = 1_048_576;

/** Azure Monitor nests some ten levels; far more than these no JSON of ours can be written. */
const mostLevels = 1000;

/** Events in a file: one payload, or each of an array of them. Throws a Refusal where it is no JSON, or too large or deep. */
export function readAlertFile(file: string): object[] {
  if (!existsSync(file)) throw new Refusal(`Alert ${file}: it does not exist. Check the path.`);
  const { size } = statSync(file);
  if (size > mostBytes) {
    throw new Refusal(
      `Alert ${file}: it has ${size} bytes; an event hub takes ${mostBytes}. Split it.`,
    );
  }
  const value: unknown = parse(file);
  const levels = countLevels(value);
  if (levels > mostLevels) {
    throw new Refusal(
      `Alert ${file}: it is nested ${levels} levels deep; at most ${mostLevels} can be sent. Send a payload as Azure Monitor does, which has some ten.`,
    );
  }
  const events = Array.isArray(value) ? value : [value];
  const objects = events.filter(
    (event): event is object => typeof event === "object" && event !== null,
  );
  if (objects.length > 0 && objects.length === events.length) return objects;
  throw new Refusal(
    `Alert ${file}: it must hold a JSON object, or an array of them, such as examples/alerts/pipeline-failure.json.`,
  );
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal(`Alert ${file}: it is not JSON: ${reason}. Mend the file.`);
  }
}

/** How deep the value is nested; level by level, since a call for each would be too deep itself. */
function countLevels(value: unknown): number {
  let levels = 0;
  for (let level = [value].filter(isNested); level.length > 0; levels += 1) {
    level = level.flatMap((each) => Object.values(each)).filter(isNested);
  }
  return levels;
}

function isNested(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
