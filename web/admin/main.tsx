import '../ui/all.css'
import './admin.css'
import { RouterProvider } from '@tanstack/react-router'
import { BehaviourProvider } from '../ui/behaviour.tsx'
import { start } from '../ui/page.tsx'
import { makeAdminRouter } from './router.tsx'

void start('admin', makeAdminRouter, ({ router }) => <BehaviourProvider><RouterProvider router={router} /></BehaviourProvider>)
