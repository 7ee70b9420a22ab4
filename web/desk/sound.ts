// SPDX-License-Identifier: Apache-2.0
// A short sound for an alarm that waits. Browsers let a page sound only after somebody has clicked
// or typed in it: until then nothing is tried, and the page says so. Whether it is muted is
// remembered in this browser.
import { ref, watch } from 'vue';

const KEY = 'huiyin.desk.mute';
const TONES_HZ = [880, 660];
const TONE_S = 0.18;
const LOUD = 0.2;

function remembered(): boolean {
  try {
    return localStorage.getItem(KEY) === '1';
  } catch {
    return false; // storage is closed to us: it sounds, and the switch holds for this page
  }
}

export const muted = ref(remembered());
/** Somebody has clicked or typed: a sound would be heard. */
export const maySound = ref(false);
let audio: AudioContext | undefined;

/** Two tones, when it may and is not muted. */
export function sound() {
  if (!audio || !maySound.value || muted.value) return;
  const at = audio.currentTime;
  TONES_HZ.forEach((hz, i) => {
    const [tone, volume] = [audio!.createOscillator(), audio!.createGain()];
    tone.frequency.value = hz;
    volume.gain.value = LOUD;
    tone.connect(volume).connect(audio!.destination);
    tone.start(at + i * TONE_S);
    tone.stop(at + (i + 1) * TONE_S);
  });
}

watch(muted, (now) => {
  try {
    localStorage.setItem(KEY, now ? '1' : '0');
  } catch {
    /* as above */
  }
});

/** From the first click or key on. `ready`: what waits may sound now. */
export function soundAfterTouch(ready: () => void) {
  const touched = () => {
    removeEventListener('pointerdown', touched);
    removeEventListener('keydown', touched);
    audio = new AudioContext();
    void audio.resume().then(() => {
      maySound.value = true;
      ready();
    });
  };
  addEventListener('pointerdown', touched);
  addEventListener('keydown', touched);
}
