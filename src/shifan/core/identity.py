"""Know the form of the codes and addresses that identify a unit or a person in China: check, make and mask them.

A wrong code is a finding, not a fault of the program, so every check returns a `CodeCheck` and raises nothing.
"""

import re
from dataclasses import dataclass

# GB 32100-2015: digits and capital letters without I, O, Z, S, V.
USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORG_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_USCC_VALUES = {character: value for value, character in enumerate(USCC_CHARACTERS)}
_ORG_VALUES = {character: value for value, character in enumerate(ORG_CHARACTERS)}
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

_USCC = re.compile(rf"[{USCC_CHARACTERS}]{{2}}[0-9]{{6}}[{USCC_CHARACTERS}]{{10}}")
_ORG = re.compile(r"[0-9A-Z]{8}-?[0-9X]")
_MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9][0-9]{9})")
_COUNTRY = re.compile(r"^(?:\+|00)86[- ]*(?:(?=([1-9]))(?![48]00))?")
_EXTENSION = re.compile(r"\s*(?:-|转|分机|[xX#]|ext\.?)\s*([0-9]{1,6})$", re.IGNORECASE)
# Three-digit area codes (010, 02x) always have eight-digit numbers; four-digit ones have seven or eight.
_LANDLINE = re.compile(r"(010|02[0-9])([2-9][0-9]{7})|(0[3-9][0-9]{2})([2-9][0-9]{6,7})")
_SERVICE = re.compile(r"[48]00[0-9]{7}")
_LOCAL = re.compile(r"[2-9][0-9]{6,7}")
_SEPARATORS = re.compile(r"[-\s()]+")
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"(?:[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?\.)+(?=[^\W_]*[^\W\d_])[^\W_]{2,63}"
)
_POSTCODE = re.compile(r"[0-9]{6}")

# People type codes with a Chinese input method: full-width forms and several dashes stand for the ASCII ones.
_NARROW = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
_NARROW |= {0x3000: 0x20} | dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212), 0x2D)


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """What a check found: the value as it should be stored, what is wrong with it, what is only unusual about it.

    `problem`: "" or `format`, `uscc-check`, `org-check`, `area-code`. `warning`: "" or `org-check`.
    """

    value: str
    problem: str = ""
    warning: str = ""

    @property
    def is_valid(self) -> bool:
        """Say whether nothing is wrong; a warning alone leaves the value valid."""
        return not self.problem


def narrow(text: str) -> str:
    """Turn full-width letters, digits, marks and the various dashes into ASCII and cut white space at both ends."""
    return text.translate(_NARROW).strip()


def check_uscc(text: str) -> CodeCheck:
    """Check a unified social credit code of 18 characters (GB 32100-2015).

    The two leading letters (authority, kind of unit) are not compared with a list, for the list is amended. A wrong
    organisation digit inside is a warning: some bodies registered since 2015 carry one that GB 11714 would not give.
    """
    code = re.sub(r"\s+", "", narrow(text)).upper()
    if not _USCC.fullmatch(code):
        return CodeCheck(code, "format")
    if _uscc_digit(code[:17]) != code[17]:
        return CodeCheck(code, "uscc-check")
    return CodeCheck(code, warning="" if _org_digit(code[8:16]) == code[16] else "org-check")


def check_org_code(text: str) -> CodeCheck:
    """Check an organisation code of nine characters, with or without its hyphen (GB 11714-1997); store it without."""
    code = re.sub(r"\s+", "", narrow(text)).upper()
    if not _ORG.fullmatch(code):
        return CodeCheck(code, "format")
    code = code.replace("-", "")
    return CodeCheck(code, "" if _org_digit(code[:8]) == code[8] else "org-check")


def check_unit_code(text: str) -> CodeCheck:
    """Check a code of either kind, for forms that print 组织机构代码/三证合一码: nine characters old, eighteen new."""
    old = check_org_code(text)
    return check_uscc(text) if old.problem == "format" else old


def make_org_code(org8: str) -> str:
    """Append the check digit to the eight characters of an organisation code; raise ValueError for others."""
    if not re.fullmatch(r"[0-9A-Z]{8}", org8):
        raise ValueError(f"an organisation code has eight digits or capital letters before its check digit: {org8!r}")
    return org8 + _org_digit(org8)


def make_uscc(first8: str, org8: str) -> str:
    """Build a unified social credit code from authority, kind and region (8) and the organisation code's first 8.

    Both check digits are computed. Raises ValueError where the parts cannot form a code.
    """
    code = first8 + make_org_code(org8)
    if not _USCC.fullmatch(code + "0"):
        raise ValueError(f"not the leading parts of a unified social credit code: {first8!r}, {org8!r}")
    return code + _uscc_digit(code)


