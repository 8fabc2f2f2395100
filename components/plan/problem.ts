/** One mistake in what a user wrote, told so that it can be mended without reading code. */
export interface Problem {
  /** Where the value stands, in the words of the stack file, such as `network.addressSpace`. */
  path: string;
  /** The value found; `undefined` where nothing was given. */
  value: unknown;
  /** What a value there must be. */
  rule: string;
  /** What to write instead, or what to do. */
  mend: string;
}

/** One line for one mistake: argument, value, rule, mend. */
export function describeProblem(problem: Problem): string {
  const { path, value, rule, mend } = problem;
  const found = value === undefined ? "missing" : shorten(JSON.stringify(value));
  return `${path} is ${found}; ${rule}. ${mend}.`;
}

/** All mistakes of one subject as one message, so that one run shows everything to mend. */
export function describeProblems(subject: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 mistake" : `${problems.length} mistakes`;
  const lines = problems.map((problem) => `  - ${describeProblem(problem)}`);
  return [`${subject}: ${count}; nothing was created.`, ...lines].join("\n");
}

function shorten(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 117)}...`;
}
