// The page begins here.
import { mount } from 'svelte';
import App from './App.svelte';
import { live } from './live/live.svelte.ts';
import { place } from './live/place.svelte.ts';
import { appearance } from './live/theme.svelte.ts';
import './style.css';

appearance.start();
place.start();
live.start();
mount(App, { target: document.getElementById('page')! });
