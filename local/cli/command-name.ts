import { relative } from "node:path";

/** Folder of the platform's state where none is named. */
export const usualState = ".nightshift";

/**
 * How the user called this program, so that commands which are shown can be pasted. Who started it by npm may
 * have an older Node on the path than the one that npm finds among the packages.
 */
export function commandName(): string {
  if (process.env.npm_lifecycle_event !== undefined) return "npm run -s nightshift --";
  const program = process.argv[1] ?? "local/cli.ts";
  const short = relative(process.cwd(), program);
  return `node ${short.startsWith("..") ? program : short}`;
}

/** Makes whole command lines, to be pasted, for the app at a URL or the platform with this state folder. */
export function commandsFor({
  state,
  url,
}: {
  state: string;
  url?: string;
}): (words: string) => string {
  const platform = state === usualState ? "" : ` --state ${state}`;
  const end = url === undefined ? platform : ` --url ${url}`;
  return (words) => `${commandName()} ${words}${end}`;
}
