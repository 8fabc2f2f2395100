import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type {
  RoutedAlerts,
  RoutedStrangers,
} from "../../../../functions/core/response/plan-routes.ts";
import { clientInputOf, triggerOf } from "../../../../local/host/bindings.ts";
import { clientInputFor } from "../../../../local/host/client-input.ts";
import { invoke } from "../../../../local/host/invoke.ts";
import { type AppFunction, loadApp } from "../../../../local/host/worker.ts";

/** An orchestration that a queue's function asked for. */
export interface Started {
  name: string;
  id: string;
  input: RoutedAlerts | RoutedStrangers;
}

/** The router and the functions of its queues as the Azure worker calls them; what they start is only written down. */
export interface AlertWay {
  /** Hands events to the router, and each of its messages to its queue; answers what was started. */
  pass(events: string[]): Promise<Started[]>;
  close(): Promise<void>;
}

/** Most bytes of a Service Bus message of the standard tier, with room for its properties. */
const longestMessage = 200 * 1024;

/** Opens the way from the event hub to the orchestrations. */
export async function openAlertWay(): Promise<AlertWay> {
  const app = await loadApp(fileURLToPath(new URL("alert-way-app.ts", import.meta.url)));
  const started: Started[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const [, resource, name = "", id = ""] =
      (request.url ?? "").split("?")[0]?.split("/").slice(1) ?? [];
    if (resource !== "orchestrators") return void response.writeHead(404).end("{}");
    const input = JSON.parse(Buffer.concat(chunks).toString());
    started.push({ name, id: decodeURIComponent(id), input });
    response.writeHead(202).end(JSON.stringify({ id }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = clientInputFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  let messages = 0;
  const call = async (called: AppFunction, data: object) => {
    const name = clientInputOf(called);
    return await invoke(called, {
      inputs: [
        { name: triggerOf(called).name, data },
        ...(name === null ? [] : [{ name, data: { string: client } }]),
      ],
      metadata: { MessageId: { string: String(++messages) } },
      log: () => {},
    });
  };
  const triggered = (type: string) =>
    app.functions.filter((each) => triggerOf(each).binding.type === type);
  const [router] = triggered("eventHubTrigger");
  assert.ok(router);
  const queues = new Map(
    triggered("serviceBusTrigger").map((each) => [triggerOf(each).binding.queueName, each]),
  );
  return {
    async pass(events) {
      const { outputs } = await call(router, { collectionString: { string: events } });
      for (const { name, data } of outputs) {
        const called = queues.get(router.bindings[name]?.queueName);
        assert.ok(called, name);
        for (const message of JSON.parse(data.json ?? "[]")) {
          const text = JSON.stringify(message);
          assert.ok(
            Buffer.byteLength(text) < longestMessage,
            "a message is too long for its queue",
          );
          await call(called, { string: text });
        }
      }
      return started.splice(0);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
