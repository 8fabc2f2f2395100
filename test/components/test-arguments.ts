import { privateZones } from "../../components/plan/endpoint-table.ts";

/** Placement that the component tests share. */
export const testPlacement = {
  location: "westeurope",
  resourceGroupName: "rg-test",
  label: "test",
  salt: "00000000-0000-0000-0000-000000000000/nightshift",
  tags: { owner: "tests" },
};

/** Access to a network that stands already. */
export const testAccess = {
  endpointsSubnetId: "/subnets/endpoints",
  zoneIds: Object.fromEntries(privateZones.map((zone) => [zone, `/zones/${zone}`])),
};
