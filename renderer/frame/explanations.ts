import type { Explained } from '../state/app.svelte.ts'

interface Text {
  readonly title: string
  readonly paragraphs: readonly { readonly title: string; readonly text: string }[]
}

const stale =
  'Fresh below 30 minutes. Attention from 30 minutes or 66 pairs. Stale from 60 minutes, after the integration time changed, or when control patches leave their limits. Stale never blocks: the reading is stored with the flag.'

/** What the cells of the strip say when asked. */
export const EXPLANATIONS: Readonly<Record<Explained, Text>> = {
  level: {
    title: 'Level of the white peak',
    paragraphs: [
      {
        title: 'What it is',
        text: 'The brightest pixel of the white reading as a share of full scale. Above 98 % the detector saturates and the reading is refused.',
      },
      {
        title: 'What to do',
        text: 'The application sets the integration time itself when it takes the white. A level below 15 % means too little light: check lamp and fibre.',
      },
    ],
  },
  dark: {
    title: 'Dark reference',
    paragraphs: [
      { title: 'What it is', text: 'The reading without light, subtracted from every other reading.' },
      { title: 'When it grows old', text: stale },
    ],
  },
  white: {
    title: 'White reference',
    paragraphs: [
      { title: 'What it is', text: 'The reading on the white tile: every reflectance is a share of it.' },
      { title: 'When it grows old', text: stale },
    ],
  },
  domain: {
    title: 'Domain',
    paragraphs: [
      {
        title: 'In domain',
        text: 'The spectrum is like those the model has learnt from: the interval holds.',
      },
      { title: 'Edge', text: 'Near the border. The correction leans less on the plate.' },
      {
        title: 'Foreign',
        text: 'Unlike the plate. The corrected trace is dashed and has no interval; readings are stored and flagged.',
      },
      { title: 'Saturated, too dark', text: 'Any pixel above 98 % of full scale, or the peak below 15 %.' },
      {
        title: 'What the lamp cannot see',
        text: 'A small zero offset, a wavelength slip under 5 nm, weak fluorescence.',
      },
    ],
  },
}
