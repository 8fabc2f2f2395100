import { type Platform, type PlatformOptions, startPlatform } from "../platform/start-platform.ts";
import { judgeExpectation } from "./judge-expectation.ts";
import { createNarrator, type Narrator } from "./narrate.ts";
import type { NightEvent, SummaryEvent } from "./night-event.ts";
import { createPlatformStage } from "./platform-stage.ts";
import { playRehearsal } from "./play-rehearsal.ts";
import type { Rehearsal } from "./rehearsal.ts";

/** A night that was played to its end, on a platform that still runs. */
export interface PerformedNight {
  platform: Platform;
  summary: SummaryEvent;
}

/** How a night's platform is started; the rest is the night's own to set. */
export interface NightOptions
  extends Omit<PlatformOptions, "clock" | "onHostEvent" | "onWorkspaceEvent"> {
  /** Rejects where the night must end early. */
  until: Promise<never>;
}

/**
 * Starts a platform in virtual time, plays a rehearsal on it and judges its expectations.
 * `folder`: what the rehearsal's file names are relative to. `tell` hears each event as it happens.
 */
export async function performNight(
  rehearsal: Rehearsal,
  folder: string,
  { until, ...options }: NightOptions,
  tell: (event: NightEvent) => void,
): Promise<PerformedNight> {
  const events: NightEvent[] = [];
  const hear = (event: NightEvent) => {
    events.push(event);
    tell(event);
  };
  const narrator = createNarrator(options.catalogue);
  const platform = await startPlatform({
    ...options,
    ...listeners(narrator, hear),
    clock: { kind: "virtual", start: rehearsal.start.at, seed: rehearsal.seed },
  });
  try {
    const stage = createPlatformStage(platform, folder);
    const problems = await Promise.race([
      playRehearsal(rehearsal, stage, hear),
      platform.failed,
      until,
    ]);
    const summary = summarise(rehearsal, events, problems, platform.now());
    return { platform, summary };
  } catch (error) {
    await platform.stop();
    throw error;
  }
}

/** What a platform calls so that its events are told in the narrator's words. */
export function listeners(
  narrator: Narrator,
  hear: (event: NightEvent) => void,
): Pick<PlatformOptions, "onHostEvent" | "onWorkspaceEvent"> {
  return {
    onHostEvent: (event) => narrator.ofHost(event).forEach(hear),
    onWorkspaceEvent: (event) => narrator.ofWorkspace(event).forEach(hear),
  };
}

function summarise(
  rehearsal: Rehearsal,
  events: readonly NightEvent[],
  problems: readonly string[],
  now: number,
): SummaryEvent {
  const judgements = rehearsal.expect.map((expectation) =>
    judgeExpectation(expectation, events, rehearsal.start),
  );
  const failures = [
    ...problems,
    ...judgements.flatMap((judgement) =>
      judgement.kind === "met"
        ? []
        : [
            `expected ${judgement.expected}`,
            "but what happened was",
            ...judgement.happened.map((line) => `  ${line}`),
          ].join("\n"),
    ),
  ];
  const counts: Record<string, number> = {};
  for (const { type } of events) counts[type] = (counts[type] ?? 0) + 1;
  const at = new Date(now).toISOString();
  return { type: "summary", at, ok: failures.length === 0, counts, failures };
}
