import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { OpenRecords } from "../../activities/open-records.ts";
import { type PreflightSurroundings, runPreflight } from "../../activities/preflight.ts";
import { renderConsole } from "../../console/render-console.ts";
import type { Catalogue } from "../../core/catalogue/model-definition.ts";
import { allModels } from "../../core/names.ts";
import type { Answer } from "../../core/review.ts";
import { readDecisions } from "./decisions.ts";
import { carryOut } from "./holds.ts";
import type { RegisterRoute } from "./register-route.ts";
import { answerReview, readReviews } from "./reviews.ts";
import { readStatus } from "./status.ts";

const shownDecisions = 30;
const shownIncidents = 5;

/** The page runs no script, loads nothing, sends its forms home only, and stands in no frame. */
const headers = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

/** Registers the operator's page, `GET /api/console`, and where its forms go. */
export function registerConsole(
  route: RegisterRoute,
  catalogue: Catalogue,
  records: OpenRecords,
  preflight: PreflightSurroundings,
): void {
  const models = Object.keys(catalogue);

  route("getConsole", "GET", "console", async (request, client) => {
    const [status, reviews, incidents, decisions, links] = await Promise.all([
      readStatus(client, catalogue, records),
      readReviews(client, catalogue),
      records.incidents(null, shownIncidents),
      readDecisions(records, [...models, allModels], shownDecisions),
      request.query.has("preflight") ? runPreflight(preflight) : null,
    ]);
    const notice = request.query.get("notice");
    const person = request.headers.get("x-ms-client-principal-name");
    const body = renderConsole({ ...status, reviews, incidents, decisions, links, notice, person });
    return { status: 200, headers, body };
  });

  route("postConsoleReview", "POST", "console/reviews/{id}", async (request, client) => {
    const { by, digest, reason, answer } = await readForm(request);
    if (answer !== "approve" && answer !== "reject") {
      return backTo("../../console", "Choose approve or reject; nothing was answered.");
    }
    const said: Answer = { answer, digest, by, reason };
    const reply = await answerReview(client, catalogue, request.params.id ?? "", said);
    return backTo("../../console", noticeOf(reply, `Your answer counts: ${answer}.`));
  });

  for (const kind of ["hold", "resume"] as const) {
    const name = kind === "hold" ? "postConsoleHold" : "postConsoleResume";
    route(name, "POST", `console/${kind}`, async (request, client) => {
      const { by, model } = await readForm(request);
      if (by === "") return backTo("../console", "Say who you are: the ledger keeps it.");
      if (model !== allModels && !models.includes(model))
        return backTo("../console", "No such model.");
      const reply = await carryOut(client, { kind, model, by, reason: "from the console" });
      return backTo("../console", noticeOf(reply, `Done: ${kind} ${model}.`));
    });
  }
}

type Field = "by" | "model" | "digest" | "reason" | "answer";

async function readForm(request: HttpRequest): Promise<Record<Field, string>> {
  const form = new URLSearchParams(await request.text());
  const text = (field: Field, longest = 200) => (form.get(field) ?? "").trim().slice(0, longest);
  return {
    by: request.headers.get("x-ms-client-principal-name") ?? text("by"),
    model: text("model"),
    digest: text("digest"),
    reason: text("reason", 2000),
    answer: text("answer"),
  };
}

/** Back to the page by GET, so that loading it anew orders nothing twice. */
function backTo(place: string, notice: string): HttpResponseInit {
  return { status: 303, headers: { location: `${place}?notice=${encodeURIComponent(notice)}` } };
}

function noticeOf(reply: HttpResponseInit, otherwise: string): string {
  const body: { error?: string } = reply.jsonBody ?? {};
  return body.error ?? otherwise;
}
