import '../ui/all.css'
import './guest.css'
import { RouterProvider } from '@tanstack/react-router'
import { start } from '../ui/page.tsx'
import { makeGuestRouter } from './router.tsx'

void start('guest', (context) => makeGuestRouter(context), ({ router }) => <RouterProvider router={router} />)
