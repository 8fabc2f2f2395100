import {
  at,
  isRecord,
  listOf,
  type Policy,
  quoted,
  type Resource,
  type Violation,
  violation,
} from "./policy.ts";

const shared = /^(?:\/Workspace)?\/Shared\//i;

/** The workspace paths of the code that a job runs, looped tasks included. */
function programsOf(job: Resource): unknown[] {
  const tasks = listOf(at(job.properties, "tasks")).filter(isRecord);
  const looped = tasks.map((task) => at(task, "forEachTask", "task")).filter(isRecord);
  return [job.properties, ...tasks, ...looped].flatMap((task) => [
    at(task, "sparkPythonTask", "pythonFile"),
    at(task, "notebookTask", "notebookPath"),
  ]);
}

function judgePrograms(job: Resource): Violation[] {
  return programsOf(job)
    .filter((path) => typeof path === "string" && shared.test(path))
    .map((path) => {
      const found = `it runs ${quoted(path)}, which every user of the workspace may change`;
      return violation(job, found, "Keep it in a folder that only deployers may write.");
    });
}

/** Who may change a program may do what the job may do. */
export const programPolicies: readonly Policy[] = [
  {
    kind: "resource",
    name: "job-disallow-shared-programs",
    level: "mandatory",
    rule: "A job must not run a program below /Workspace/Shared.",
    why: "Every user of the workspace may write there, and what is written runs as the identity of the job.",
    example: "pythonFile: /Workspace/Shared/train.py",
    mend: "Move the program to a folder that only deployers may write, such as one at the root of the workspace.",
    types: ["databricks:Job"],
    judge: judgePrograms,
  },
];
