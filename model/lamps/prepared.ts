/** Size of a prepared picture: dispersion runs along its 480 columns. Source: nnSIC. */
export const PREPARED_WIDTH = 480
export const PREPARED_HEIGHT = 15
