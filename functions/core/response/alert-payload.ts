import * as z from "zod/mini";

const text = z.string().check(z.maxLength(4000));
const textOrNull = z.nullish(text);
const dimensions = z.nullish(
  z.array(z.looseObject({ name: text, value: textOrNull })).check(z.maxLength(50)),
);
const properties = z.nullish(z.record(z.string().check(z.maxLength(200)), z.unknown()));

/** One condition of a metric or log alert; thresholds come as text. */
const criterion = z.looseObject({
  operator: textOrNull,
  threshold: z.nullish(z.union([z.number(), text])),
  metricValue: z.nullish(z.union([z.number(), text])),
  dimensions,
});

/** The parts of the common alert schema that are read: https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema */
export const commonAlert = z.looseObject({
  schemaId: z.literal("azureMonitorCommonAlertSchema"),
  data: z.looseObject({
    essentials: z.looseObject({
      alertId: textOrNull,
      originAlertId: textOrNull,
      alertRule: textOrNull,
      severity: textOrNull,
      monitorCondition: textOrNull,
      monitoringService: textOrNull,
      firedDateTime: textOrNull,
      resolvedDateTime: textOrNull,
      description: z.nullish(z.string()),
    }),
    alertContext: z.nullish(
      z.looseObject({
        properties,
        condition: z.nullish(
          z.looseObject({ allOf: z.nullish(z.array(criterion).check(z.maxLength(100))) }),
        ),
        /** Log alerts of the first version. */
        Dimensions: dimensions,
        Threshold: z.nullish(z.number()),
        Operator: textOrNull,
        ResultCount: z.nullish(z.number()),
        AlertData: z.nullish(
          z.looseObject({
            BudgetName: textOrNull,
            BudgetThreshold: textOrNull,
            SpentAmount: textOrNull,
          }),
        ),
      }),
    ),
    customProperties: properties,
  }),
});

/** A common alert, its read parts checked. */
export type CommonAlert = z.infer<typeof commonAlert>;
/** One condition of a common alert. */
export type Criterion = z.infer<typeof criterion>;
