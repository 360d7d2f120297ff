export default {
  'admin.title': 'Your venue',
} as const
