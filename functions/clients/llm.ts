import type { TokenCredential } from "@azure/core-auth";
import type OpenAI from "openai";
import * as z from "zod/mini";
import type { Question } from "../core/improvement/question.ts";
import { createBoundedFetch } from "./llm-fetch.ts";
import { isLoopback } from "./loopback.ts";
import type { Opinions } from "./ports.ts";

/** An OpenAI-compatible endpoint and how it is spoken to. */
export interface LlmOptions {
  /** Root of `/chat/completions`: https, or plain http on loopback. */
  url: string;
  /** Name of the model or deployment. */
  model: string;
  credential: TokenCredential;
  /** Scope that the credential's token is for. */
  scope: string;
  /** @default 0 (unknown) */
  dollarsPerMillionTokens?: number;
  /** Seconds for one call, to its last byte. @default 60 */
  secondsPerCall?: number;
  /** Tokens of one answer. @default 2000 */
  answerTokens?: number;
}

const mostBytes = 1_000_000;
/** Room for what a chat format adds around its two messages. */
const overheadTokens = 200;
/** Twice what a token holds on average in JSON and plain English. */
const charactersPerToken = 8;

/** Creates the client of an endpoint. Nothing is loaded or called yet. Throws where the URL is neither https nor loopback. */
export function createLlmOpinions(options: LlmOptions): Opinions {
  const { url, dollarsPerMillionTokens = 0, answerTokens = 2000 } = options;
  if (!url.startsWith("https://") && !isLoopback(url)) {
    throw new Error(
      `Language model: NIGHTSHIFT_LLM_URL is "${new URL(url).origin}"; it must use https. Plain http is for loopback only.`,
    );
  }
  let loading: Promise<OpenAI> | null = null;
  // A token is at least one byte, so bytes bound tokens from above whatever the tokenizer.
  const mostTokens = (question: Question) => bytesOf(question) + overheadTokens + answerTokens;
  return {
    dollarsPerMillionTokens,
    mostTokens,
    async ask(question) {
      try {
        loading ??= load(options);
        const client = await loading;
        const body: unknown = await client.chat.completions.create(requestOf(question, options));
        const reply = readReply(body);
        return { ...reply, tokens: countTokens(question, reply, mostTokens(question)) };
      } catch (error) {
        return { kind: "failed", reason: reasonOf(error), tokens: null };
      }
    },
  };
}

async function load({ url, credential, scope, secondsPerCall = 60 }: LlmOptions): Promise<OpenAI> {
  const { default: OpenAI } = await import("openai");
  const longestMs = secondsPerCall * 1000;
  return new OpenAI({
    baseURL: url,
    async apiKey() {
      const token = await credential.getToken(scope);
      if (token === null) throw new Error(`no token was given for ${scope}`);
      return token.token;
    },
    // What the client would read from the environment instead.
    ...{ organization: null, project: null, adminAPIKey: null, webhookSecret: null },
    // A call sent again may be paid for twice; the next iteration asks anew.
    ...{ maxRetries: 0, timeout: 2 * longestMs, logLevel: "off" },
    fetch: createBoundedFetch({ longestMs, mostBytes }),
  });
}

function requestOf(
  { instructions, data, answer }: Question,
  { model, url, answerTokens = 2000 }: LlmOptions,
): OpenAI.ChatCompletionCreateParamsNonStreaming {
  const isDatabricks = new URL(url).hostname.endsWith(".azuredatabricks.net");
  return {
    model,
    messages: [
      { role: "system", content: instructions },
      { role: "user", content: data },
    ],
    response_format: { type: "json_schema", json_schema: { ...answer, strict: true } },
    // Databricks knows the old name only, newer models of Azure OpenAI the new one only.
    ...(isDatabricks ? { max_tokens: answerTokens } : { max_completion_tokens: answerTokens }),
  };
}

const block = z.object({ type: z.string(), text: z.optional(z.string()) });
const completion = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.optional(z.nullable(z.string())),
        message: z.object({
          // gpt-oss on Databricks answers in a list of blocks, its reasoning among them.
          content: z.optional(z.nullable(z.union([z.string(), z.array(block)]))),
          refusal: z.optional(z.nullable(z.string())),
        }),
      }),
    )
    .check(z.minLength(1)),
  // What is no count is not believed; then the call counts with the most that it may take.
  usage: z.catch(z.nullable(z.object({ total_tokens: z.int().check(z.gte(0)) })), null),
});

function readReply(body: unknown): Awaited<ReturnType<Opinions["ask"]>> {
  const read = completion.safeParse(body);
  if (!read.success) {
    return { kind: "failed", reason: "it answered what is no chat completion", tokens: null };
  }
  const { choices, usage } = read.data;
  const tokens = usage?.total_tokens ?? null;
  const [choice] = choices;
  const failed = (reason: string) => ({ kind: "failed" as const, reason, tokens });
  if (choice === undefined) return failed("it answered nothing");
  if (choice.finish_reason === "length") return failed("its answer was cut off at its longest");
  if (choice.finish_reason === "content_filter") return failed("a content filter held it back");
  if (choice.message.refusal) return failed("it refused to answer");
  const { content } = choice.message;
  const text = typeof content === "string" ? content : textOf(content ?? []);
  return { kind: "answered", text, tokens };
}

/**
 * Tokens of one call: what the endpoint reports, but never fewer than question and answer take at eight characters each,
 * a floor under a lie and no estimate; null where it reports nothing that is a count.
 */
function countTokens(
  { instructions, data }: Question,
  reply: Awaited<ReturnType<Opinions["ask"]>>,
  most: number,
): number | null {
  if (reply.tokens === null) return null;
  const text = reply.kind === "answered" ? reply.text : "";
  const characters = instructions.length + data.length + text.length;
  const least = Math.min(most, Math.ceil(characters / charactersPerToken));
  return Math.max(reply.tokens, least);
}

function textOf(blocks: readonly z.infer<typeof block>[]): string {
  return blocks
    .filter(({ type }) => type === "text" || type === "output_text")
    .map(({ text = "" }) => text)
    .join("");
}

function bytesOf({ instructions, data, answer }: Question): number {
  return Buffer.byteLength(instructions + data + JSON.stringify(answer));
}

/** Why there is no answer, without what the endpoint wrote about it: that is nobody's message to people. */
function reasonOf(error: unknown): string {
  const { status, name, cause } = error as { status?: number; name?: string; cause?: unknown };
  if (status !== undefined) return `it answered ${status}`;
  const deepest = deepestOf(cause ?? error);
  const isLate = ["TimeoutError", "AbortError"].includes(deepest.name);
  if (isLate) return "it took too long";
  if (name === "SyntaxError") return "it answered what is no JSON";
  return `it cannot be reached: ${deepest.message.slice(0, 200)}`;
}

function deepestOf(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  return error.cause instanceof Error ? deepestOf(error.cause) : error;
}
