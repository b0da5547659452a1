import type { Matrix } from '../service.ts'

/** The bands that a model reads, in rising order. */
export interface ExplainedAxis {
  readonly unit: 'nm' | 'cm-1' | 'index'
  readonly values: Float64Array
}

/**
 * Feature maps that a network makes of one spectrum, [positions x channels] row-major, and for each of their values
 * how much the score of one output changes with it.
 */
export interface FeatureMaps {
  readonly positions: number
  readonly channels: number
  readonly values: Float32Array
  /** The weights of the dense layer where it is the only one behind the maps, else the gradient. */
  readonly slopes: Float32Array
  /** Bands under one position: 1 before pooling, 2 behind one halving; position p stands for bands p span to (p + 1) span - 1. */
  readonly span: number
  /**
   * Bands that a later pooling brings together: only the largest of so many neighbours has a slope, and the picture is
   * smoothed over as many. 1 where nothing is pooled behind the maps.
   */
  readonly pooledLater: number
  /** What a caption calls them, where the usual words do not fit. */
  readonly name?: string
}

/** Which maps: those that the dense layer reads, behind the last pooling, or those of the last convolution before it. */
export type MapsLayer = 'pooled' | 'convolved'

/**
 * A trained model as the explanations see it. Every network and every linear model of the application can be one:
 * `scores` alone gives occlusion, `maps` adds the two pictures of a network, `linear` the matrix.
 */
export interface Explainable {
  /** What it is, in words for a picture: "Raman classifier, 2 convolutions of 16 filters". */
  readonly title: string
  readonly axis: ExplainedAxis
  /** Names of the classes, or what each output stands for ("550 nm"). */
  readonly outputs: readonly string[]
  /** What the network reads of a measured spectrum (scaled, normalised); the spectrum itself where absent. */
  prepare?(spectrum: Float64Array): Float64Array
  /** [rows x outputs] for rows of prepared spectra; before a softmax or sigmoid that only makes probabilities of them. */
  scores(x: Matrix): Matrix
  /**
   * Of a network with convolutions: maps of one prepared spectrum for one output, of each network where several are
   * averaged. What they tell adds up.
   */
  maps?(spectrum: Float64Array, output: number, layer: MapsLayer): readonly FeatureMaps[]
  /** The maps that there are; both unless said. */
  readonly layers?: readonly MapsLayer[]
  /** Of a linear model: [bands x outputs], the change of each output with each band. */
  readonly linear?: Matrix
  /** Known spectra that came with it, [rows x bands], and what each is. */
  readonly examples?: { readonly names: readonly string[]; readonly spectra: Matrix }
  /** Frees memory that the garbage collector does not see. */
  dispose?(): void
}
