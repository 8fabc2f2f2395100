import * as z from "zod/mini";

/** A call that MLflow refused, with its error code (empty where it answered none). */
export class MlflowError extends Error {
  override readonly name = "MlflowError";
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Calls MLflow over REST: arguments of a GET go into the query. Throws an MlflowError where it refuses. */
export async function callMlflow(
  { url, token }: { url: string; token: string },
  method: "GET" | "POST",
  path: string,
  body: Record<string, unknown>,
): Promise<unknown> {
  const query =
    method === "GET" ? `?${new URLSearchParams(z.record(z.string(), z.string()).parse(body))}` : "";
  const response = await fetch(`${url}/api/2.0/mlflow/${path}${query}`, {
    method,
    headers: {
      "content-type": "application/json",
      ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(method === "POST" ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text || "{}");
  const code = /"error_code"\s*:\s*"([A-Z_]+)"/.exec(text)?.[1] ?? "";
  throw new MlflowError(code, `${method} ${path}: HTTP ${response.status} ${text.slice(0, 500)}`);
}
