import { problemDataOf } from '../../contract/errors.ts'
import type { Spot } from '../../contract/live.ts'
import { asReflectance } from '../../contract/spectrum.ts'
import type { Colour } from '../../contract/spectrum.ts'
import { colourOf, coversColour } from '../../spectra/colour.ts'
import { deltaE2000 } from '../../spectra/delta-e.ts'
import type { Matrix3 } from '../../model/tristimulus/matrix3.ts'
import type { DerivedReading } from '../derived.ts'
import { colourBy, Matrices } from '../matrices.ts'
import { onModelAxis } from '../model-axis.ts'
import type { OnAxis } from '../model-axis.ts'
import { matrixOf } from '../pair-table.ts'
import type { SpotRecord } from '../store/records.ts'
import { coloursBeside } from '../tristimulus-pair.ts'
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
    const made = corrected[i]
    const own = made && 'values' in made ? made : undefined
    const pair =
      record.reference === undefined ? undefined : derived.readings([record.spectrometer], [record.reference])
    const rawColour = colourOf(reflectance, wavelengthNm)
    const bySpectrum =
      own && coversColour(own.wavelengthNm) ? colourOf(own.values, own.wavelengthNm) : undefined
    const correctedColour =
      made && 'matrix' in made ? colourBy(made.matrix, rawColour, wavelengthNm) : bySpectrum
    const referenceColour = pair?.colours?.reference ?? colourBeside(context, record, raw)
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
        ...(made && model !== undefined ? { model } : {}),
        ...(record.tristimulus ? { tristimulus: named(context, record.tristimulus) } : {}),
        ...(pair?.reference ? { reference: pair.reference } : {}),
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

/** Colour that a reference without a spectrum read beside a spot; undefined where it had no white. */
function colourBeside(
  { options: { store } }: AppContext,
  { tristimulus }: SpotRecord,
  { reflectance, wavelengthNm }: DerivedReading,
): Colour | undefined {
  if (tristimulus?.white === undefined || !reflectance) return undefined
  const reading = { values: Float64Array.from(tristimulus.xyz), white: tristimulus.white }
  return coloursBeside(store, [reading], reflectance, wavelengthNm)?.reference
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
): Promise<(OnAxis | { readonly matrix: Matrix3 } | undefined)[]> {
  const matrices = new Matrices(options.store)
  const result: (OnAxis | { readonly matrix: Matrix3 } | undefined)[] = records.map(() => undefined)
  for (const version of new Set(records.flatMap((record) => record.model ?? []))) {
    try {
      const card = options.store.getModel(version)
      const matrix = matrices.of(card)
      if (matrix) {
        records.forEach(({ model }, i) => {
          if (model === version) result[i] = { matrix }
        })
        continue
      }
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
