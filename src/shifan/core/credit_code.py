"""Know what a unified social credit code says (GB 32100-2015), and exactly what is wrong with one that is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from shifan.core import identity
from shifan.core.finding import Finding, Severity
from shifan.core.form import Words

LENGTH = 18
REGION = slice(2, 8)
# GB 32100-2015, table 1: who registers (first character) and what (second), as amended up to 2023.
AUTHORITIES = {
    "1": Words(zh="机构编制部门", en="Office of public sector reform"),
    "2": Words(zh="外交部门", en="Foreign affairs"),
    "3": Words(zh="司法行政部门", en="Justice administration"),
    "4": Words(zh="文化部门", en="Culture"),
    "5": Words(zh="民政部门", en="Civil affairs"),
    "6": Words(zh="旅游部门", en="Tourism"),
    "7": Words(zh="宗教事务部门", en="Religious affairs"),
    "8": Words(zh="工会", en="Trade unions"),
    "9": Words(zh="市场监督管理（工商）部门", en="Market regulation"),
    "A": Words(zh="中央军委改革和编制办公室", en="Central Military Commission reform office"),
    "N": Words(zh="农业农村部门", en="Agriculture and rural affairs"),
    "Y": Words(zh="其他登记管理部门", en="Another registering authority"),
}
KINDS = {
    "11": Words(zh="机关", en="State organ"),
    "12": Words(zh="事业单位", en="Public institution"),
    "13": Words(zh="机构编制部门直接管理的群众团体", en="Mass organisation"),
    "51": Words(zh="社会团体", en="Association"),
    "52": Words(zh="民办非企业单位", en="Private non-enterprise unit"),
    "53": Words(zh="基金会", en="Foundation"),
    "91": Words(zh="企业", en="Enterprise"),
    "92": Words(zh="个体工商户", en="Individual business"),
    "93": Words(zh="农民专业合作社", en="Farmers’ cooperative"),
}
OTHER = Words(zh="其他", en="Other")


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a code says: who registered the unit, of what kind it is, where (GB/T 2260 then), its number."""

    authority: Words
    kind: Words
    region: str
    number: str


def decode(code: str) -> Decoded | None:
    """This function will read a code of the right form, or give None; what the standard does not list is `OTHER`."""
    if len(code) != LENGTH:
        return None
    return Decoded(
        authority=AUTHORITIES.get(code[0], OTHER),
        kind=KINDS.get(code[:2], OTHER),
        region=identity.region_of_uscc(code),
        number=code[8:17],
    )


def plain(typed: str) -> str:
    """This function will give a code as it is kept: narrow capital letters and digits, without blanks."""
    return re.sub(r"\s+", "", identity.narrow(typed)).upper()


def problems(typed: str) -> tuple[Finding, ...]:
    """This function will say what is wrong with a code as typed: its length, each character, its check digits.

    A wrong check digit of the organisation code inside (GB 11714-1997) is a warning: some units registered since 2015
    have one. Nothing typed is no code to complain about.
    """
    code = plain(typed)
    if not code:
        return ()
    if len(code) != LENGTH:
        return (_finding("uscc.length", {"count": str(len(code))}),)
    wrong = tuple(_character(place, character) for place, character in enumerate(code, start=1))
    if found := tuple(finding for finding in wrong if finding):
        return found
    organisation, last = identity.check_digits(code)
    if code[17] != last:
        return (_finding("uscc.check", {"wanted": last, "found": code[17]}),)
    if code[16] != organisation:
        return (_finding("uscc.organisation", {"wanted": organisation, "found": code[16]}, Severity.WARN),)
    return ()


def _character(place: int, character: str) -> Finding | None:
    """Say that a character cannot stand at a place, counted from 1."""
    named = {"place": str(place), "character": character}
    if REGION.start < place <= REGION.stop and not ("0" <= character <= "9"):
        return _finding("uscc.region", named)
    if character in identity.USCC_CHARACTERS:
        return None
    meant = {"O": "0", "I": "1", "Z": "2", "S": "5"}.get(character, "")
    return _finding("uscc.mistyped", {**named, "meant": meant}) if meant else _finding("uscc.character", named)


def _finding(rule: str, params: Mapping[str, str], severity: Severity = Severity.BLOCK) -> Finding:
    return Finding(rule, severity, where="uscc", path="uscc", params=params)
