import type * as pulumi from "@pulumi/pulumi";
import { type NameKind, planName } from "./plan/plan-name.ts";

/** Where the resources of a component go, and what their names are made from. */
export interface PlacementArgs {
  /** Azure region as Azure Resource Manager writes it, such as `westeurope`. */
  location: string;
  /** Name of the resource group that holds the resources; it exists already. */
  resourceGroupName: pulumi.Input<string>;
  /** Text that every resource name is made from, from 1 to 60 characters: usually the stack. */
  label: string;
  /**
   * Text that tells this deployment from others with the same label, such as the subscription id and the
   * project; some names are shared by all of Azure. @default "" (the label alone)
   */
  salt?: string;
  /** Tags on every resource that can have them. @default {} */
  tags?: Record<string, pulumi.Input<string>>;
}

/** Names and common arguments that the resources of one component share. */
export interface Placement {
  location: string;
  resourceGroupName: pulumi.Input<string>;
  tags: Record<string, pulumi.Input<string>>;
  /** Name of a resource of this kind; `role` tells two of one kind apart. */
  nameOf(kind: NameKind, role?: string): string;
}

/** Fills the defaults of a placement. */
export function placementOf(args: PlacementArgs): Placement {
  const { location, resourceGroupName, label, salt = "", tags = {} } = args;
  const seed = { label, salt, location };
  return { location, resourceGroupName, tags, nameOf: (kind, role) => planName(kind, seed, role) };
}
