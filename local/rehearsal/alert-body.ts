import * as z from "zod/mini";
import { alertKinds } from "../../functions/core/response/alert.ts";
import { name } from "./field-schemas.ts";

const oneSource = {
  error: "must hold either file, or kind: a payload is read, or one is made",
};
const noModel = { error: "must name the model: only a budget is about all of them" };

/** An alert reaches the event hub: the payload of a file, or one made from kind, model and value. */
export const alertBody = z
  .strictObject({
    /** Path of a JSON payload, or an array of them, relative to the rehearsal file. */
    file: z.optional(name),
    kind: z.optional(z.enum(alertKinds, { error: `must be one of ${alertKinds.join(", ")}` })),
    model: z.optional(name),
    /** Measured value divided by its limit. @default 1.5 */
    value: z._default(z.number().check(z.gte(0)), 1.5),
    /** Model version that it is about. @default the champion at that moment, where it is about a model's errors */
    version: z.optional(z.string().check(z.regex(/^\d+$/, "must be a version number in quotes"))),
    /** Column, pipeline or other part that it is about. @default none */
    feature: z.optional(name),
    /** Whether it begins, or ends what an alert like it began. @default fired */
    condition: z._default(z.enum(["fired", "resolved"]), "fired"),
  })
  .check(
    z.refine(({ file, kind }) => (file === undefined) !== (kind === undefined), oneSource),
    z.refine(
      ({ kind, model }) => kind === undefined || kind === "budget" || model !== undefined,
      noModel,
    ),
  );
