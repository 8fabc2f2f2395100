import * as z from "zod/mini";
import { idText, parseExactJson } from "./exact-json.ts";
import {
  type Answer,
  createExchange,
  type ExchangeOptions,
  type ExchangeRequest,
} from "./exchange.ts";
import { HttpError } from "./http-error.ts";

/** One request of a JSON service. */
interface HttpRequest extends Omit<ExchangeRequest, "body" | "headers"> {
  /** Sent as JSON. */
  body?: object;
}

/** Requests to one JSON service, retried where that is safe. */
export interface Http {
  /**
   * Answer as the schema reads it. Throws `HttpError` where no answer came, the status is not 2xx,
   * or the answer is not the JSON that was to be expected.
   */
  send<T>(request: HttpRequest, schema: z.ZodMiniType<T>): Promise<T>;
}

/** Creates the client of a JSON service. Throws where the base URL is neither https nor loopback. */
export function createHttp(options: ExchangeOptions): Http {
  const exchange = createExchange(options);
  return {
    async send(request, schema) {
      const body = request.body === undefined ? undefined : JSON.stringify(request.body);
      const answer = await exchange.send({ ...request, body });
      const who = `${options.service} ${exchange.host}: ${request.method} ${request.path}`;
      const json = parseAnswer(answer, who, options.setting);
      if (answer.status < 200 || answer.status > 299) throw refusal(answer, json, who);
      const read = z.safeParse(schema, json);
      if (read.success) return read.data;
      throw new HttpError(`${who} answered other JSON than expected: ${issuesOf(read.error)}.`, {
        status: answer.status,
        errorCode: null,
      });
    },
  };
}

// Databricks sends a number as the code of a refused token.
const errorBody = z.object({
  error_code: z.optional(idText),
  message: z.optional(z.string()),
});

function refusal(answer: Answer, json: unknown, who: string): HttpError {
  const { error_code = null, message = "" } = z.safeParse(errorBody, json).data ?? {};
  const mend = mends[answer.status] ?? "";
  const code = error_code === null || error_code === String(answer.status) ? "" : ` ${error_code}`;
  return new HttpError(
    `${who} answered ${answer.status}${code}: ${excerpt(message, 300) || "no message"}.${mend}`,
    { status: answer.status, errorCode: error_code },
  );
}

const mends: Record<number, string> = {
  401: " Check that the identity is known there and that its token is for this service.",
  403: " Check that the identity has leave for this, and the network rules of the service.",
};

/** Parses a JSON answer; what a proxy, a sign-in page or another site answers instead is told as such. */
function parseAnswer(answer: Answer, who: string, setting: string): unknown {
  try {
    return parseExactJson(answer.text);
  } catch (cause) {
    throw new HttpError(
      `${who} answered ${answer.status} with ${whatCame(answer)}; it must be JSON. Check that ${setting} is the URL of the service itself, and that its name resolves to the private endpoint.`,
      { status: answer.status, errorCode: null, cause },
    );
  }
}

function whatCame({ contentType, text, location }: Answer): string {
  if (location !== null) return `a redirect to ${URL.parse(location)?.host ?? "elsewhere"}`;
  if (text === "") return "nothing";
  const title = /<title[^>]*>([^<]*)/i.exec(text)?.[1];
  return `${contentType || "an unnamed type"} ("${excerpt(title ?? text, 80)}")`;
}

function issuesOf(error: z.core.$ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join(".") || "the answer"}: ${issue.message}`)
    .join("; ");
}

function excerpt(text: string, length: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= length ? line : `${line.slice(0, length)}…`;
}
