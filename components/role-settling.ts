import * as pulumi from "@pulumi/pulumi";

interface SettlingInputs {
  assignments: string[];
  seconds: number;
}

/** Waits where the assignments changed. Its text is kept in the state, so it uses nothing from outside itself. */
const provider: pulumi.dynamic.ResourceProvider<SettlingInputs, SettlingInputs> = {
  async create(inputs) {
    await new Promise((resolve) => setTimeout(resolve, inputs.seconds * 1000));
    return { id: "settled", outs: inputs };
  },
  async diff(_id, olds, news) {
    return { changes: String(olds.assignments) !== String(news.assignments) };
  },
  async update(_id, _olds, news) {
    await new Promise((resolve) => setTimeout(resolve, news.seconds * 1000));
    return { outs: news };
  },
};

/**
 * Holds back what depends on it until Azure has spread new role assignments, which takes minutes after Azure says
 * that they exist. `seconds` is from 0 to 900; it waits on creation and when assignments change, never else.
 */
export class RoleSettling extends pulumi.dynamic.Resource {
  constructor(
    name: string,
    assignments: pulumi.Input<string>[],
    seconds: number,
    opts: pulumi.CustomResourceOptions,
  ) {
    super(provider, name, { assignments, seconds }, opts, "nightshift", "RoleSettling");
  }
}