def check_digits(code: str) -> tuple[str, str]:
    """Compute both check digits of a code of the right form: that at place 17 (GB 11714) and the last (GB 32100)."""
    return _org_digit(code[8:16]), _uscc_digit(code[:17])


def region_of_uscc(code: str) -> str:
    """Read the six-digit region code (GB/T 2260, as of registration) out of a unified social credit code."""
    return code[2:8]


def check_mobile(text: str) -> CodeCheck:
    """Check a mainland mobile number: eleven digits from 13 to 19; +86, blanks and hyphens are dropped."""
    digits = _SEPARATORS.sub("", narrow(text))
    match = _MOBILE.fullmatch(digits)
    return CodeCheck(match[1]) if match else CodeCheck(digits, "format")


def check_phone(text: str) -> CodeCheck:
    """Check a telephone number: landline with area code and optional extension, 400 or 800 number, or mobile.

    The stored form is `010-68205630-123`. A landline without its area code has the problem `area-code`.
    """
    mobile = check_mobile(text)
    return mobile if mobile.is_valid else check_fax(text)


def check_fax(text: str) -> CodeCheck:
    """Check a fax number: as a telephone number, but never a mobile."""
    # Behind +86 the 0 of the area code is left out: +86 10 6820 5630.
    number = _COUNTRY.sub(lambda match: "0" if match[1] else "", narrow(text), count=1)
    found = _read_landline(number, "")
    if found.problem and (extension := _EXTENSION.search(number)):
        with_extension = _read_landline(number[: extension.start()], "-" + extension[1])
        # "68205630-123" lacks its area code, whereas "6820-5630" is one number with a hyphen in it.
        return with_extension if with_extension.is_valid or found.problem == "format" else found
    return found


def check_email(text: str) -> CodeCheck:
    """Check the form of an e-mail address (not whether it receives); the stored form has its domain in lower case."""
    address = narrow(text)
    local, _, domain = address.rpartition("@")
    value = f"{local}@{domain.lower()}" if local else address
    dots_wrong = local.startswith(".") or local.endswith(".") or ".." in address
    if len(value) > 254 or dots_wrong or not _EMAIL.fullmatch(value):
        return CodeCheck(value, "format")
    return CodeCheck(value)


def check_postcode(text: str) -> CodeCheck:
    """Check a postcode: six digits, not all zero."""
    code = narrow(text)
    return CodeCheck(code, "" if _POSTCODE.fullmatch(code) and code != "000000" else "format")


def mask_mobile(text: str) -> str:
    """Hide the middle four digits of a mobile number, and everything of what is not one.

    >>> mask_mobile("13812345678")
    '138****5678'
    """
    found = check_mobile(text)
    return found.value[:3] + "****" + found.value[7:] if found.is_valid else _stars(text)


def mask_phone(text: str) -> str:
    """Hide a telephone number but for its area code and last four digits; the extension goes too."""
    found = check_phone(text)
    if not found.is_valid:
        return _stars(text)
    if "-" not in found.value:
        return mask_mobile(found.value)
    area, number, *_ = found.value.split("-", 2)
    return f"{area}-{'*' * (len(number) - 4)}{number[-4:]}"


def mask_email(text: str) -> str:
    """Hide an e-mail address but for its first character and its domain; the number of stars says nothing."""
    found = check_email(text)
    local, _, domain = found.value.rpartition("@")
    if not found.is_valid:
        return _stars(text)
    return f"{local[0] if len(local) > 1 else ''}***@{domain}"


def mask_id(text: str) -> str:
    """Hide a resident identity number or another long code but for three characters in front and four behind.

    Anything shorter than twelve characters is hidden whole, for too little would be left to hide.
    """
    code = re.sub(r"\s+", "", narrow(text))
    return code[:3] + "*" * (len(code) - 7) + code[-4:] if len(code) >= 12 else _stars(code)


def _stars(text: str) -> str:
    return "*" * len(text.strip())


def _uscc_digit(first17: str) -> str:
    total = sum(_USCC_VALUES[character] * weight for character, weight in zip(first17, _USCC_WEIGHTS, strict=True))
    return USCC_CHARACTERS[-total % 31]


def _org_digit(first8: str) -> str:
    total = sum(_ORG_VALUES[character] * weight for character, weight in zip(first8, _ORG_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def _read_landline(number: str, extension: str) -> CodeCheck:
    digits = _SEPARATORS.sub("", number)
    if match := _LANDLINE.fullmatch(digits):
        return CodeCheck(f"{match[1] or match[3]}-{match[2] or match[4]}{extension}")
    if _SERVICE.fullmatch(digits):
        return CodeCheck(f"{digits[:3]}-{digits[3:]}{extension}")
    return CodeCheck(digits + extension, "area-code" if _LOCAL.fullmatch(digits) else "format")
