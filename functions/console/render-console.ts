import { consoleStyle } from "./console-style.ts";
import type {
  ConsoleDecision,
  ConsoleIncident,
  ConsoleLink,
  ConsoleModel,
  ConsoleReview,
  ConsoleView,
} from "./console-view.ts";
import { type Html, html } from "./html.ts";

/** Renders the operator's page: what waits for a person first, then where every model stands, then what was decided. */
export function renderConsole(view: ConsoleView): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="60; url=console">
<title>${titleOf(view)}</title>
<style>${{ markup: consoleStyle }}</style>
</head>
<body>
<header><h1>Nightshift</h1>${holdAll(view)}</header>
<main>
${view.notice === null ? null : html`<p class="notice" role="status">${view.notice}</p>`}
<section><h2>Waits for you</h2>${reviewsOf(view)}</section>
<section><h2>Newest incidents</h2>${incidentsOf(view.incidents)}</section>
<section><h2>Models</h2>${modelsOf(view)}</section>
<section><h2>Private links</h2>${linksOf(view.links)}</section>
<section><h2>Decisions</h2>${decisionsOf(view.decisions)}</section>
</main>
</body>
</html>
`;
  return page.markup;
}

function titleOf({ reviews, hold }: ConsoleView): string {
  const waiting = reviews.length === 0 ? "" : `(${reviews.length}) `;
  return `${waiting}Nightshift${hold === null ? "" : ", held"}`;
}

function holdAll(view: ConsoleView): Html {
  if (view.hold === null) return order("hold", "all", "Hold all models", view.person);
  return html`<p class="held">All models are held by ${view.hold.by}: ${view.hold.reason}</p>${order("resume", "all", "Resume all", view.person)}`;
}

function reviewsOf({ reviews, person }: ConsoleView): Html | Html[] {
  if (reviews.length === 0) return html`<p class="quiet">Nothing. No question is open.</p>`;
  return reviews.map((review) => reviewOf(review, person));
}

function reviewOf(review: ConsoleReview, person: string | null): Html {
  const { id, model, question, digest, expiresAt, reasons } = review;
  return html`<article class="review">
<h3>${question}</h3>
<ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>
<p class="quiet">${model}. Silence until ${expiresAt} means no.</p>
<form method="post" action="console/reviews/${id}">
<input type="hidden" name="digest" value="${digest}">
${personField(person)}<input name="reason" placeholder="why (optional)" aria-label="Why" maxlength="2000">
<button name="answer" value="approve">Approve</button>
<button name="answer" value="reject" class="plain">Reject</button>
</form>
</article>`;
}

function incidentsOf(incidents: readonly ConsoleIncident[]): Html | Html[] {
  if (incidents.length === 0) return html`<p class="quiet">None was opened.</p>`;
  return incidents.map(
    ({ id, model, severity, openedAt, what, numbers, done, undo, ifIgnored }) => html`<details>
<summary><span class="quiet when">${timeOf(openedAt)}</span> <b class="${severity === "critical" ? "broken" : "quiet"}">${severity}</b> ${model}: ${what}</summary>
<ul>${numbers.map(({ name, value }) => html`<li>${name}: ${value}</li>`)}</ul>
<dl><dt>Done</dt><dd>${done}</dd><dt>Undo</dt><dd>${undo}</dd><dt>If ignored</dt><dd>${ifIgnored}</dd></dl>
<p><a href="incidents/${encodeURIComponent(model)}/${encodeURIComponent(id)}">The record, and who was told</a></p>
</details>`,
  );
}

function timeOf(at: string): string {
  return at.replace("T", " ").slice(0, 19);
}

function modelsOf({ models, person }: ConsoleView): Html {
  const rows = models.map(
    (model) => html`<tr>
<th scope="row">${model.model}<br><span class="quiet">${model.owner}</span></th>
<td>${versionOf(model.champion)}</td><td>${versionOf(model.challenger)}</td><td>${versionOf(model.previousChampion)}</td>
<td>${stateOf(model)}</td>
<td>${order(model.hold === null ? "hold" : "resume", model.model, model.hold === null ? "Hold" : "Resume", person)}</td>
</tr>`,
  );
  return html`<div class="wide"><table>
<thead><tr><th scope="col">Model</th><th scope="col">Champion</th><th scope="col">Challenger</th><th scope="col">Before</th><th scope="col">Now</th><th scope="col"></th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function versionOf(version: string | null): string {
  return version === null ? "none" : `version ${version}`;
}

function stateOf({ hold, lifecycle, waitingFiles }: ConsoleModel): string {
  const files = waitingFiles === 0 ? "" : `, ${waitingFiles} files wait`;
  if (hold !== null) return `held by ${hold.by}: ${hold.reason}${files}`;
  return `${lifecycle === null ? "idle" : lifecycle.step}${files}`;
}

function order(kind: "hold" | "resume", model: string, label: string, person: string | null): Html {
  return html`<form method="post" action="console/${kind}">
<input type="hidden" name="model" value="${model}">
${personField(person)}<button class="plain">${label}</button>
</form>`;
}

/** Where nobody signs in, the person says who they are; the ledger keeps it. */
function personField(person: string | null): Html | null {
  return person === null
    ? html`<input name="by" required placeholder="your name" aria-label="Your name" maxlength="200">`
    : null;
}

function linksOf(links: readonly ConsoleLink[] | null): Html {
  if (links === null)
    return html`<p><a href="console?preflight=1">Look at every private link now</a></p>`;
  return html`<ul>${links.map(
    (link) =>
      html`<li class="${link.kind}"><b>${link.kind === "holds" ? "holds" : "BROKEN"}</b> ${link.link}: ${link.seen}${
        link.kind === "broken" ? html`<br>Mend: ${link.mend}` : null
      }</li>`,
  )}</ul>`;
}

function decisionsOf(decisions: readonly ConsoleDecision[]): Html {
  if (decisions.length === 0) return html`<p class="quiet">None yet.</p>`;
  const rows = decisions.map(
    ({ at, model, sequence, kind, verdict, action, autonomy, reasons }) => html`<tr>
<td class="quiet when">${timeOf(at)}</td>
<td><a href="decisions/${encodeURIComponent(model)}/${sequence}">${model} ${sequence}</a></td>
<td>${kind}</td><td>${[verdict, action, autonomy].filter((word) => word !== null).join(", ")}</td>
<td>${reasons[0] ?? ""}</td>
</tr>`,
  );
  return html`<div class="wide"><table>
<thead><tr><th scope="col">At (UTC)</th><th scope="col">Entry</th><th scope="col">What</th><th scope="col">Verdict</th><th scope="col">Why</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}
