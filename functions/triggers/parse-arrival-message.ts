import * as z from "zod/mini";
import type { Catalogue, ModelDefinition } from "../core/catalogue/model-definition.ts";
import { containers } from "../core/names.ts";

/** An event of the queue `bronze-arrivals`. */
export type ArrivalEvent =
  | {
      kind: "file";
      model: string;
      definition: ModelDefinition;
      eventId: string;
      /** Path below the bronze container. */
      path: string;
    }
  /** No model waits for it. */
  | { kind: "nobodys"; subject: string; reason: string };

const blobEvent = z.object({
  id: z.string().check(z.minLength(1)),
  subject: z.string(),
  eventType: z.string(),
});

const bronze = `/blobServices/default/containers/${containers.bronze}/blobs/`;

/**
 * Reads the Event Grid event, or the batch of them, in a message.
 * Throws where it is something else: the message is delivered again, and dead-lettered in the end.
 */
export function parseArrivalMessage(body: unknown, catalogue: Catalogue): ArrivalEvent[] {
  const read = z.safeParse(z.array(blobEvent), Array.isArray(body) ? body : [body]);
  if (read.success) return read.data.map((event) => readEvent(event, catalogue));
  const broken = read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new Error(
    `bronze-arrivals: the message is no Event Grid event and no array of them (${broken.join("; ")}). Send Microsoft.Storage.BlobCreated events in the Event Grid schema.`,
  );
}

function readEvent(
  { id: eventId, subject, eventType }: z.infer<typeof blobEvent>,
  catalogue: Catalogue,
): ArrivalEvent {
  if (eventType !== "Microsoft.Storage.BlobCreated") {
    return { kind: "nobodys", subject, reason: `${eventType} is no new blob` };
  }
  if (!subject.startsWith(bronze)) {
    return { kind: "nobodys", subject, reason: `it is not in the container ${containers.bronze}` };
  }
  const path = subject.slice(bronze.length);
  if (climbs(path)) {
    return { kind: "nobodys", subject, reason: "its path has a segment that a URL would resolve" };
  }
  const owners = Object.entries(catalogue).filter(([, { input }]) =>
    path.startsWith(`${input.path}/`),
  );
  const owner = owners.sort(([, a], [, b]) => b.input.path.length - a.input.path.length)[0];
  if (owner === undefined) {
    return { kind: "nobodys", subject, reason: `no model has an input.path that holds ${path}` };
  }
  const [model, definition] = owner;
  return { kind: "file", model, definition, eventId, path };
}

/** Whether a URL of this path would lead elsewhere: `films/../../ledger/x` is a blob of another container. */
function climbs(path: string): boolean {
  return path
    .split(/[/\\]/)
    .some((segment) => segment === "" || /^(?:\.|%2e){1,2}$/i.test(segment));
}
