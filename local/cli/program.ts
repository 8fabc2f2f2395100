import { Command } from "commander";
import { addAlert } from "./alert.ts";
import { addDeadLetters } from "./dead-letters.ts";
import { addDrop } from "./drop.ts";
import { addExplain } from "./explain.ts";
import { addHold } from "./hold.ts";
import { addIncidents } from "./incidents.ts";
import { addLedger } from "./ledger.ts";
import { addLocal } from "./local.ts";
import { addPreflight } from "./preflight.ts";
import { addRehearse } from "./rehearse.ts";
import { addReport } from "./report.ts";
import { addRestore } from "./restore.ts";
import { addReviews } from "./reviews.ts";
import { addStatus } from "./status.ts";

/** The command line: one command a file. */
export function createProgram(): Command {
  const program = new Command("nightshift")
    .description("Look after machine-learning models while people sleep, on a local platform.")
    .exitOverride()
    .showSuggestionAfterError()
    .helpCommand(false);
  addLocal(program);
  addDrop(program);
  addAlert(program);
  addStatus(program);
  addExplain(program);
  addIncidents(program);
  addReviews(program);
  addHold(program);
  addRestore(program);
  addRehearse(program);
  addLedger(program);
  addDeadLetters(program);
  addReport(program);
  addPreflight(program);
  return program;
}
