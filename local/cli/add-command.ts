import { userInfo } from "node:os";
import type { Command } from "commander";
import { commandName, usualState } from "./command-name.ts";

/** Options that every command has. */
export interface CommonOptions {
  state: string;
  json?: true;
}

/** Adds a command with the options that every command has, and an example below its help. */
export function addCommand(
  parent: Command,
  usage: string,
  about: { description: string; example: string },
): Command {
  return parent
    .command(usage)
    .description(about.description)
    .option("--state <dir>", "folder that holds the platform's state", usualState)
    .option("--json", "print one JSON object a line instead of text for people")
    .addHelpText("after", `\nExample:\n  ${commandName()} ${about.example}`);
}

/** Name that stands for the user in the ledger, where none is given. */
export function defaultPerson(): string {
  return userInfo().username;
}
