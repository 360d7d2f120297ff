export const paths = {} as const
export type Operation = string
