// Figures in Prometheus's text format (version 0.0.4).

export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  /** Labels as `{a="b"}` or the empty text, with their values. */
  readonly values: readonly (readonly [labels: string, value: number])[];
}

export function metricsText(metrics: readonly Metric[]): string {
  return metrics
    .map(({ name, help, type, values }) =>
      [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} ${type}`,
        ...values.map(([labels, value]) => `${name}${labels} ${value}`),
        '',
      ].join('\n'),
    )
    .join('');
}

export function one(name: string, type: Metric['type'], help: string, value: number): Metric {
  return { name, type, help, values: [['', value]] };
}
