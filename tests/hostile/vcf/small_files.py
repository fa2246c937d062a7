"""Small hostile genomes, named by their fault, with the answer that each must get. Run as a script it writes them.

Compressed ones are stored without compression, so that every machine makes the same bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autonome.adapters.unpacking import BGZF_END

FILES = Path(__file__).with_name("files")

GRCH38 = ("chr1=248956422", "chr2=242193529", "chr10=133797422", "chr12=133275309", "chr16=90338345")
GRCH37 = ("chr1=249250621", "chr2=243199373", "chr10=135534747", "chr12=133851895", "chr16=90354753")

Alleles = tuple[str | None, ...] | None


@dataclass(frozen=True, slots=True)
class Case:
    """A file and its answer.

    Args:
        data: its bytes.
        error: the whole line after the file's name, or "" where it is read.
        shows: rsid → alleles that must be read; None for not assessed.
        remarks: rsid → why it is not assessed.
        sample: that is asked for.
    """

    data: bytes
    error: str = ""
    shows: Mapping[str, Alleles] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    sample: str | None = None


def head(*samples: str, contigs: Sequence[str] = GRCH38, version: str = "VCFv4.2") -> list[str]:
    """Header lines of a file with these samples."""
    listed = [f"##contig=<ID={each.split('=')[0]},length={each.split('=')[1]}>" for each in contigs]
    columns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *(samples or ("S1",))]
    return [f"##fileformat={version}", *listed, "\t".join(columns)]


def row(place: str, change: str, *cells: str, keys: str = "GT", qual: str = "50", info: str = ".") -> str:
    """A data line: ``row("chr10:94781859", "G>A", "0/1")``."""
    chromosome, position = place.split(":")
    ref, _, alt = change.partition(">")
    return "\t".join([chromosome, position, ".", ref, alt, qual, "PASS", info, keys, *cells])


STAR2 = ("chr10:94781859", "G>A")  # rs4244285
STAR3 = ("chr10:94780653", "G>A")  # rs4986893
STAR17 = ("chr10:94761900", "C>T")  # rs12248560
UGT = ("chr2:233760233", "CAT>C")  # rs3064744
OTHERS = (("chr10:94942290", "C>T"), ("chr10:94981296", "A>C"), ("chr12:21178615", "T>C"), ("chr16:31096368", "C>T"))
SOUND = [row(*STAR17, "0/0"), row(*STAR3, "0/0"), row(*STAR2, "0/1"), *(row(*each, "0/0") for each in OTHERS)]
SEEN: Mapping[str, Alleles] = {"rs4244285": ("G", "A"), "rs4986893": ("G", "G"), "rs12248560": ("C", "C")}


def text(*lines: str, end: str = "\n", header: Sequence[str] = ()) -> bytes:
    """A plain file."""
    return "".join(f"{each}{end}" for each in (*(header or head()), *lines)).encode()


def member(data: bytes) -> bytes:
    """A gzip member that stores its data as they are."""
    packer = zlib.compressobj(0, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


def block(data: bytes) -> bytes:
    """A block of bgzip that stores its data as they are."""
    packer = zlib.compressobj(0, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    start = bytes.fromhex("1f8b08040000000000ff0600424302 00".replace(" ", ""))
    size = (len(start) + 2 + len(packed) + 8 - 1).to_bytes(2, "little")
    return start + size + packed + zlib.crc32(data).to_bytes(4, "little") + len(data).to_bytes(4, "little")


def shifted(by: int, *lines: str) -> list[str]:
    """The same lines with other positions."""
    cut = [each.split("\t") for each in lines]
    return ["\t".join([name, str(int(position) + by), *rest]) for name, position, *rest in cut]


def bcf() -> bytes:
    """The beginning of a BCF."""
    return block(b"BCF\x02\x02" + (30).to_bytes(4, "little") + b"##fileformat=VCFv4.2\n\0")


MEND_COPY = "Mend: copy or download it again; gzip -t tells whether it is whole."
MEND_LIFT = "Mend: the file is on another build, shifted, or on the other strand: lift it over again."
MEND_GT = "Mend: write the file again; GT counts REF as 0 and ALT from 1."
WHOLE = text(*SOUND)
AT_STAR2 = "line 10"

_DAMAGED = "is damaged (Error -3 while decompressing data: {})."

COMPRESSION: Mapping[str, Case] = {
    "gzip-cut-in-the-middle-of-a-block.vcf.gz": Case(member(WHOLE)[:-300], f": ends before its time. {MEND_COPY}"),
    "gzip-cut-in-its-header.vcf.gz": Case(member(WHOLE)[:5], f": ends before its time. {MEND_COPY}"),
    "gzip-with-a-wrong-checksum.vcf.gz": Case(
        member(WHOLE)[:-8] + b"\0" * 8, f": {_DAMAGED.format('incorrect data check')} {MEND_COPY}"
    ),
    "gzip-with-garbage-behind-it.vcf.gz": Case(
        member(WHOLE) + b"garbage", f": {_DAMAGED.format('incorrect header check')} {MEND_COPY}"
    ),
    "gzip-with-zeros-behind-it.vcf.gz": Case(member(WHOLE) + b"\0" * 600, shows=SEEN),
    "gzip-of-two-members.vcf.gz": Case(member(WHOLE[:500]) + member(WHOLE[500:]), shows=SEEN),
    "gzip-of-gzip.vcf.gz": Case(member(member(WHOLE)), ": is no VCF but compressed twice. Mend: unpack it once."),
    "gzip-of-nothing.vcf.gz": Case(member(b""), ": is empty. Mend: copy or download it again."),
    "bgzip-without-its-last-block.vcf.gz": Case(
        block(WHOLE), ": is cut short: the block that ends it is missing. Mend: copy or download it again."
    ),
    "bgzip-whose-block-says-another-size.vcf.gz": Case(
        block(WHOLE)[:-4] + b"\1\0\0\0" + BGZF_END, f": {_DAMAGED.format('incorrect length check')} {MEND_COPY}"
    ),
    "bgzip-cut-in-the-middle-of-a-record.vcf.gz": Case(
        block(WHOLE[: WHOLE.index(b"94781859") + 4]) + BGZF_END,
        f", {AT_STAR2}: has 2 columns, fewer than 8. Mend: columns are separated by tabs; write it anew.",
    ),
}

OTHER_KINDS: Mapping[str, Case] = {
    "nothing-at-all.vcf": Case(b"", ": is empty. Mend: copy or download it again."),
    "a-bcf.vcf.gz": Case(bcf() + BGZF_END, ": is no VCF but a BCF. Mend: convert it with bcftools view."),
    "a-cram.vcf.gz": Case(
        b"CRAM\x03\0", ": is no VCF but a CRAM. Mend: call its variants first: reads are not read here."
    ),
    "a-bam.vcf.gz": Case(
        block(b"BAM\1") + BGZF_END, ": is no VCF but a BAM. Mend: call its variants first: reads are not read here."
    ),
    "a-pdf.vcf": Case(b"%PDF-1.7\n", ": is no VCF but a PDF. Mend: ask the laboratory for the VCF."),
    "a-zip.vcf.gz": Case(b"PK\3\4", ": is no VCF but a zip archive. Mend: unpack it and give the VCF in it."),
    "an-xz.vcf.gz": Case(b"\xfd7zXZ\0", ": is no VCF but compressed by xz. Mend: compress it with bgzip."),
    "a-picture.vcf": Case(b"\x89PNG\r\n", ", line 1: is not UTF-8 text. Mend: give a VCF, saved as UTF-8."),
    "json.vcf": Case(
        b'{"a": 1}\n', ", line 1: is not a VCF: ##fileformat is missing. Mend: give a VCF 4.1 to 4.4 file."
    ),
}

LETTERS: Mapping[str, Case] = {
    "carriage-returns.vcf": Case(text(*SOUND, end="\r\n"), shows=SEEN),
    "carriage-returns-alone.vcf": Case(
        text(*SOUND, end="\r"),
        ", line 1: version 'VCFv4.2\\r##contig=<ID' is not read. Mend: convert it to VCF 4.2 with bcftools view.",
    ),
    "byte-order-mark.vcf": Case(
        b"\xef\xbb\xbf" + WHOLE, ", line 1: starts with a byte-order mark. Mend: save it as UTF-8 without BOM."
    ),
    "utf-16.vcf": Case(
        b"\xff\xfe" + WHOLE.decode().encode("utf-16-le"),
        ", line 1: is not UTF-8 text. Mend: give a VCF, saved as UTF-8.",
    ),
    "utf-16-without-mark.vcf": Case(
        WHOLE.decode().encode("utf-16-be"),
        ", line 1: holds a NUL byte. Mend: give a whole VCF, saved as UTF-8.",
    ),
    "latin-1.vcf": Case(
        WHOLE + row(*UGT, "0/0", info="WHO=Müller").encode("latin-1"),
        ", line 15: is not UTF-8 text. Mend: give a VCF, saved as UTF-8.",
    ),
    "nul-bytes.vcf": Case(
        WHOLE.replace(b"94781859\t.", b"94781859\t\0"),
        f", {AT_STAR2}: holds a NUL byte. Mend: give a whole VCF, saved as UTF-8.",
    ),
    "escapes-for-the-terminal.vcf": Case(
        text(row(*STAR2, "\x1b[2J\a0/1")),
        ", line 8: genotype '\\x1b[2J\\x070/1' names an allele that the line does not have. " + MEND_GT,
    ),
    "spaces-for-tabs.vcf": Case(
        text(row(*STAR2, "0/1").replace("\t", " ")),
        ", line 8: has 1 columns, fewer than 8. Mend: columns are separated by tabs; write it anew.",
    ),
}

HEADERS: Mapping[str, Case] = {
    "no-header.vcf": Case(
        "\n".join(SOUND).encode(),
        ", line 1: is not a VCF: ##fileformat is missing. Mend: give a VCF 4.1 to 4.4 file.",
    ),
    "no-column-line.vcf": Case(
        text(*SOUND, header=head()[:-1]),
        ": the line of column names (#CHROM …) is missing. "
        "Mend: give a complete VCF; write it again with bcftools view.",
    ),
    "no-samples.vcf": Case(
        text(header=[*head()[:-1], head()[-1].rsplit("\t", 2)[0]]),
        ": holds no sample. Mend: give a VCF with genotype columns.",
    ),
    "version-of-the-future.vcf": Case(
        text(*SOUND, header=head(version="VCFv9.9")),
        ", line 1: version 'VCFv9.9' is not read. Mend: convert it to VCF 4.2 with bcftools view.",
    ),
    "sample-named-twice.vcf": Case(
        text(row(*STAR2, "0/1", "0/0"), header=head("S1", "S1")),
        ", line 7: sample 'S1' stands twice. Mend: give each sample its own name.",
    ),
    "another-persons-sample.vcf": Case(text(*SOUND), ": has no sample 'S2'. Mend: choose one of: S1", sample="S2"),
    "contigs-of-two-builds.vcf": Case(
        text(*SOUND, header=head(contigs=(*GRCH38, GRCH37[2]))),
        ": the header contradicts itself: '##contig=<ID=chr10,length=135534747>' says GRCh37 but "
        "'##contig=<ID=chr1,length=248956422>' says GRCh38. "
        "Mend: correct the header with bcftools reheader, or lift the file over again.",
    ),
    "no-build.vcf": Case(
        text(row("chr9:500", "A>G", "0/1"), header=head(contigs=())),
        ": neither header nor known positions tell the build (GRCh37 or GRCh38). "
        "Mend: add ##contig lines with lengths, or ##reference=GRCh38.",
    ),
}

BUILDS: Mapping[str, Case] = {
    "header-of-grch37-positions-of-grch38.vcf": Case(
        text(*SOUND, header=head(contigs=GRCH37)),
        ": the header says GRCh37, but 7 known positions have the reference bases of GRCh38, and 0 those of GRCh37. "
        "Mend: correct the header's contig lines, or lift the file over again.",
    ),
    "reference-of-the-other-strand.vcf": Case(
        text(row("chr10:94781859", "C>T", "0/1")),
        f", line 8: REF is C at chr10:94781859 (rs4244285), where the build has G. {MEND_LIFT}",
    ),
    "positions-shifted-up-by-one.vcf": Case(
        text(*shifted(1, *SOUND)),
        ": 7 records stand one base after known positions, with the alleles of these. "
        "Mend: positions count from 1 in a VCF; write the file again from its source.",
    ),
    "positions-shifted-down-by-one.vcf": Case(
        text(*shifted(-1, *SOUND)),
        ": 7 records stand one base before known positions, with the alleles of these. "
        "Mend: positions count from 1 in a VCF; write the file again from its source.",
    ),
    "indel-shifted-by-one.vcf": Case(
        text(*shifted(1, row(*UGT, "0/1"))),
        f", line 8: REF is CA at chr2:233760234 (rs3064744), where the build has AT. {MEND_LIFT}",
    ),
    "far-shifted-positions.vcf": Case(text(*shifted(1_000, *SOUND)), shows=dict.fromkeys(SEEN)),
}

PLACES: Mapping[str, Case] = {
    "negative-position.vcf": Case(
        text(row("chr10:-94781859", "G>A", "0/1")),
        ", line 8: POS is '-94781859'. Mend: write a position from 1 to 2147483647.",
    ),
    "position-beyond-32-bits.vcf": Case(
        text(row("chr10:99999999999", "G>A", "0/1")),
        ", line 8: POS is '99999999999'. Mend: write a position from 1 to 2147483647.",
    ),
    "position-of-foreign-digits.vcf": Case(
        text(row("chr10:٩٤٧٨١٨٥٩", "G>A", "0/1")),
        ", line 8: POS is '٩٤٧٨١٨٥٩'. Mend: write a position from 1 to 2147483647.",
    ),
    "end-before-position.vcf": Case(
        text(row("chr10:94781850", "A><NON_REF>", "0/0", info="END=5")),
        ", line 8: END is '5', and POS 94781850. Mend: write END as the last base, from POS on.",
    ),
    "unsorted.vcf": Case(text(*reversed(SOUND)), shows=SEEN),
    "a-chromosome-in-two-places.vcf": Case(text(SOUND[0], *SOUND[3:], *SOUND[1:3]), shows=SEEN),
}

ALLELES: Mapping[str, Case] = {
    "a-thousand-alternatives.vcf": Case(
        text(row("chr10:94781859", "G>" + ",".join(["A"] * 1_000), "0/1")),
        ", line 8: has 1000 alternatives. Mend: split or filter this record.",
    ),
    "alternative-of-letters.vcf": Case(
        text(row("chr10:94781859", "G>Z", "0/1")),
        ", line 8: ALT is 'Z'. Mend: ALT holds bases, <SYMBOL>, * or a breakend.",
    ),
    "deletion-symbol-over-a-known-position.vcf": Case(
        text(row("chr10:94781000", "G><DEL>", "0/1", info="SVTYPE=DEL;END=94782000"), *SOUND),
        shows={"rs4244285": None, "rs12248560": ("C", "C")},
        remarks={"rs4244285": "a variant without a name lies over it"},
    ),
    "breakend-at-a-known-position.vcf": Case(
        text(row("chr10:94781859", "G>G]chr1:500]", "0/1")),
        shows={"rs4244285": None},
        remarks={"rs4244285": "a variant without a name lies over it"},
    ),
    "non-ref-called.vcf": Case(text(row("chr10:94781859", "G>A,<NON_REF>", "0/2")), shows={"rs4244285": ("G", None)}),
    "star-called.vcf": Case(text(row("chr10:94781859", "G>A,*", "1/2")), shows={"rs4244285": ("A", None)}),
    "unspecified-alternative-as-a-block.vcf": Case(
        text(row("chr10:94781800", "A><*>", "0/0", info="END=94781900")), shows={"rs4244285": ("G", "G")}
    ),
}

GENOTYPES: Mapping[str, Case] = {
    "genotype-beyond-the-alternatives.vcf": Case(
        text(row(*STAR2, "0/7")),
        f", line 8: genotype '0/7' names an allele that the line does not have. {MEND_GT}",
    ),
    "genotype-of-a-thousand-copies.vcf": Case(
        text(row(*STAR2, "/".join("0" * 1_000))),
        ", line 8: genotype '0/0/0/0/0/0/0/0/0/0/' has more than two copies. Mend: give calls of one or two copies.",
    ),
    "genotype-of-three-copies.vcf": Case(
        text(row(*STAR2, "0/0/1")),
        ", line 8: genotype '0/0/1' has more than two copies. Mend: give calls of one or two copies.",
    ),
    "genotype-below-zero.vcf": Case(
        text(row(*STAR2, "-1/0")),
        f", line 8: genotype '-1/0' names an allele that the line does not have. {MEND_GT}",
    ),
    "no-genotype-key.vcf": Case(text(row(*STAR2, "31:99", keys="DP:GQ")), shows={"rs4244285": None}),
    "no-format.vcf": Case(
        text("\t".join(row(*STAR2).split("\t")[:8])),
        ", line 8: has 0 sample columns, the header names 1. "
        "Mend: the line is cut short or damaged; write the file anew.",
    ),
    "fewer-columns-than-samples.vcf": Case(
        text(row(*STAR2, "0/1"), header=head("S1", "S2")),
        ", line 8: has 1 sample columns, the header names 2. "
        "Mend: the line is cut short or damaged; write the file anew.",
    ),
    "phase-set-of-garbage.vcf": Case(
        text(row(*STAR2, "0|1:\x01;DROP", keys="GT:PS"), row(*STAR3, "0|0:-9", keys="GT:PS")),
        shows={"rs4244285": ("G", "A"), "rs4986893": ("G", "G")},
    ),
    "phase-set-without-phase.vcf": Case(text(row(*STAR2, "0/1:77", keys="GT:PS")), shows={"rs4244285": ("G", "A")}),
    "quality-that-is-no-number.vcf": Case(
        text(row(*STAR2, "0/1:nan", keys="GT:GQ", qual="NaN")),
        shows={"rs4244285": None},
        remarks={"rs4244285": "its genotype quality is no number (nan)"},
    ),
    "quality-beyond-all-numbers.vcf": Case(
        text(row(*STAR2, "0/1:1e999", keys="GT:GQ", qual="1e999")),
        shows={"rs4244285": None},
        remarks={"rs4244285": "its genotype quality is no number (1e999)"},
    ),
    "site-quality-infinite.vcf": Case(text(row(*STAR2, "0/1", qual="-inf")), shows={"rs4244285": ("G", "A")}),
}

DUPLICATES: Mapping[str, Case] = {
    "contradicting-duplicates.vcf": Case(
        text(row(*STAR2, "0/0"), row(*STAR2, "1/1")),
        ", sample S1: records at chr10:94781859 (rs4244285) contradict each other. "
        "Mend: remove the wrong duplicate; bcftools norm -m +any joins split records.",
    ),
    "same-record-twice.vcf": Case(text(row(*STAR2, "0/1"), row(*STAR2, "0/1")), shows={"rs4244285": ("G", "A")}),
    "hundreds-of-records-of-one-position.vcf": Case(
        text(*[row(*STAR2, "0/1")] * 257),
        ", line 264: is one of more than 256 records of one position. "
        "Mend: remove the duplicates; bcftools norm -m +any joins split records.",
    ),
}

CASES: Mapping[str, Case] = {
    **COMPRESSION, **OTHER_KINDS, **LETTERS, **HEADERS, **BUILDS, **PLACES, **ALLELES, **GENOTYPES, **DUPLICATES,
}  # fmt: skip


def write(say: Callable[[str], None]) -> None:
    """Write every file, and take away what is no case any more."""
    FILES.mkdir(exist_ok=True)
    for path in FILES.iterdir():
        path.unlink()
    for name, case in CASES.items():
        (FILES / name).write_bytes(case.data)
    say(f"{len(CASES)} files in {FILES}")


if __name__ == "__main__":
    write(print)
