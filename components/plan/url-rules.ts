import type { Mistake } from "../../functions/core/catalogue/mistake.ts";
import type { PlatformSettings } from "./platform-settings.ts";

/** URLs that the app or the deployment could not call, or that carry a secret to where everybody reads it. */
export function findUrlMistakes(settings: Partial<PlatformSettings>): Mistake[] {
  const { mlflowUrl, managementUrl, notify, languageModel, databricks } = settings;
  const urls: Record<string, unknown> = {
    mlflowUrl,
    managementUrl,
    "notify.webhookUrl": notify?.webhookUrl,
    "notify.pagerDutyUrl": notify?.pagerDutyUrl,
    "languageModel.llmUrl": languageModel?.llmUrl,
    "databricks.existing.workspaceUrl": databricks?.existing?.workspaceUrl,
  };
  return Object.entries(urls).flatMap(([path, url]) => {
    const rule = typeof url === "string" ? ruleBrokenBy(path, url) : null;
    return rule === null ? [] : [{ path, value: "this URL", rule, mend }];
  });
}

const mend =
  "Write host and path alone; where a secret must go along, put a relay that holds it into the network, and name the relay.";

/** A URL of scheme, host, port and path; null where it is none, or has more. */
export function parsePlainUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isPlain = [url.username, url.password, url.search, url.hash].every((part) => part === "");
  // A bare mark leaves the part behind it empty.
  return isPlain && !/[?#]/.test(text) ? url : null;
}

function ruleBrokenBy(path: string, text: string): string | null {
  const url = parsePlainUrl(text);
  const isClosed = url?.protocol === "https:" || (path === "managementUrl" && isLoopback(url));
  if (url === null || !isClosed) {
    return "must be an https URL without user, password, query and fragment, since a secret in it is read by everybody";
  }
  if (!hookHosts.test(url.hostname) && !url.pathname.split("/").some(looksRandom)) return null;
  return "must have no secret in its path, where everybody reads it";
}

function isLoopback(url: URL | null): boolean {
  return url?.protocol === "http:" && /^(?:localhost|127(?:\.\d{1,3}){3})$/.test(url.hostname);
}

/** Services whose webhooks are opened by their path alone. */
const hookHosts =
  /^hooks\.slack\.com$|(?:^|\.)discord(?:app)?\.com$|\.webhook\.office\.com$|\.logic\.azure\.com$/;

/** Whether a part of a path is what a machine made up, as in the address of a webhook; an id with hyphens is none. */
function looksRandom(part: string): boolean {
  if (/^[0-9a-f]{32,}$/i.test(part)) return true;
  return part.length >= 20 && [/[a-z]/, /[A-Z]/, /\d/, /^[\w-]+$/].every((some) => some.test(part));
}
