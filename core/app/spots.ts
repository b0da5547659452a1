import { problemDataOf } from '../../contract/errors.ts'
import type { Spot } from '../../contract/live.ts'
import { asReflectance } from '../../contract/spectrum.ts'
import { colourOf, coversColour } from '../../spectra/colour.ts'
import { deltaE2000 } from '../../spectra/delta-e.ts'
import { matrixOf } from '../pair-table.ts'
import type { SpotRecord } from '../store/records.ts'
import type { AppContext } from './context.ts'

/** Spots as they are shown; the corrected spectrum comes from the model that was used when the spot was read. */
export async function spotsOf(context: AppContext, records: readonly SpotRecord[]): Promise<Spot[]> {
  const { derived, options } = context
  const raws = records.map((record) => derived.reading(options.store.getReading(record.spectrometer)))
  const corrected = await correctedOf(
    context,
    records,
    raws.map(({ reflectance }) => reflectance),
  )
  return records.flatMap((record, i) => {
    const raw = raws[i]
    if (!raw?.reflectance || !coversColour(raw.wavelengthNm)) return []
    const { wavelengthNm, reflectance } = raw
    const own = corrected[i]
    const calibrated =
      record.reference === undefined
        ? undefined
        : derived.reading(options.store.getReading(record.reference), wavelengthNm).reflectance
    const rawColour = colourOf(reflectance, wavelengthNm)
    const correctedColour = own && colourOf(own, wavelengthNm)
    const referenceColour = calibrated && colourOf(calibrated, wavelengthNm)
    const { id, name, at, session, domain, domainDetail, model } = record
    return [
      {
        id,
        name,
        at,
        session,
        wavelengthNm,
        reflectance,
        rawColour,
        domain,
        domainDetail,
        ...(own && correctedColour ? { corrected: own, correctedColour } : {}),
        ...(own && model !== undefined ? { model } : {}),
        ...(record.tristimulus ? { tristimulus: named(context, record.tristimulus) } : {}),
        ...(calibrated && referenceColour
          ? {
              reference: calibrated,
              referenceColour,
              deltaERaw: deltaE2000(rawColour.lab, referenceColour.lab),
              ...(correctedColour
                ? { deltaECorrected: deltaE2000(correctedColour.lab, referenceColour.lab) }
                : {}),
            }
          : {}),
      },
    ]
  })
}

function named(
  { options }: AppContext,
  { device, xyz, unit }: NonNullable<SpotRecord['tristimulus']>,
): NonNullable<Spot['tristimulus']> {
  const { model, serial } = options.store.getDevice(device)
  return { instrument: serial === '' ? model : `${model} ${serial}`, xyz, unit }
}

/** Corrected spectra by row; rows of one model go to it together. A model that is lost leaves its rows raw. */
async function correctedOf(
  { shelf, options, notices }: AppContext,
  records: readonly SpotRecord[],
  spectra: readonly (Float64Array | undefined)[],
): Promise<(Float64Array | undefined)[]> {
  const result: (Float64Array | undefined)[] = records.map(() => undefined)
  for (const version of new Set(records.flatMap((record) => record.model ?? []))) {
    const rows = records.flatMap((record, i) => (record.model === version && spectra[i] ? [i] : []))
    const x = matrixOf(rows.flatMap((row) => spectra[row] ?? []))
    try {
      const model = await shelf.open(options.store.getModel(version).hash)
      const { corrected } = await model.correctTable(x)
      rows.forEach((row, i) => {
        result[row] = asReflectance(corrected.data.slice(i * x.columns, (i + 1) * x.columns))
      })
    } catch (error) {
      notices.problem('attention', problemDataOf(error))
    }
  }
  return result
}
