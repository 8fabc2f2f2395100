import { relative } from "node:path";

/** How the user called this program, so that commands which are shown can be pasted. */
export function commandName(): string {
  const program = process.argv[1] ?? "local/cli.ts";
  const short = relative(process.cwd(), program);
  return `node ${short.startsWith("..") ? program : short}`;
}
