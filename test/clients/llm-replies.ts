import { json, type Play } from "../fakes/scripted-server.ts";

/** A chat completion that says this. */
export function completion(
  content: unknown,
  { tokens = 100, finish = "stop", refusal = null as string | null } = {},
): Play {
  return json({
    ...{ id: "1", object: "chat.completion", created: 1, model: "m" },
    choices: [
      { index: 0, finish_reason: finish, message: { role: "assistant", content, refusal } },
    ],
    usage: { prompt_tokens: Number(tokens) - 10, completion_tokens: 10, total_tokens: tokens },
  });
}

/** A flat plan as the schema of the question asks for it; `changes` make it another. */
export function planAnswer(changes: Record<string, unknown> = {}): string {
  return JSON.stringify({
    ...{ kind: "augmentWithRecent", featureSet: null, recentDays: 500 },
    ...{ hyperparameters: { penalty: null }, pipelines: [], why: "More data." },
    ...changes,
  });
}
