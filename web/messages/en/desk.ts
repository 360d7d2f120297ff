export default {
  'desk.title': 'Desk',
} as const
