import type { Fitted, Method } from './method.ts'

const identity: Fitted = {
  parameters: {},
  arrays: {},
  predict: (x) => ({ rows: x.rows, columns: x.columns, data: x.data.slice() }),
}

/** The raw spectrum as it is: what every other method has to beat. */
export const none: Method = {
  name: 'none',
  title: 'No correction',
  assumptions: 'The spectrometer already agrees with the reference.',
  minimumPairs: 1,
  steady: true,
  fit: async () => identity,
  restore: async () => identity,
  recalibrate: () => identity,
}
