/** Wrong use that the user can mend: its message says how. The command line answers with exit code 2. */
export class Refusal extends Error {
  override name = "Refusal";
}
