import * as z from "zod/mini";
import type { Mistake } from "../../functions/core/catalogue/mistake.ts";

const texts = z.optional(z.record(z.string(), z.string()));
const withTexts = z.object({
  training: z.object({ parameters: texts, sparkConfiguration: texts }),
});

/** Secrets among the job parameters and the Spark configuration of the models, where everybody reads them who sees a run. */
export function findSecretMistakes(models: unknown): Mistake[] {
  if (typeof models !== "object" || models === null) return [];
  return Object.entries(models).flatMap(([modelId, definition]) => {
    const { data } = withTexts.safeParse(definition);
    const parts = data === undefined ? [] : Object.entries(data.training);
    return parts.flatMap(([part, values]) =>
      Object.entries(values ?? {})
        .filter(([key, value]) => isSecret(key, value))
        .map(([key]) => mistakeAt(`models.${modelId}.training.${part}.${key}`)),
    );
  });
}

function mistakeAt(path: string): Mistake {
  const rule = "must not be a secret: whoever sees the job or its runs reads it";
  const mend =
    "Keep it in a secret scope: let the program read it there, or write {{secrets/SCOPE/KEY}} into sparkConfiguration.";
  return { path, value: "this text", rule, mend };
}

function isSecret(key: string, value: string): boolean {
  // Databricks puts the secret in its place when the cluster starts.
  if (/^\{\{secrets\/[\w.@-]+\/[\w.@-]+\}\}$/.test(value)) return false;
  return namesSecret(key) || secretTexts.some((pattern) => pattern.test(value));
}

/** `db_password`, `apiKey` and `fs.azure.account.key.…` name secrets; `max_tokens` and `tokenizer` name none. */
function namesSecret(key: string): boolean {
  const words = key
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "");
  if (words.some((word) => alwaysSecret.has(word))) return true;
  if (secretPairs.test(words.join(" "))) return true;
  return secretAtEnd.has(words.at(-1) ?? "");
}

const alwaysSecret = new Set(["password", "passwd", "pwd", "apikey", "sas"]);
const secretAtEnd = new Set(["secret", "token", "credential", "credentials"]);
const secretPairs =
  /\b(?:(?:account|access|api|private|shared|subscription) key|client secret|connection string)\b/;

const secretTexts: readonly RegExp[] = [
  /(?:AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd)\s*=/i,
  /[?&]sig=/i,
  /:\/\/[^/\s@]*:[^/\s@]*@/,
  /\bdapi[0-9a-f]{32}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
];
