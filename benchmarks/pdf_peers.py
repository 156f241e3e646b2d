"""The 40-page form of `pdf.py` against WeasyPrint (our HTML with a print style sheet) and LibreOffice (our DOCX).

All three make a PDF of the same content in the same run, each as a whole process, so the ratios hold on any machine
and under any load, which is printed too.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

sys.path.insert(0, str(Path(__file__).parent))
from pdf import MADE_AT, form, picture

from shifan.render.docx import render_docx
from shifan.render.fonts import shipped
from shifan.render.html import render_html
from shifan.render.pdf import pages_of_entries, render_pdf, render_pdf_apart

RUNS = 3
STYLE = """
@page { size: A4; margin: 37mm 26mm 35mm 28mm; @bottom-center { content: "— " counter(page) " —"; } }
body { font-family: "FandolFang R", "FandolFang", serif; font-size: 16pt; line-height: 28.5pt; text-align: justify; }
h1 { font-family: "FandolHei"; font-size: 16pt; } h2 { font-family: "FandolKai"; font-size: 16pt; }
h3 { font-size: 16pt; } table { border-collapse: collapse; width: 100%; }
td, th { border: 0.5pt solid; font-size: 10pt; }
img { max-width: 100%; }
"""


def main() -> int:
    """Measure and print one JSON document; 2 where a peer is not installed."""
    if shutil.which("soffice") is None:
        print("LibreOffice is not installed: tools/apt libreoffice-writer", file=sys.stderr)
        return 2
    document = form(0)
    pictures = {f"{number:064x}": picture(number) for number in range(1, 11)}
    made = render_pdf(document, pictures, made_at=MADE_AT)
    with tempfile.TemporaryDirectory(prefix="shifan-peers-") as name:
        folder = Path(name)
        for digest, content in pictures.items():
            (folder / f"{digest}.png").write_bytes(content)
        page = render_html(document, lambda digest: f"{digest}.png").replace("</head>", f"{_style()}</head>", 1)
        (folder / "form.html").write_text(page, "utf-8")
        pages = pages_of_entries(document, pictures)
        (folder / "form.docx").write_bytes(render_docx(document, pictures, made_at=MADE_AT, pages=pages))
        seconds = {
            "ours_whole_process_s": median(lambda: render_pdf_apart(document, pictures, made_at=MADE_AT)),
            "ours_warm_s": median(lambda: render_pdf(document, pictures, made_at=MADE_AT)),
            "weasyprint_s": median(lambda: weasyprint(folder)),
            "libreoffice_s": median(lambda: libreoffice(folder)),
        }
        counted = {
            "ours": len(PdfReader(BytesIO(made)).pages),
            "weasyprint": len(PdfReader(folder / "weasyprint.pdf").pages),
            "libreoffice": len(PdfReader(folder / "form.pdf").pages),
        }
    ours = seconds["ours_whole_process_s"]
    ratios = {peer: round(seconds[f"{peer}_s"] / ours, 1) for peer in ("weasyprint", "libreoffice")}
    load = [round(one, 1) for one in os.getloadavg()]
    print(json.dumps({"benchmark": "pdf_peers", **seconds, "times_ours": ratios, "pages": counted, "load": load}))
    return 0


def median(run: Callable[[], object]) -> float:
    """Time a run several times and give the median in seconds."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return round(statistics.median(times), 3)


def weasyprint(folder: Path) -> None:
    """Let WeasyPrint set the page."""
    command = [sys.executable, "-m", "weasyprint", "--quiet", "form.html", "weasyprint.pdf"]
    subprocess.run(command, cwd=folder, check=True)


def libreoffice(folder: Path) -> None:
    """Let LibreOffice open the DOCX and write it as PDF, with a profile of its own."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "form.docx"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def _style() -> str:
    found = [path for folder in shipped().folders for path in sorted(Path(folder).rglob("Fandol*"))]
    faces = "".join(f'@font-face {{ font-family: "{_family(path)}"; src: url("{path.as_uri()}"); }}' for path in found)
    return f"<style>{faces}{STYLE}</style>"


def _family(path: Path) -> str:
    return path.stem.partition("-")[0]


if __name__ == "__main__":
    sys.exit(main())
