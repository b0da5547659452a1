import { problemDataOf } from '../../contract/errors.ts'
import type { Spot } from '../../contract/live.ts'
import { asReflectance } from '../../contract/spectrum.ts'
import { colourOf, coversColour } from '../../spectra/colour.ts'
import { deltaE2000 } from '../../spectra/delta-e.ts'
import type { DerivedReading } from '../derived.ts'
import { onModelAxis } from '../model-axis.ts'
import type { OnAxis } from '../model-axis.ts'
import { matrixOf } from '../pair-table.ts'
import type { SpotRecord } from '../store/records.ts'
import type { AppContext } from './context.ts'

/** Spots as they are shown; the corrected spectrum comes from the model that was used when the spot was read. */
export async function spotsOf(context: AppContext, records: readonly SpotRecord[]): Promise<Spot[]> {
  const { derived, options } = context
  const raws = records.map((record) => derived.reading(options.store.getReading(record.spectrometer)))
  const corrected = await correctedOf(context, records, raws)
  return records.flatMap((record, i) => {
    const raw = raws[i]
    if (!raw?.reflectance || !coversColour(raw.wavelengthNm)) return []
    const { wavelengthNm, reflectance } = raw
    const own = corrected[i]
    const pair =
      record.reference === undefined ? undefined : derived.readings([record.spectrometer], [record.reference])
    const rawColour = colourOf(reflectance, wavelengthNm)
    const correctedColour =
      own && coversColour(own.wavelengthNm) ? colourOf(own.values, own.wavelengthNm) : undefined
    const referenceColour = pair?.colours?.reference
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
        ...(own ? { corrected: own.values } : {}),
        ...(own && own.wavelengthNm !== wavelengthNm ? { correctedNm: own.wavelengthNm } : {}),
        ...(correctedColour ? { correctedColour } : {}),
        ...(own && model !== undefined ? { model } : {}),
        ...(record.tristimulus ? { tristimulus: named(context, record.tristimulus) } : {}),
        ...(pair ? { reference: pair.reference } : {}),
        ...(pair && pair.wavelengthNm !== wavelengthNm ? { referenceNm: pair.wavelengthNm } : {}),
        ...(referenceColour
          ? {
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

/**
 * Corrected spectra by row, as far as their model reaches; rows of one model go to it together. A model that is lost
 * leaves its rows raw.
 */
async function correctedOf(
  { shelf, options, notices }: AppContext,
  records: readonly SpotRecord[],
  raws: readonly DerivedReading[],
): Promise<(OnAxis | undefined)[]> {
  const result: (OnAxis | undefined)[] = records.map(() => undefined)
  for (const version of new Set(records.flatMap((record) => record.model ?? []))) {
    try {
      const card = options.store.getModel(version)
      const rows = raws.flatMap(({ reflectance, wavelengthNm }, i) => {
        const part =
          records[i]?.model === version && reflectance
            ? onModelAxis(card, wavelengthNm, reflectance)
            : undefined
        return part ? [{ i, part }] : []
      })
      const x = matrixOf(rows.map(({ part }) => part.values))
      const model = await shelf.open(card.hash)
      const { corrected } = await model.correctTable(x)
      rows.forEach(({ i, part }, row) => {
        const values = asReflectance(corrected.data.slice(row * x.columns, (row + 1) * x.columns))
        result[i] = { wavelengthNm: part.wavelengthNm, values }
      })
    } catch (error) {
      notices.problem('attention', problemDataOf(error))
    }
  }
  return result
}
