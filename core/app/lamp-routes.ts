import type { z } from 'zod'
import { Problem } from '../../contract/errors.ts'
import {
  LAMP_CLASSES,
  type LabelledPicturesSchema,
  type LampAnswer,
  type LampSpectrum,
  type LightColour,
  lampName,
} from '../../contract/lamps.ts'
import { readPicture, writePng } from '../../formats/picture-file.ts'
import { classMeans } from '../../model/lamps/class-means.ts'
import { defaultLampModel } from '../../model/lamps/default-model.ts'
import { laidMean } from '../../model/lamps/nearest-mean.ts'
import type { LabelledPicture, ToldLamp } from '../../model/lamps/service.ts'
import { PICTURE_NM } from '../../model/lamps/spectrum-picture.ts'
import { rowOf } from '../../model/linear/matrix.ts'
import { lightColour } from '../../spectra/colour-rendering.ts'
import { identifyLines } from '../../spectra/wavecal.ts'
import type { AppContext } from './context.ts'
import { guarded } from './errors.ts'
import type { Implementer } from './implementer.ts'
import { interruptible } from './interruptible.ts'
import { checkedSpectrum, lampFrame, lineWidthPixels } from './lamp-frame.ts'
import { calibrate } from './wavecal.ts'

/** How far a line may stand from its wavelength on a calibrated axis, nm. */
const IDENTIFY_NM = 1.5
const PREPARED_BYTES = 480 * 15 * 3
const COLUMNS = Float64Array.from({ length: 480 }, (_, column) => column)

/** Light sources: told, rendered, learned; the wavelength axis calibrated with them. */
export function lampRoutes(os: Implementer, context: AppContext) {
  const { options, axes, clock } = context
  const { lamps } = options.models
  let training = false

  const spectrum = async (
    wavelengthNm: Float64Array,
    values: Float64Array,
    { model, asMeasured }: { readonly model?: string | undefined; readonly asMeasured: boolean },
  ): Promise<LampSpectrum> => {
    const told = await lamps.tell({ wavelengthNm, values }, model)
    const widthPixels = lineWidthPixels(wavelengthNm)
    return {
      ...answer(told, [], { x: PICTURE_NM, values: rowOf(classMeans(), told.nearest), laid: null }),
      wavelengthNm,
      values,
      lines: identifyLines(values, wavelengthNm, { toleranceNm: IDENTIFY_NM, widthPixels }),
      light: lightOf(wavelengthNm, values),
      asMeasured,
    }
  }
  return {
    photograph: os.lamps.photograph.handler(async ({ input }) => {
      const notes: string[] = []
      const bytes = new Uint8Array(Buffer.from(input.file, 'base64'))
      const { picture } = readPicture(bytes, input.name, (sentence) => notes.push(sentence))
      const { turnDegrees, frame, model } = input
      const told = await lamps.tell({ photograph: picture, preparing: { turnDegrees, frame } }, model)
      const { values, ...laid } = laidMean(told.rows, told.nearest)
      return answer(told, notes, { x: COLUMNS, values, laid })
    }),
    spectrum: os.lamps.spectrum.handler(({ input }) => {
      const { wavelengthNm, values } = checkedSpectrum(input)
      return spectrum(wavelengthNm, values, { model: input.model, asMeasured: false })
    }),
    live: os.lamps.live.handler(async ({ signal }) => {
      const { wavelengthNm, values } = await lampFrame(context, signal)
      return spectrum(wavelengthNm, values, { asMeasured: true })
    }),
    render: os.lamps.render.handler(async ({ input: { label, seed, harder } }) => {
      const picture = await lamps.render(label, seed, harder)
      return { name: `${lampName(label)}-${seed}.png`, file: base64(writePng(picture)) }
    }),
    figures: os.lamps.figures.handler(() => {
      const { trainedOn, figures } = defaultLampModel()
      return {
        trainedOn,
        figures: Object.fromEntries(
          Object.entries(figures).map(([name, one]) => [
            name,
            { ...one, perClass: [...one.perClass], confusion: one.confusion.map((row) => [...row]) },
          ]),
        ),
      }
    }),
    train: os.lamps.train.handler(({ input }) => {
      if (training) throw trains()
      const { own, ...request } = input
      const controller = new AbortController()
      const pictures = own && { training: pictured(own.training), validation: pictured(own.validation) }
      training = true
      const stream = lamps.train({ ...request, ...(pictures ? { own: pictures } : {}) }, controller.signal)
      return guarded(
        interruptible(stream, controller, () => (training = false)),
        options.log,
        'lamps.train',
      )
    }),
    wavecal: os.lamps.wavecal.handler(({ input, signal }) => calibrate(context, input, signal)),
    ownAxis: os.lamps.ownAxis.handler(({ input: { family, serial } }) => {
      const at = new Date(clock.now()).toISOString()
      axes.keep({ family, serial, at, wavelengthNm: null, detail: null })
      return { ok: true } as const
    }),
  }
}

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')

function answer({ prepared, ...told }: ToldLamp, notes: string[], mean: LampAnswer['mean']): LampAnswer {
  return { ...told, frame: { ...told.frame }, prepared: base64(prepared.rgb), mean, notes }
}

/** Colour of a light in the shape of the contract. */
function lightOf(wavelengthNm: Float64Array, values: Float64Array): LightColour | null {
  const light = lightColour(wavelengthNm, values)
  if (!light) return null
  const { temperature, rendering, x, y } = light
  return { temperature, x, y, rendering: rendering && { ...rendering, special: [...rendering.special] } }
}

/** Prepared pictures one after the other. @throws Problem BAD_REQUEST when labels and bytes do not match */
function pictured({ labels, rgb }: z.output<typeof LabelledPicturesSchema>): LabelledPicture[] {
  const bytes = new Uint8Array(Buffer.from(rgb, 'base64'))
  if (bytes.length !== labels.length * PREPARED_BYTES)
    throw new Problem({
      code: 'BAD_REQUEST',
      title: 'The pictures do not match their labels',
      happened: `${labels.length} labels came with ${bytes.length} bytes; ${PREPARED_BYTES} belong to each.`,
      kept: 'Nothing was trained.',
      next: 'Export the data set again.',
    })
  return labels.map((label, i) => ({
    label,
    picture: { width: 480, height: 15, rgb: bytes.slice(i * PREPARED_BYTES, (i + 1) * PREPARED_BYTES) },
  }))
}

const trains = (): Problem =>
  new Problem({
    code: 'ALREADY_RUNNING',
    title: 'A classifier is being trained',
    happened: `One training of the ${LAMP_CLASSES.length} light sources runs at a time.`,
    kept: 'It goes on.',
    next: 'Wait for its end, or stop it first.',
  })
