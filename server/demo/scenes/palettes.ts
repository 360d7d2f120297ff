export const cities = ['lisbon', 'kyoto', 'marrakesh'] as const
export type City = (typeof cities)[number]
export const hours = ['morning', 'noon', 'golden', 'dusk', 'night'] as const
export type Hour = (typeof hours)[number]

/** What falls on everything in the picture: because all pigments of a scene stand under one light, they agree. */
export interface Light {
  hour: Hour
  /** Top, middle and horizon of the sky. */
  sky: readonly [string, string, string]
  /** The disc of the sun or moon. */
  sun: string
  /** Colour of the light on lit sides. */
  key: string
  /** What shadows are mixed towards. */
  shade: string
  /** What distance fades into. */
  haze: string
  /** Lamps and lit windows. */
  glow: string
  /** 0 = lamps off … 1 = the only light. */
  lamps: number
}

/** The pigments of a city, as they are at noon. */
export interface Pigments {
  walls: readonly string[]
  trim: string
  roof: string
  wood: string
  doors: readonly string[]
  leaf: string
  leaf2: string
  blooms: readonly string[]
  ground: string
  stone: string
  water: string
  iron: string
  accent: string
  tiles: readonly string[]
  cloth: readonly string[]
}

const light = (hour: Hour, sky: [string, string, string], sun: string, key: string, shade: string, haze: string, glow: string, lamps: number): Light =>
  ({ hour, sky, sun, key, shade, haze, glow, lamps })

export const lights: Record<City, Record<Hour, Light>> = {
  lisbon: {
    morning: light('morning', ['#6fb3c8', '#a9d5d3', '#fbe9c9'], '#fff6de', '#fff6e6', '#3f5a86', '#d9e6dc', '#ffe2a0', 0.15),
    noon: light('noon', ['#3f93bd', '#7fc0d0', '#d9ecdf'], '#fffbe8', '#fffaf0', '#34507f', '#cfe4e2', '#ffe2a0', 0.05),
    golden: light('golden', ['#e9a15f', '#f5c885', '#fdeac0'], '#fff3cf', '#ffe7c2', '#6d4a78', '#f7d9a8', '#ffd98a', 0.35),
    dusk: light('dusk', ['#344a80', '#8a6c9b', '#f2a285'], '#ffd9b0', '#d9b4b8', '#2a2f62', '#c98e97', '#ffc766', 0.8),
    night: light('night', ['#14213f', '#24416b', '#4d7391'], '#f7f0d6', '#7f93bf', '#101a3a', '#3a5a80', '#ffc861', 1),
  },
  kyoto: {
    morning: light('morning', ['#b9d3cf', '#dfe6d4', '#faeed6'], '#f26b4a', '#fff8ea', '#4a5a72', '#eaeadb', '#ffdf9a', 0.15),
    noon: light('noon', ['#7db4b8', '#b5d6cb', '#f3ecd3'], '#fff5da', '#fffaf0', '#3c5468', '#dfe8d8', '#ffdf9a', 0.05),
    golden: light('golden', ['#e58e5c', '#f3bd80', '#fbe6bb'], '#fff1cf', '#ffe6c4', '#5f4668', '#f5d5a5', '#ffd98a', 0.4),
    dusk: light('dusk', ['#3b3f70', '#93688c', '#ef9a83'], '#ffcfa6', '#d3aeb8', '#292a55', '#b98793', '#ffbe5c', 0.85),
    night: light('night', ['#121c3a', '#203760', '#46688a'], '#f5ecd0', '#8190bb', '#0e1734', '#34507a', '#ffbd55', 1),
  },
  marrakesh: {
    morning: light('morning', ['#7dbdbd', '#bcdccb', '#fbe3bf'], '#fff6dc', '#fff5e4', '#6a4468', '#f2dcc0', '#ffdc92', 0.15),
    noon: light('noon', ['#2f97a3', '#74bdb5', '#e6e5c6'], '#fffae6', '#fff9ee', '#5a3d68', '#e6dcc0', '#ffdc92', 0.05),
    golden: light('golden', ['#e8824f', '#f4b272', '#fde2ae'], '#fff0c4', '#ffe4bd', '#6b3563', '#f6c995', '#ffd582', 0.4),
    dusk: light('dusk', ['#40336f', '#9c5a86', '#f79a6c'], '#ffd2a0', '#dba7a5', '#2e1f56', '#cb8285', '#ffbf5a', 0.85),
    night: light('night', ['#161a42', '#2c3a70', '#5f6f98'], '#f8eed2', '#8c8fc0', '#140f38', '#45507f', '#ffbe55', 1),
  },
}

export const pigments: Record<City, Pigments> = {
  lisbon: {
    walls: ['#f6ead3', '#f2cfae', '#eabf5f', '#cfe0d4', '#b3cedb', '#e8998a', '#f0dcb8', '#d9b8c4'],
    trim: '#f8f1e2', roof: '#cc5a3f', wood: '#9b6a43', doors: ['#2f5f52', '#8f3140', '#1f4f7c', '#3d4a4f', '#b8862f'],
    leaf: '#4f7a55', leaf2: '#8aa656', blooms: ['#cf3f86', '#e8739b', '#f29a5b'], ground: '#e3d8c2', stone: '#efe5d2', water: '#4f97b3',
    iron: '#28323f', accent: '#f2b233', tiles: ['#f5f0e3', '#2f6fae', '#7fb0d0', '#e9b84a', '#1f4a80'], cloth: ['#f7f0e2', '#2f6fae', '#d9694c', '#e9b84a', '#4f8a80'],
  },
  kyoto: {
    walls: ['#efe3c8', '#e2cfa4', '#d9c6a0', '#f3ead6', '#c9b58c'],
    trim: '#4a3328', roof: '#56636f', wood: '#8a5c3d', doors: ['#33477a', '#93333a', '#3f5f4e', '#b98a2f', '#5d3d62'],
    leaf: '#3d6452', leaf2: '#7f9455', blooms: ['#d6502f', '#e8863c', '#f3b4bd', '#e28b9b'], ground: '#d6c8a8', stone: '#b5b1a4', water: '#6fa3a6',
    iron: '#2f2a2c', accent: '#d2482e', tiles: ['#efe3c8', '#33477a', '#d2482e', '#c99a3a', '#3f5f4e'], cloth: ['#f3ead6', '#33477a', '#c8503a', '#7f9455', '#c99a3a'],
  },
  marrakesh: {
    walls: ['#dd8763', '#e59c74', '#cf7453', '#ecb288', '#d97f70', '#f0c9a0'],
    trim: '#f7e6cb', roof: '#3f8f73', wood: '#7d4a2e', doors: ['#1f7f80', '#2b55a8', '#6e3f28', '#3d7d52', '#8f3038'],
    leaf: '#467a50', leaf2: '#8fa653', blooms: ['#d23a78', '#ee7d4f', '#f2b632'], ground: '#ecc59b', stone: '#e7b68c', water: '#2f9f9f',
    iron: '#3a2630', accent: '#2b55a8', tiles: ['#f8ecd6', '#1f7f80', '#2b55a8', '#e8b048', '#b9442f'], cloth: ['#f8ecd6', '#c2412f', '#1f7f80', '#e8a93f', '#8c2f66'],
  },
}
