import type { MethodName } from '../../contract/model.ts'

const WORDS: Partial<Record<string, string>> = {
  none: 'No correction',
  'slope-bias': 'Slope and bias',
  ridge: 'Ridge',
  ds: 'Direct standardisation',
  pds: 'PDS',
  pls: 'PLS',
  'pca-affine': 'PCA affine',
  sst: 'SST',
  quadratic: 'Quadratic ridge',
  kernel: 'Kernel ridge',
  'berns-petersen': 'Berns-Petersen',
  physics: 'Physics',
  gated: 'Gated',
  autoencoder: 'Autoencoder',
  cnn: 'CNN',
  unet: 'U-Net',
  matrix3: 'Matrix 3 × 3',
  'four-colour': 'Four-colour matrix',
  'gated-cnn': 'Gated + CNN',
  'gated-unet': 'Gated + U-Net',
}

/** Short word of a method for cells and rows: "Ridge", "Slope and bias". */
export function methodWord(method: MethodName | (string & {})): string {
  const words = WORDS[method] ?? method.replace(/-/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Whether models of a method correct X, Y and Z only: spectra stay as they were measured. */
export const coloursOnly = (method: string | undefined): boolean =>
  method === 'matrix3' || method === 'four-colour'

/** A sentence with a capital and proper signs: "11.2 ms x 25" -> "11.2 ms × 25", "ready" -> "Ready". */
export function sentence(text: string): string {
  const signs = text.replace(/ x (?=\d)/g, ' × ').replace(/\bdegC\b/g, '°C')
  return signs.charAt(0).toUpperCase() + signs.slice(1)
}

/** Figures of the domain as people write them: D2 -> D², T2 -> T². */
export const domainFigures = (detail: string): string => detail.replace(/\b([DT])2\b/g, '$1²')
