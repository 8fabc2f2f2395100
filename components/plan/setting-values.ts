import * as z from "zod/mini";
import { isPrivate, parseCidr } from "./cidr.ts";

/** Id of a subscription, tenant, application, person or group. */
export const uuid = z
  .string()
  .check(
    z.regex(
      /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
      "must be an id like 00000000-0000-0000-0000-000000000000",
    ),
  );
const email = z.string().check(z.regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "must be a mail address"));
/** Mail addresses, one at least. */
export const emails = z.array(email).check(z.minLength(1, "must name one person at least"));
/** A whole number in a range, or nothing. */
export const whole = (least: number, most: number) =>
  z.optional(z.int().check(z.gte(least), z.lte(most)));
/** Yes or no, or nothing. */
export const flag = z.optional(z.boolean());
/** Text that is not empty, or nothing. */
export const text = z.optional(z.string().check(z.minLength(1)));

/** A text, or a value that is known only while Pulumi runs, such as the id of another resource. */
export const through = textOrLater(/./, "must be text");

/** Azure region as templates write it. */
export const region = z
  .string()
  .check(
    z.regex(
      /^[a-z][a-z0-9]+$/,
      "must be a region as Azure writes it in templates, like westeurope",
    ),
  );
/** Text that names are made from. */
export const label = z.string().check(z.minLength(1), z.maxLength(60));
/** Tags of resources, or nothing. */
export const tags = z.optional(z.record(z.string(), through));
/** Name of a resource group. */
export const groupName = textOrLater(
  /^[\w().-]{0,89}[\w()-]$/,
  "must be the name of a resource group: 1 to 90 of letters, digits and _ - . ( ), without a dot at its end",
);
/** Id of a resource group. */
export const groupId = textOrLater(
  /^\/subscriptions\/[^/\s]+\/resourceGroups\/[^/\s]+$/i,
  "must be the id of a resource group, like /subscriptions/ID/resourceGroups/NAME",
);
/** Id of any resource in a resource group. */
export const resourceId = textOrLater(
  /^\/subscriptions\/[^/\s]+\/resourceGroups\/[^/\s]+\/providers\/[^\s]+$/i,
  "must be a resource id, like /subscriptions/ID/resourceGroups/NAME/providers/…",
);
/** An IPv4 address that no public host has. */
export const privateAddress = z
  .string()
  .check(z.refine(isPrivateAddress, { error: "must be a private IPv4 address like 10.0.0.4" }));

function isPrivateAddress(address: string): boolean {
  const range = parseCidr(`${address}/32`);
  return range !== null && isPrivate(range);
}

function textOrLater(pattern: RegExp, error: string) {
  const holds = (value: unknown) =>
    isLater(value) || (typeof value === "string" && pattern.test(value));
  return z.any().check(z.refine(holds, { error }));
}

/** Whether Pulumi knows the value only while it runs: one of its outputs, or a promise. */
function isLater(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Reflect.get(value, "__pulumiOutput") === true || value instanceof Promise;
}
