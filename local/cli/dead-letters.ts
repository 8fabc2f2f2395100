import type { Command } from "commander";
import { queues } from "../../functions/core/names.ts";
import type { HostAdmin, QueueState } from "../platform/host-admin.ts";
import { Refusal } from "../platform/refusal.ts";
import { didYouMean } from "../rehearsal/did-you-mean.ts";
import { table } from "../rehearsal/format.ts";
import { formatDuration } from "../rehearsal/night-time.ts";
import { addCommand, type CommonOptions } from "./add-command.ts";
import { connect } from "./connect.ts";
import { createOutput, type Output } from "./output.ts";

/** `nightshift dead-letters`: messages that could not be handled, and their replay after a fix. */
export function addDeadLetters(program: Command): void {
  addCommand(program, "dead-letters [queue]", {
    description: "Show how the queues stand, or the dead letters of one and why each failed.",
    example: "dead-letters bronze-arrivals",
  })
    .option("--replay", "make the dead letters of the queue active again, after the fix")
    .action(async (queue: string | undefined, options: CommonOptions & { replay?: true }) => {
      const { host } = connect(options.state);
      const output = createOutput(options.json ? "json" : "people");
      if (queue === undefined && options.replay)
        throw new Refusal("--replay needs the name of a queue, so that no other one is replayed.");
      if (queue === undefined) return showQueues(await host.queues(), await host.now(), output);
      refuseUnknown(queue);
      if (options.replay) return await replay(host, queue, output);
      await showLetters(host, queue, output);
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
  const [head = "", ...lines] = table(
    [["QUEUE", "WAITING", "LATER", "OLDEST", "DEAD"], ...rows],
    [1, 2, 4],
  );
  output.line(output.paint("quiet", head));
  for (const line of lines) output.line(line);
}

async function showLetters(host: HostAdmin, queue: string, output: Output): Promise<void> {
  const letters = await host.deadLetters(queue);
  for (const letter of letters) {
    output.event({ type: "deadLetter", queue, ...letter });
    output.line(`${letter.enqueuedAt}  ${letter.messageId}: ${letter.description}`);
  }
  output.line(
    letters.length === 0
      ? `${queue} has no dead letters.`
      : `${letters.length} dead letter(s). After the fix, replay them: dead-letters ${queue} --replay`,
  );
}

async function replay(host: HostAdmin, queue: string, output: Output): Promise<void> {
  const replayed = await host.replay(queue);
  const text = `${replayed} dead letter(s) of ${queue} are delivered again`;
  output.event({ type: "message", at: await host.now(), model: null, text });
  output.line(`${text}.`);
}

function refuseUnknown(queue: string): void {
  const known: string[] = Object.values(queues);
  if (known.includes(queue)) return;
  throw new Refusal(`Queue ${queue}: there is no such queue. ${didYouMean(queue, known)}`);
}
