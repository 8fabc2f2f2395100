import { parseArgs } from "node:util";

/** What the command line asks for. */
export type Order =
  | { kind: "help" }
  | { kind: "run"; names: readonly string[]; output: "tables" | "json" }
  | { kind: "refused"; reason: string };

const options = { json: { type: "boolean" }, help: { type: "boolean" } } as const;

/** Reads the command line: the named benches, or all there are. */
export function parseArguments(args: readonly string[], known: readonly string[]): Order {
  const refuse = (problem: string): Order => ({ kind: "refused", reason: `bench: ${problem}` });
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (values.help) return { kind: "help" };
    const stranger = positionals.find((name) => !known.includes(name));
    if (stranger !== undefined)
      return refuse(`"${stranger}" is no bench; it must be one of ${known.join(", ")}.`);
    const names = positionals.length > 0 ? positionals : known;
    return { kind: "run", names, output: values.json ? "json" : "tables" };
  } catch (error) {
    const [problem] = String(error instanceof Error ? error.message : error).split(". ");
    return refuse(`${problem}. --help shows what there is.`);
  }
}
