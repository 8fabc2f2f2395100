import { app } from "@azure/functions";

app.http("echo", {
  route: "echo/{id:int}/{*rest}",
  methods: ["POST"],
  handler: async (request, context) => {
    context.log("echoing", request.params.id);
    return {
      status: 201,
      headers: { "x-seen": request.headers.get("x-sent") ?? "" },
      cookies: [{ name: "crumb", value: "a b", path: "/", httpOnly: true }],
      jsonBody: {
        params: request.params,
        query: Object.fromEntries(request.query),
        text: await request.text(),
        url: new URL(request.url).pathname,
      },
    };
  },
});

app.http("literal", {
  route: "models/all",
  handler: () => ({ body: "literal" }),
});

app.http("parameter", {
  route: "models/{name}/{tab?}",
  handler: ({ params }) => ({ body: `${params.name} ${params.tab ?? "-"}` }),
});

app.get("bytes", { handler: () => ({ body: new Uint8Array([0, 255, 1]) }) });

// @ts-expect-error An app in JavaScript may return nothing.
app.get("nothing", { handler: () => undefined });

app.get("broken", {
  handler: (): never => {
    throw new Error("on purpose");
  },
});

app.hook.preInvocation((context) => {
  if (context.invocationContext.functionName === "literal") context.hookData.seen = true;
});

app.hook.postInvocation((context) => {
  if (context.hookData.seen) context.result = { body: "literal, hooked" };
});
