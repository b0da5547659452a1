/** What the two places below the ranking can show; the smallest window has one place for all. */
export const LEFT_CHARTS = [
  { value: 'error', title: 'By wavelength' },
  { value: 'worst', title: 'Worst patches' },
  { value: 'live', title: 'Two models' },
] as const
export const RIGHT_CHARTS = [
  { value: 'heat', title: 'By patch' },
  { value: 'response', title: 'Correction' },
  { value: 'figures', title: 'Figures' },
] as const
export type LeftChart = (typeof LEFT_CHARTS)[number]['value']
export type RightChart = (typeof RIGHT_CHARTS)[number]['value']
