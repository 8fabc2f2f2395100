import { type Instant, minute } from "../instant.ts";
import { shortHash } from "../names.ts";
import type {
  ArrivalsAnswer,
  ArrivalsRequest,
  ArrivalsState,
  Burst,
  GatherRule,
} from "./arrivals-state.ts";

const mostSeen = 1000;
/** A burst this large starts at once: entity state and run parameters stay bounded. */
const mostFiles = 5000;
/** Event Grid does not keep order: files may still follow the marker that was written last. */
const markerSettle = 10_000;
/** How long a leader may be silent past its time before another takes over. */
const patience = 10 * minute;

/** The arrivals entity after a request, and its answer. */
export interface ArrivalsStep {
  state: ArrivalsState;
  answer: ArrivalsAnswer;
}

/** The arrivals of one model after a request, and the answer: one leader at a time, one lifecycle at a time. */
export function reduceArrivals(state: ArrivalsState, request: ArrivalsRequest): ArrivalsStep {
  if (request.kind !== "add" && state.leader !== request.instance) {
    return { state, answer: { kind: "dismissed" } };
  }
  switch (request.kind) {
    case "add":
      return add(state, request);
    case "poll":
      return poll(state, request);
    case "take":
      return take(state, request);
    case "finish":
      return finish(state, request);
  }
}

type Request<Kind> = Extract<ArrivalsRequest, { kind: Kind }>;

function add(before: ArrivalsState, request: Request<"add">): ArrivalsStep {
  const { instance, gather, now } = request;
  const id = shortHash(request.eventId);
  if (before.seen.includes(id)) {
    return { state: before, answer: answerDuplicate(before, request) };
  }
  const name = request.path.slice(request.path.lastIndexOf("/") + 1);
  const isMarker = gather.mode === "marker" && name === "_SUCCESS";
  if (!isMarker && /^[._]/.test(name)) {
    return { state: before, answer: { kind: "ignored", reason: `${name} is no data file` } };
  }
  const burst = isMarker ? mark(before.burst, now) : join(before.burst, request);
  const state = { ...before, burst, seen: [...before.seen, id].slice(-mostSeen) };
  if (state.leader !== null && now < state.leaderUntil) {
    return { state, answer: { kind: "joined", leader: state.leader } };
  }
  return lead({ ...state, taken: null }, merge(state.taken, burst), instance, gather, now);
}

/** The leader's own event delivered again, after a crash, must not send the leader away. */
function answerDuplicate(state: ArrivalsState, request: Request<"add">): ArrivalsAnswer {
  const leads = state.leader === request.instance && state.phase === "gathering";
  if (!leads || state.burst === null) return { kind: "duplicate" };
  return { kind: "wait", until: dueAt(state.burst, request.gather) };
}

function poll(state: ArrivalsState, { gather, now }: Request<"poll">): ArrivalsStep {
  if (state.burst === null) return { state, answer: { kind: "dismissed" } };
  const until = dueAt(state.burst, gather);
  const answer: ArrivalsAnswer = now >= until ? { kind: "ready" } : { kind: "wait", until };
  return { state: { ...state, leaderUntil: Math.max(now, until) + patience }, answer };
}

function take(state: ArrivalsState, { maxMinutes, now }: Request<"take">): ArrivalsStep {
  const taken = state.phase === "running" ? state.taken : state.burst;
  if (taken === null) return { state, answer: { kind: "dismissed" } };
  const paths = [...new Set(taken.files.map((file) => file.path))];
  const key = taken.files.map((file) => file.eventId).join("\n");
  return {
    state: {
      ...state,
      phase: "running",
      burst: state.phase === "running" ? state.burst : null,
      taken,
      leaderUntil: now + maxMinutes * minute + patience,
    },
    answer: { kind: "taken", paths, key: shortHash(key) },
  };
}

function finish(state: ArrivalsState, { instance, gather, now }: Request<"finish">): ArrivalsStep {
  const finished = { ...state, taken: null };
  if (state.burst === null) {
    const idle: ArrivalsState = { ...finished, leader: null, leaderUntil: 0, phase: "idle" };
    return { state: idle, answer: { kind: "done" } };
  }
  return lead(finished, state.burst, instance, gather, now);
}

function lead(
  state: ArrivalsState,
  burst: Burst,
  instance: string,
  gather: GatherRule,
  now: Instant,
): ArrivalsStep {
  const until = dueAt(burst, gather);
  return {
    state: {
      ...state,
      burst,
      leader: instance,
      phase: "gathering",
      leaderUntil: Math.max(now, until) + patience,
    },
    answer: { kind: "wait", until },
  };
}

function join(burst: Burst | null, { path, eventId, now }: Request<"add">): Burst {
  const { files, firstAt, markerAt } = burst ?? { files: [], firstAt: now, markerAt: null };
  return { files: [...files, { path, eventId, arrivedAt: now }], firstAt, lastAt: now, markerAt };
}

/** The files of a leader that died, before those that came since. */
function merge(lost: Burst | null, burst: Burst): Burst {
  return lost === null ? burst : { ...burst, files: [...lost.files, ...burst.files] };
}

function mark(burst: Burst | null, now: Instant): Burst {
  return burst === null
    ? { files: [], firstAt: now, lastAt: now, markerAt: now }
    : { ...burst, markerAt: now };
}

/** When a burst is complete, if nothing more arrives. */
function dueAt(burst: Burst, gather: GatherRule): Instant {
  if (gather.mode === "atOnce" || burst.files.length >= mostFiles) return burst.firstAt;
  const latest = burst.firstAt + gather.maxMinutes * minute;
  const wanted =
    gather.mode === "quiet"
      ? burst.lastAt + gather.quietMinutes * minute
      : burst.markerAt === null
        ? latest
        : burst.markerAt + markerSettle;
  return Math.min(wanted, latest);
}
