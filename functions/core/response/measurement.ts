import type { measurementRecord } from "../names.ts";
import type { AlertKind } from "./alert.ts";

/** One measured value as the app logs it: alert rules read nothing else. */
export interface Measurement {
  /** Marks the record among all logs. */
  record: typeof measurementRecord;
  model: string;
  kind: AlertKind;
  /** Model version that was measured; empty where there is none. */
  version: string;
  /** Column or pipeline that was measured; empty where there is none. */
  feature: string;
  value: number;
  /** Limit of the catalogue at the time, more than 0: a changed limit changes no rule. */
  limit: number;
}
