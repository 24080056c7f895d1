"""What a publisher serves beside the pages: an EPUB and a zip of the whole site.

``make site`` runs it after Sphinx has built both. Two runs on one commit give the same files.
"""

import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

from live.pages import runtime

NAME = "websocket-tutorial"
HTML = runtime.ROOT / "build" / "html"
EPUB = runtime.ROOT / "build" / "epub" / f"{NAME}.epub"
OFFER = re.compile(rf'<p>(?:(?!</p>).)*href="{NAME}\.zip".*?</p>', re.DOTALL)
"""The paragraph of a page that offers the zip: in the zip it would lead nowhere."""


def main() -> None:
    """Put the EPUB and the zip into the site; SystemExit with what epubcheck says of a bad one."""
    book = HTML / EPUB.name
    repack(EPUB, book)
    if problem := check(book):
        sys.exit(f"{book.name} should pass epubcheck, but:\n{problem}")
    archive = HTML / f"{NAME}.zip"
    archive.unlink(missing_ok=True)
    runtime.write_zip(site_files(HTML), archive, date())
    for file in (book, archive):
        print(f"{file.relative_to(runtime.ROOT)}: {file.stat().st_size / 1_000_000:.1f} MB")


def date() -> runtime.Date:
    """When the commit that is built was made. Browsers keep the longer what was dated long ago."""
    year, month, day, hour, minute, second, *_ = time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"]))
    return year, month, day, hour, minute, second


def repack(epub: Path, target: Path) -> None:
    """Copy an EPUB, always with the same dates; its first file, which tells its kind, is stored."""
    with zipfile.ZipFile(epub) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            stored = name == "mimetype"
            kind = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            new.writestr(zipfile.ZipInfo(name), old.read(name), kind)


def check(epub: Path) -> str:
    """What epubcheck finds wrong with an EPUB, warnings included; nothing if it is well."""
    program = shutil.which("epubcheck")
    if not program:
        return "epubcheck is missing: sudo apt-get install epubcheck"
    # Debian's program is an archive of Java, which not every kernel starts by itself.
    java = ["java", "-jar"] if zipfile.is_zipfile(program) else []
    command = [*java, program, "--quiet", "--failonwarnings", str(epub)]
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.stdout if done.returncode else ""


def site_files(html: Path) -> dict[str, bytes]:
    """The files of a built site as they stand in its zip, under one folder."""
    files = {}
    for file in sorted(html.rglob("*")):
        name = file.relative_to(html)
        if not file.is_file() or any(part.startswith(".") for part in name.parts):
            continue
        content = file.read_bytes()
        if file.suffix == ".html":
            content = OFFER.sub("", content.decode()).encode()
        files[f"{NAME}/{name.as_posix()}"] = content
    return files


if __name__ == "__main__":
    main()
