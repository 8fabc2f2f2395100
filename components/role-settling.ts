import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "./dynamic-resource.ts";

interface SettlingInputs {
  assignments: string[];
  seconds: number;
}

async function create(inputs: SettlingInputs) {
  await new Promise((resolve) => setTimeout(resolve, inputs.seconds * 1000));
  return { id: "settled", outs: inputs };
}

async function diff(_id: string, olds: SettlingInputs, news: SettlingInputs) {
  return { changes: String(olds.assignments) !== String(news.assignments) };
}

async function update(_id: string, _olds: SettlingInputs, news: SettlingInputs) {
  await new Promise((resolve) => setTimeout(resolve, news.seconds * 1000));
  return { outs: news };
}

const provider = { operations: [create, diff, update], helpers: [] };

/**
 * Holds back what depends on it until Azure has spread new role assignments, which takes minutes after Azure says
 * that they exist. `seconds` is from 0 to 900; it waits on creation and when assignments change, never else.
 */
export class RoleSettling extends DynamicResource {
  constructor(
    name: string,
    assignments: pulumi.Input<string>[],
    seconds: number,
    opts: pulumi.CustomResourceOptions,
  ) {
    super("RoleSettling", name, { assignments, seconds }, provider, opts);
  }
}
