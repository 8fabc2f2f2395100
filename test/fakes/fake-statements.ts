import type { Statements } from "../../functions/clients/ports.ts";

type Row = Record<string, string | null>;

/** SQL in memory: it answers the statements it was taught, and fails on all others. */
export interface FakeStatements extends Statements {
  teach(statement: string, rows: Row[]): void;
  /** Statements that were asked, in order. */
  readonly asked: { statement: string; parameters: Record<string, string | number> }[];
}

/** Creates a warehouse that knows no statement. */
export function createFakeStatements(): FakeStatements {
  const known = new Map<string, Row[]>();
  const asked: FakeStatements["asked"] = [];
  return {
    asked,
    teach(statement, rows) {
      known.set(statement, rows);
    },
    async query(statement, parameters) {
      asked.push({ statement, parameters });
      const rows = known.get(statement);
      if (rows === undefined) throw new Error(`Fake SQL does not know: ${statement}`);
      return structuredClone(rows);
    },
  };
}
