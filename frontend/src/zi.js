// The one way to count 字, the same as in src/shifan/core/text.py; tests/browser compares the two.
//   one per Chinese (Japanese, Korean) character and per punctuation mark or other visible sign
//   one per run of Latin letters and digits; a number keeps its point or commas: 12.5 and 3,000 are one each
//   nothing for white space
const ZI = /[\p{Script=Latin}\p{Nd}](?:[\p{Script=Latin}\p{Nd}\p{M}]|(?<=\p{Nd})[.,](?=\p{Nd}))*|[^\s\p{C}\p{M}]/gu;

export function countZi(text) {
  return text.match(ZI)?.length ?? 0;
}
