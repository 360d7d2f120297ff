export default {
  'admin.title': 'مكانك',
} as const
