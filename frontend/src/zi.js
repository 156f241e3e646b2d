// Counting 字 as src/shifan/core/text.py does; tests/repo/test_zi.py holds the two against each other.
//   one per Chinese, Japanese or Korean character, and per punctuation mark or other visible sign
//   one per run of other letters and digits, which goes on over - . / ' ’ _ & @ + : between two of them and over a comma
//   between two digits: 12.5, 3,000, GB/T and 39116-2020 are one each
//   nothing for white space, combining marks and invisible characters
const CJK =
  "\\u1100-\\u11ff\\u2e80-\\u2fdf\\u3005-\\u3007\\u3021-\\u3029\\u3031-\\u303c\\u3040-\\u4dbf\\u4e00-\\u9fff\\ua000-\\ua4cf" +
  "\\ua960-\\ua97f\\uac00-\\ud7ff\\uf900-\\ufaff\\uff66-\\uffdc\\u{16fe0}-\\u{18dff}\\u{1aff0}-\\u{1b2ff}\\u{20000}-\\u{3ffff}";
const ENCLOSED = "\\u2460-\\u24ff\\u2776-\\u2793\\u{1f100}-\\u{1f1ff}"; // ① and its like are signs, not digits
const SPACE = "\\s\\x1c-\\x1f\\x85";
const LETTER = `(?:(?![${CJK}${ENCLOSED}])[\\p{L}\\p{N}])`;
const COUNTED = new RegExp(`${LETTER}+(?:(?:[-./'’_&@+:]|(?<=\\p{Nd}),(?=\\p{Nd}))${LETTER}+)*|[^${SPACE}]`, "gu");
const UNSEEN = /(?![\t-\r\x1c-\x1f\x85])[\p{M}\p{Cf}\p{Cc}]/gu;

export function countZi(text) {
  return text.replace(UNSEEN, "").match(COUNTED)?.length ?? 0;
}
