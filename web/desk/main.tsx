import '../ui/all.css'
import './desk.css'
import { RouterProvider } from '@tanstack/react-router'
import { BehaviourProvider } from '../ui/behaviour.tsx'
import { start } from '../ui/page.tsx'
import { makeDeskRouter } from './router.tsx'

void start('desk', makeDeskRouter, ({ router }) => <BehaviourProvider><RouterProvider router={router} /></BehaviourProvider>)
