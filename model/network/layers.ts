/** Weights of one convolution: kernel [1, width, in, out] of odd width, bias [out]. */
export interface Filter<T> {
  readonly kernel: T
  readonly bias: T
}

/**
 * Layers of one-dimensional networks over [samples, 1, bands, channels]; stride 1, padding same. A network written
 * in them runs on tensors at once (tensor-layers.ts), as a TensorFlow graph (graph/layers.ts) and in plain numbers
 * (plain-layers.ts).
 */
export interface Layers<T> {
  /** [samples, bands] as bands of one channel. */
  image(x: T): T
  /** Convolution and ReLU. `learnsInput` false spares the gradient of the data. */
  convolve(x: T, filter: Filter<T>, learnsInput?: boolean): T
  /** Convolution alone: the last layer of a network whose answer may have either sign. */
  convolveLinear(x: T, filter: Filter<T>): T
  /** Every band twice, then convolution and ReLU. */
  doubleAndConvolve(x: T, filter: Filter<T>): T
  /** Largest of each two neighbouring bands after a ReLU; an odd last band stays alone. */
  halve(x: T): T
  /** Adds a table [1, 1, bands, channels] to every sample, so that a convolution can tell the bands apart. */
  embed(x: T, table: T): T
  /** Channels of two flows of the same shape side by side. */
  join(first: T, second: T): T
  /** [samples, bands x channels]. */
  flatten(x: T): T
  /** x kernel + bias for [samples, in], [in, out] and [out]. */
  dense(x: T, kernel: T, bias: T): T
  sigmoid(x: T): T
}

/** A network: what becomes of rows of spectra, given its weights in the order of their shapes. */
export type Network = <T>(layers: Layers<T>, x: T, weights: readonly T[]) => T
