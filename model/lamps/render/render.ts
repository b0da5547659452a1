import type { LampLabel } from '../../../contract/lamps.ts'
import { mirrored, type Picture, scaled } from '../../../spectra/picture.ts'
import type { Random } from '../../../spectra/random.ts'
import { PREPARED_HEIGHT, PREPARED_WIDTH } from '../prepared.ts'
import { continuum } from './continuum.ts'
import { helium, hydrogen, neon } from './discharge.ts'
import { mercury } from './fluorescent.ts'
import type { LampLight } from './lamp.ts'
import { led } from './led.ts'
import { nitrogen } from './nitrogen.ts'
import type { RenderParameters } from './parameters.ts'
import { photograph } from './photograph.ts'
import { scene } from './scenes.ts'
import { stranger } from './strangers.ts'

/** Lights in the order of their labels. */
const LIGHTS: readonly ((random: Random) => LampLight)[] = [
  led,
  mercury,
  continuum,
  neon,
  helium,
  hydrogen,
  nitrogen,
]

/** Light of some lamp of a class. @throws RangeError for a label that does not exist */
export function drawLight(random: Random, label: LampLabel): LampLight {
  const draw = LIGHTS[label]
  if (!draw) throw new RangeError(`there is no light source ${label}`)
  return draw(random)
}

/** Brings a cropped photograph to 15 x 480, turned round by chance. */
function finished(random: Random, picture: Picture): Picture {
  const small = scaled(picture, PREPARED_WIDTH, PREPARED_HEIGHT)
  return random.next() < 0.5 ? mirrored(small) : small
}

/** A prepared picture of given light as some camera behind some grating would show it. */
export const renderLight = (random: Random, light: LampLight, parameters: RenderParameters): Picture =>
  finished(random, photograph(random, light, parameters))

/** A prepared picture of a lamp of the class, or of what belongs to no class. */
export function renderLamp(
  random: Random,
  label: LampLabel | 'unknown',
  parameters: RenderParameters,
): Picture {
  if (label === 'unknown' && random.next() < 0.4) return finished(random, scene(random, parameters))
  const light = label === 'unknown' ? stranger(random) : drawLight(random, label)
  return renderLight(random, light, parameters)
}
