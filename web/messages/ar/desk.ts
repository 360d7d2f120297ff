export default {
  'desk.title': 'المكتب',
} as const
