/** One measured value. */
export interface Figure {
  /** What was measured, in words. */
  name: string;
  value: number;
  /** Such as `ms`, `s`, `MiB`, `events`. */
  unit: string;
  /** The same measured, in the same run, on what a user would pick instead. */
  against?: { name: string; value: number };
}

/** The most that a figure may be, in the figure's unit. */
export interface Limit {
  figure: string;
  atMost: number;
}

/** One bench: what it measures, and which limits it is held to. */
export interface Bench {
  /** Name on the command line. */
  name: string;
  /** What is measured and how, in one or two sentences. */
  about: string;
  limits: readonly Limit[];
  measure(): Promise<Figure[]>;
}

/** A figure beside the limit that it is held to. */
export type Judged = Figure &
  ({ verdict: "free" } | { verdict: "kept" | "broken"; atMost: number });

/**
 * Holds figures to limits. A value that is no number breaks its limit. Throws where a limit names a figure that was
 * not measured: a limit that holds nothing would look as if it were kept.
 */
export function judgeFigures(figures: readonly Figure[], limits: readonly Limit[]): Judged[] {
  const names = figures.map(({ name }) => name);
  const stray = limits.find(({ figure }) => !names.includes(figure));
  if (stray)
    throw new Error(
      `Limit of "${stray.figure}": no such figure was measured. Measured: ${names.join("; ")}.`,
    );
  return figures.map((figure) => {
    const limit = limits.find((known) => known.figure === figure.name);
    if (!limit) return { ...figure, verdict: "free" };
    const { atMost } = limit;
    return { ...figure, atMost, verdict: figure.value <= atMost ? "kept" : "broken" };
  });
}
