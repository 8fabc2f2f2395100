import { userInfo } from "node:os";
import type { Command } from "commander";
import { commandName, usualState } from "./command-name.ts";

/** Options that every command has. */
export interface CommonOptions {
  state: string;
  json?: true;
}

/**
 * Adds a command with the options that every command has, and an example below its help.
 * `about.state` describes what `--state` means to a command that needs no state folder.
 */
export function addCommand(
  parent: Command,
  usage: string,
  about: { description: string; example: string; state?: string },
): Command {
  return parent
    .command(usage)
    .description(about.description)
    .option(
      "--state <dir>",
      about.state ?? "folder that holds the platform's state",
      about.state === undefined ? usualState : undefined,
    )
    .option("--json", "print one JSON object a line instead of text for people")
    .addHelpText("after", `\nExample:\n  ${commandName()} ${about.example}`);
}

/** Name that stands for the user in the ledger, where none is given. */
export function defaultPerson(): string {
  return userInfo().username;
}
