"""Runs a tool over the corpus: Centralis' engine as intake uses it, and peers from PyPI at their defaults."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path

from tests.corpus.corpus import PROFILE, Corpus

from centralis.core.deid import Context, PixelCleaner, Profile, deidentify
from centralis.core.deid.identifiers import Identifiers, identifiers_of
from centralis.core.deid.scoring import Conformance, Output
from centralis.core.deid.slow import read
from centralis.core.dicom.faults import DicomFault
from centralis.core.dicom.limits import DEFAULT_LIMITS

KEY = b"the corpus' key, kept by nobody."
_VALUE = re.compile(r"(value|=) <[^<>]*>")


def run_centralis(corpus: Corpus, pixels: PixelCleaner | None) -> dict[str, Output]:
    """Clean every file with what its subject's other files say of the subject, as a whole exam is cleaned."""
    profile = Profile.from_json(PROFILE)
    known = _known(corpus, profile)
    outputs = {}
    for place, (name, data) in enumerate(corpus.files.items()):
        subject = corpus.key.subjects[corpus.key.instances[name].subject]
        context = Context(KEY, subject.code, known=known.get(subject.name))
        try:
            cleaned = deidentify(data, profile, context, pixels=pixels)
        except DicomFault as fault:
            outputs[name] = Output(None, held=fault.code.code)
        except Exception as fault:  # a tool that crashes fails the file, not the run
            outputs[name] = Output(None, held=type(fault).__name__)
        else:
            outputs[name] = Output(cleaned.header + bytes(cleaned.tail), f"{place:05d}.dcm")
    return outputs


def _known(corpus: Corpus, profile: Profile) -> dict[str, Identifiers]:
    found: dict[str, Identifiers] = {}
    for name, data in corpus.files.items():
        subject = corpus.key.instances[name].subject
        mine = identifiers_of(read(data, DEFAULT_LIMITS), profile)
        found[subject] = found[subject] | mine if subject in found else mine
    return found


def run_command(corpus: Corpus, folder: Path) -> dict[str, Output]:
    """`centralis deid` over the files as a site hands them in: folders and files named after patients."""
    for name, data in corpus.files.items():
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder / "profile.yaml").write_text(json.dumps(PROFILE))
    (folder / "key").write_bytes(KEY)
    said = subprocess.run(
        [sys.executable, "-c", "from centralis.cli import main; main()", "deid", folder / "in", folder / "out",
         "--profile", folder / "profile.yaml", "--key-file", folder / "key", "--report", folder / "report.json",
         "--workers", "1"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if not (folder / "report.json").exists():
        raise RuntimeError(f"the command wrote no report: {said.stderr[-500:]}")
    outputs = {}
    for entry in json.loads((folder / "report.json").read_text())["files"]:
        name, made = Path(entry["source"]).relative_to(folder / "in").as_posix(), entry["output"]
        data = (folder / "out" / made).read_bytes() if made else None
        outputs[name] = Output(data, made or "", "" if made else entry["code"])
    return outputs


def run_dicom_anonymizer(corpus: Corpus) -> dict[str, Output]:
    """dicom-anonymizer at its defaults; file by file, as its command does."""
    from dicomanonymizer import anonymize_dicom_file

    def clean(source: Path, target: Path) -> None:
        anonymize_dicom_file(str(source), str(target))

    return _run_on_files(corpus, clean)


def run_dicognito(corpus: Corpus) -> dict[str, Output]:
    """dicognito at its defaults: one anonymizer for all files, which keeps its translations."""
    import pydicom
    from dicognito.anonymizer import Anonymizer

    anonymizer = Anonymizer(seed="corpus")

    def clean(source: Path, target: Path) -> None:
        dataset = pydicom.dcmread(source, force=True)
        anonymizer.anonymize(dataset)
        dataset.save_as(target)

    return _run_on_files(corpus, clean)


def _run_on_files(corpus: Corpus, clean: Callable[[Path, Path], None]) -> dict[str, Output]:
    outputs = {}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        source, target = Path(folder, "in.dcm"), Path(folder, "out.dcm")
        for name, data in corpus.files.items():
            source.write_bytes(data)
            target.unlink(missing_ok=True)
            try:
                clean(source, target)
                outputs[name] = Output(target.read_bytes(), "out.dcm")
            except Exception as fault:  # whatever a tool raises: the file is not de-identified
                outputs[name] = Output(None, held=f"{type(fault).__name__}")
    return outputs


def conformance(corpus: Corpus, outputs: Mapping[str, Output], names: Iterable[str]) -> dict[str, Conformance] | None:
    """What dciodvfy says of files before and after; None when it is not installed (Debian: dicom3tools).

    Files that it cannot read before (a sequence as UN, bytes after the end) say nothing and are left out.
    """
    if shutil.which("dciodvfy") is None:
        return None
    found = {}
    for name in names:
        after = outputs[name].data
        before = _complaints(corpus.files[name])
        if after is not None and not any("read failed" in line for line in before):
            found[name] = Conformance(before, _complaints(after))
    return found


def _complaints(data: bytes) -> frozenset[str]:
    """The validator's errors, without the values complained of."""
    with tempfile.NamedTemporaryFile(suffix=".dcm") as file:
        file.write(data)
        file.flush()
        said = subprocess.run(["dciodvfy", file.name], capture_output=True, check=False)
    lines = BytesIO(said.stderr + said.stdout).read().decode("latin-1").splitlines()
    return frozenset(_VALUE.sub(r"\1", line) for line in lines if line.startswith("Error"))


def some_of_each(corpus: Corpus, each: int = 6) -> list[str]:
    """The first instances of every kind, for what takes long."""
    seen: dict[str, int] = {}
    chosen = []
    for name, instance in corpus.key.instances.items():
        seen[instance.kind] = seen.get(instance.kind, 0) + 1
        if seen[instance.kind] <= each:
            chosen.append(name)
    return chosen
