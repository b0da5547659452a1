import { type Frame, type Picture, scaled } from '../../../spectra/picture.ts'
import { turned } from '../../../spectra/turned-picture.ts'
import { PREPARED_HEIGHT, PREPARED_WIDTH } from '../prepared.ts'
import { findCrop } from './crop.ts'
import { findTurn } from './direction.ts'

/** Longest side a photograph is worked on with: three times what the networks see. */
const LONGEST = 1600

/** A picture brought to 15 x 480 and how that was done. */
export interface Prepared {
  readonly picture: Picture
  /** Clockwise turn. */
  readonly turnDegrees: number
  /** Part of the turned picture, in shares 0..1 of its width and height. */
  readonly frame: Frame
}

/** What a person has corrected; what is left out is found. */
export interface Preparing {
  readonly turnDegrees?: number | undefined
  readonly frame?: Frame | undefined
}

const WHOLE: Frame = { left: 0, top: 0, width: 1, height: 1 }

/** Turns a photograph level, crops it to its spectrum, scales it; one of 15 x 480 pixels is taken as it is. */
export function prepare(photograph: Picture, { turnDegrees, frame }: Preparing = {}): Prepared {
  const { width, height } = photograph
  if (width === PREPARED_WIDTH && height === PREPARED_HEIGHT && frame === undefined && !turnDegrees)
    return { picture: photograph, turnDegrees: 0, frame: WHOLE }
  const shrink = Math.min(1, LONGEST / Math.max(width, height))
  const work =
    shrink < 1
      ? scaled(photograph, Math.max(1, Math.round(width * shrink)), Math.max(1, Math.round(height * shrink)))
      : photograph
  const turn = turnDegrees ?? findTurn(work)
  const level = turned(work, turn)
  const crop = frame === undefined ? findCrop(level) : pixelsOf(frame, level)
  return {
    picture: scaled(level, PREPARED_WIDTH, PREPARED_HEIGHT, crop),
    turnDegrees: turn,
    frame: {
      left: crop.left / level.width,
      top: crop.top / level.height,
      width: crop.width / level.width,
      height: crop.height / level.height,
    },
  }
}

/** Shares as whole pixels inside the picture, at least one each way. */
function pixelsOf(frame: Frame, { width, height }: Picture): Frame {
  const left = Math.min(width - 1, Math.max(0, Math.round(frame.left * width)))
  const top = Math.min(height - 1, Math.max(0, Math.round(frame.top * height)))
  return {
    left,
    top,
    width: Math.min(width - left, Math.max(1, Math.round(frame.width * width))),
    height: Math.min(height - top, Math.max(1, Math.round(frame.height * height))),
  }
}
