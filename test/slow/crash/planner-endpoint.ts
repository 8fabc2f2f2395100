import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A language model that plans well and agrees with the gate, and charges a token for each character of a question. */
export interface PlannerEndpoint {
  url: string;
  /** Tokens that were charged for questions about one model. */
  tokensOf(model: string): number;
  close(): Promise<void>;
}

interface Asked {
  messages: { content: string }[];
  response_format: { json_schema: { name: string } };
  max_completion_tokens: number;
}

/** Starts the endpoint. It tells models apart by the alias of their feature set. */
export async function startPlannerEndpoint(): Promise<PlannerEndpoint> {
  const charged = new Map<string, number>();
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) text += chunk;
    const asked = JSON.parse(text) as Asked;
    const { space, quoted } = JSON.parse(asked.messages[1]?.content ?? "{}") as {
      space: { featureSets: string[] };
      quoted: { trials: unknown[] };
    };
    const [model = ""] = space.featureSets;
    const tokens = asked.messages.reduce((sum, { content }) => sum + content.length, 0);
    charged.set(model, (charged.get(model) ?? 0) + tokens);
    const isPlan = asked.response_format.json_schema.name === "plan";
    const content = JSON.stringify(isPlan ? planFor(model, quoted.trials.length) : opinion);
    response.writeHead(200, { "content-type": "application/json" }).end(
      JSON.stringify({
        choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content } }],
        usage: { total_tokens: tokens },
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    tokensOf: (model) => charged.get(model) ?? 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const opinion = { stance: "agree", change: [], concern: "" };

function planFor(model: string, trials: number) {
  const rest = { hyperparameters: {}, pipelines: [], why: "It is worth a try." };
  return trials === 1
    ? { kind: "augmentWithRecent", featureSet: null, recentDays: 500, ...rest }
    : { kind: "retrainWithFeatures", featureSet: model, recentDays: 500, ...rest };
}
