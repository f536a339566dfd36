// The script that runs in the embedded V8: FEEL and the rules of forms (design 3.4, 3.5).

export const bundles = [
  {
    entryPoints: ['engine/feel/feel.js'],
    outfile: 'engine/built/feel.js',
    format: 'iife',
    globalName: 'skolemiljo',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    charset: 'utf8',
    minifyWhitespace: true,
  },
];
