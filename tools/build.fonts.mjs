// The fonts of letters, embedded in every PDF: Inter for text, Noto Emoji for the signs that pupils send each other
// (both OFL). `engine.letters` uses these and no font of the machine.

const inter = 'node_modules/@expo-google-fonts/inter';
const emoji = 'node_modules/@expo-google-fonts/noto-emoji';
const fonts = 'engine/built/fonts';

export const copies = [
  ...['400Regular', '400Regular_Italic', '600SemiBold', '700Bold'].map((weight) => [
    `${inter}/${weight}/Inter_${weight}.ttf`,
    `${fonts}/Inter_${weight}.ttf`,
  ]),
  [`${inter}/LICENSE_FONT`, `${fonts}/Inter-OFL.txt`],
  [`${emoji}/400Regular/NotoEmoji_400Regular.ttf`, `${fonts}/NotoEmoji_400Regular.ttf`],
  [`${emoji}/LICENSE_FONT`, `${fonts}/NotoEmoji-OFL.txt`],
];
