/**
 * Metrics: plain functions, and the same as plug-ins of kind `metric`.
 *
 * @packageDocumentation
 */
export { exactMatch, normalizeAnswer, tokenF1 } from "./answers.ts";
export { type BleuOptions, type BleuScore, bleu, tokenize13a } from "./bleu.ts";
export { type ChrfScore, chrf } from "./chrf.ts";
export { accuracy, confusionMatrix, f1, matthews, type PrecisionRecall } from "./classes.ts";
export { pearson, spearman } from "./correlation.ts";
export { type Entity, type EntityScore, entitiesOf, entityF1 } from "./entities.ts";
export type { Metric, MetricScore, NumberMetric, TagMetric, TextMetric } from "./metric.ts";
export { metricPlugins } from "./plugins.ts";
