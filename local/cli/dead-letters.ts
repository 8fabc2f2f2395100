import type { Command } from "commander";
import { queues } from "../../functions/core/names.ts";
import type { AppApi } from "../platform/app-api.ts";
import type { QueueLetters, ReplayResult } from "../platform/app-replies.ts";
import type { QueueState } from "../platform/host-admin.ts";
import { Refusal } from "../platform/refusal.ts";
import { didYouMean } from "../rehearsal/did-you-mean.ts";
import { table } from "../rehearsal/format.ts";
import { formatDuration } from "../rehearsal/night-time.ts";
import { visible } from "../rehearsal/visible.ts";
import { defaultPerson } from "./add-command.ts";
import { connect } from "./connect.ts";
import { type AppOptions, addAppCommand, connectApp } from "./connect-app.ts";
import { createOutput, type Output } from "./output.ts";

interface DeadLetterOptions extends AppOptions {
  replay?: true;
  by: string;
  reason?: string;
}

/** `nightshift dead-letters`: messages that could not be handled, and their replay after a fix. */
export function addDeadLetters(program: Command): void {
  addAppCommand(program, "dead-letters [queue]", {
    description: "Show how the queues stand, or the dead letters of one and why each failed.",
    example: "dead-letters bronze-arrivals",
  })
    .option("--replay", "deliver the dead letters of the queue again, after the fix")
    .option("--by <name>", "who replays; in Azure whoever signed in", defaultPerson())
    .option("--reason <text>", "why, for the ledger")
    .action(async (queue: string | undefined, options: DeadLetterOptions) => {
      const output = createOutput(options.json ? "json" : "people");
      if (queue === undefined && options.replay)
        throw new Refusal("--replay needs the name of a queue, so that no other one is replayed.");
      if (queue !== undefined) refuseUnknown(queue);
      const { app } = connectApp(options);
      if (queue === undefined && options.url !== undefined)
        return showCounts(await app.deadLetters(), output);
      if (queue === undefined) {
        const { host } = connect(options.state);
        return showQueues(await host.queues(), await host.now(), output);
      }
      if (options.replay) return await replay(app, queue, options, output);
      const [letters] = await app.deadLetters(queue);
      if (letters) showLetters(letters, output);
    });
}

function showQueues(states: QueueState[], now: string, output: Output): void {
  for (const state of states) output.event({ type: "queue", ...state });
  const rows = states.map(({ queue, active, locked, scheduled, deadLetters, oldestAt }) => [
    queue,
    String(active + locked),
    String(scheduled),
    oldestAt === null ? "—" : formatDuration(Date.parse(now) - Date.parse(oldestAt)),
    String(deadLetters),
  ]);
  showTable([["QUEUE", "WAITING", "LATER", "OLDEST", "DEAD"], ...rows], [1, 2, 4], output);
}

/** In Azure the app sees dead letters; how many messages wait is a metric of the namespace, how long is in the log. */
function showCounts(all: QueueLetters[], output: Output): void {
  const rows = all.map(({ queue, deadLetters, more }) => [
    queue,
    `${deadLetters.length}${more ? "+" : ""}`,
  ]);
  for (const { queue, deadLetters, more } of all)
    output.event({ type: "queue", queue, deadLetters: deadLetters.length, more });
  showTable([["QUEUE", "DEAD"], ...rows], [1], output);
}

function showTable(rows: string[][], numbers: number[], output: Output): void {
  const [head = "", ...lines] = table(rows, numbers);
  output.line(output.paint("quiet", head));
  for (const line of lines) output.line(line);
}

function showLetters({ queue, deadLetters, more }: QueueLetters, output: Output): void {
  for (const letter of deadLetters) {
    output.event({ type: "deadLetter", queue, ...letter });
    output.line(`${letter.enqueuedAt}  ${letter.messageId}: ${letter.description}`);
  }
  const count = more ? `The oldest ${deadLetters.length}` : String(deadLetters.length);
  output.line(
    deadLetters.length === 0
      ? `${queue} has no dead letters.`
      : `${count} dead letter(s). After the fix, replay them: dead-letters ${queue} --replay`,
  );
}

async function replay(
  app: AppApi,
  queue: string,
  { by, reason }: DeadLetterOptions,
  output: Output,
): Promise<void> {
  const result = await app.replay(queue, { by, reason });
  const text = `${result.replayed} dead letter(s) of ${queue} are delivered again`;
  output.event({ type: "message", at: new Date().toISOString(), model: null, text, ...result });
  output.line(`${text}.${adviceOn(result)}`);
}

function adviceOn({ replayed, more, problem }: ReplayResult): string {
  if (problem !== null)
    return ` The rest was given back: ${visible(problem)} Mend it, and replay again.`;
  if (more) return " There may be more: look, and replay again.";
  if (replayed > 0) return "";
  return " None is there, or a look or another replay holds them locked for up to five minutes: replay again then.";
}

function refuseUnknown(queue: string): void {
  const known: string[] = Object.values(queues);
  if (known.includes(queue)) return;
  throw new Refusal(`Queue ${queue}: there is no such queue. ${didYouMean(queue, known)}`);
}
