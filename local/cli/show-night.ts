import type { NightEvent, SummaryEvent } from "../rehearsal/night-event.ts";
import { describeEvent, layOut, type NightSetting, type Tone } from "../rehearsal/night-lines.ts";
import type { Rehearsal } from "../rehearsal/rehearsal.ts";
import type { Output, Style } from "./output.ts";

const styles: Record<Tone, Style | null> = {
  good: "good",
  bad: "bad",
  ask: "ask",
  quiet: "quiet",
  plain: null,
};

/** Prints the name of a night and when it begins. */
export function showTitle(output: Output, { name, start }: Rehearsal): void {
  const local = new Date(start.at + start.zoneMinutes * 60_000).toISOString();
  const began = `${local.slice(0, 10)} ${local.slice(11, 16)}, in virtual time`;
  output.line(`${output.paint("strong", name)} ${output.paint("quiet", `from ${began}`)}`);
}

/** Prints each event as it is told: a JSON line, or lines for people aligned under the longest model id. */
export function showNight(
  output: Output,
  setting: NightSetting,
  models: readonly string[],
): (event: NightEvent) => void {
  const width = Math.max(0, ...models.map((model) => model.length));
  return (event) => {
    output.event(event);
    const line = describeEvent(event, setting);
    if (!line) return;
    const style = styles[line.tone];
    const [head = "", ...below] = layOut(line, width);
    output.line(style ? output.paint(style, head) : head);
    for (const text of below) output.line(output.paint("quiet", text));
  };
}

/** Prints how the night ended: every expectation that was not met, or that all were. */
export function showSummary(output: Output, name: string, summary: SummaryEvent): void {
  output.event(summary);
  const { decision = 0, run = 0, incident = 0, review = 0 } = summary.counts;
  const told = `${decision} decisions, ${run} run events, ${review} review events, ${incident} incidents`;
  for (const failure of summary.failures) output.line(output.paint("bad", `✗ ${failure}`));
  output.line(
    summary.ok
      ? output.paint("good", `✓ ${name}: as expected (${told})`)
      : output.paint("bad", `✗ ${name}: ${summary.failures.length} not as expected (${told})`),
  );
}
