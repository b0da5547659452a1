/** Line icons on an 18 x 18 grid: path data, stroked 1.3. */
export const ICONS = {
  live: ['M1.5 13.2c3 0 3.4-9.6 6.3-9.6 2.8 0 2.6 5.9 4.8 5.9 1.7 0 1.7-2.3 3.9-2.3', 'M1.5 16.2h15'],
  plate: ['M2.5 2.5h13v13h-13z', 'M2.5 6.8h13M2.5 11.2h13M6.8 2.5v13M11.2 2.5v13'],
  models: ['M2.5 2v13.5h13.7', 'M5 12.8l9.2-8.6', 'M6.2 8.3v.01M8.4 11.8v.01M10.6 5.2v.01M13.2 8.2v.01'],
  sessions: ['M2.8 4.5h12.4M2.8 9h12.4M2.8 13.5h12.4', 'M6.3 3v3M11.6 7.5v3M8.4 12v3'],
  devices: ['M5.4 2.5h7.2v4.7l-1.7 1.6v3.4H7.1V8.8L5.4 7.2z', 'M9 12.2v4.3'],
  settings: [
    'M2.5 5h5.8M12.7 5h2.8M2.5 13h2.8M9.7 13h5.8',
    'M12.7 5a2.2 2.2 0 1 1-4.4 0 2.2 2.2 0 0 1 4.4 0zM9.7 13a2.2 2.2 0 1 1-4.4 0 2.2 2.2 0 0 1 4.4 0z',
  ],
} as const

export type IconName = keyof typeof ICONS
