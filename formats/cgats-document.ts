import type { CgatsFile } from './cgats.ts'
import { firstSpectra } from './cgats-spectra.ts'
import type { Say, SpectraDocument, SpectralQuantity } from './spectra-document.ts'

/** Spectra of the first table that has some, and what its header says. @throws Problem FORMAT_BAD */
export function documentOfCgats(file: CgatsFile, say?: Say): SpectraDocument {
  const { spectra, table } = firstSpectra(file, say)
  const word = (...keys: readonly string[]): string =>
    keys.map((key) => table.keywords.get(key)).find((value) => value !== undefined) ?? ''
  return {
    table: spectra,
    quantity: quantityIn(file, word('MEAS_TYPE'), word('DEVICE_CLASS')),
    title: word('DESCRIPTOR', 'DISPLAY'),
    instrumentation: word('INSTRUMENTATION', 'TARGET_INSTRUMENT', 'REFERENCE'),
    created: word('CREATED', 'PROD_DATE'),
  }
}

function quantityIn({ type }: CgatsFile, measured: string, device: string): SpectralQuantity {
  if (type === 'CCSS' || /^(EMISSION|AMBIENT)/i.test(measured) || /^(DISPLAY|EMISINPUT)$/i.test(device))
    return 'emission'
  if (/^TRANSMISSIVE$/i.test(measured)) return 'transmittance'
  return /^SENSITIVITY$/i.test(measured) ? 'arbitrary' : 'reflectance'
}
