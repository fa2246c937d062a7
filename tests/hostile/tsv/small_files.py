"""Small hostile tables, named by their fault: calls made elsewhere, and manifests. Run as a script it writes them."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.cases import Cases

CALL = b"CYP2D6\t*1/*2\n"
HEADER = b"patient\tvcf\trecord\tconsent\n"
ROW = b"p-1\tg.vcf\tr.json\tc.json\n"

DATA: dict[str, bytes] = {
    "calls-empty.tsv": b"",
    "calls-byte-order-mark.tsv": b"\xef\xbb\xbf" + CALL,
    "calls-line-ends-of-windows.tsv": CALL.replace(b"\n", b"\r\n"),
    "calls-utf-16.tsv": CALL.decode().encode("utf-16"),
    "calls-latin-1.tsv": b"CYP2D6\t\tm\xe9tabolisme\n",
    "calls-nul-bytes.tsv": b"CYP2D6\t*1/\x00*2\n",
    "calls-by-commas.tsv": b"CYP2D6,*1/*2\n",
    "calls-by-spaces.tsv": b"CYP2D6 *1/*2\n",
    "calls-gene-alone.tsv": b"CYP2D6\n",
    "calls-ragged.tsv": b"CYP2D6\t*1/*2\t\t\tand\tmore\tand\tmore\n\t\t\t\n",
    "calls-of-a-gene-that-is-none.tsv": b"CYP9Z9\t*1/*2\n",
    "calls-columns-in-another-order.tsv": b"*1/*2\tCYP2D6\n",
    "calls-of-three-alleles.tsv": b"CYP2D6\t*1/*2/*3\n",
    "calls-of-a-million-copies.tsv": b"CYP2D6\t*1/*2x1000000\n",
    "calls-of-a-long-allele.tsv": b"CYP2D6\t*" + b"1" * 5_000 + b"/*2\n",
    "calls-of-a-phenotype-that-is-none.tsv": b"CYP2D6\t\tSuperb Metabolizer\n",
    "calls-of-a-score-that-is-none.tsv": b"CYP2D6\t\t\t1e999\n",
    "calls-of-a-score-in-other-digits.tsv": "CYP2D6\t\t\t\u0661\n".encode(),
    "calls-that-contradict-each-other.tsv": b"CYP2D6\t*1/*1\nCYP2D6\t*4/*4\n",
    "calls-that-contradict-themselves.tsv": b"CYP2D6\t*4/*4\tUltrarapid Metabolizer\t3.0\n",
    "calls-of-another-locus.tsv": b"HLA-B\tA*31:01/A*02:01\n",
    "calls-by-the-thousand.tsv": CALL * 1_001,
    "calls-escapes-for-the-terminal.tsv": b"CYP2D6\t\x1b[2J*1/*2\n",
    "calls-right-to-left.tsv": "CYP2D6\t\u202e*1/*2\n".encode(),
    "calls-lone-surrogate.tsv": b"CYP2D6\t*1/\xed\xa0\x80\n",
    "calls-that-are-a-genome.tsv": b"##fileformat=VCFv4.2\n#CHROM\tPOS\nchr1\t1\t.\tA\tC\n",
    "manifest-empty.tsv": b"",
    "manifest-header-alone.tsv": HEADER,
    "manifest-without-a-header.tsv": ROW,
    "manifest-byte-order-mark.tsv": b"\xef\xbb\xbf" + HEADER + ROW,
    "manifest-line-ends-of-windows.tsv": (HEADER + ROW).replace(b"\n", b"\r\n"),
    "manifest-line-ends-of-an-old-mac.tsv": (HEADER + ROW).replace(b"\n", b"\r"),
    "manifest-utf-16.tsv": (HEADER + ROW).decode().encode("utf-16"),
    "manifest-latin-1.tsv": HEADER + b"p\xe9\tg\tr\tc\n",
    "manifest-by-commas.tsv": (HEADER + ROW).replace(b"\t", b","),
    "manifest-of-other-columns.tsv": b"name\tgenome\nx\ty\n",
    "manifest-column-twice.tsv": HEADER.replace(b"\n", b"\tvcf\n") + ROW,
    "manifest-ragged.tsv": HEADER + ROW + b"p-2\tg.vcf\n",
    "manifest-one-cell-more.tsv": HEADER + ROW.replace(b"\n", b"\tx\n"),
    "manifest-patient-twice.tsv": HEADER + ROW + ROW,
    "manifest-patient-twice-but-for-case.tsv": HEADER + ROW + ROW.replace(b"p-1", b"P-1"),
    "manifest-patient-is-the-folder-above.tsv": HEADER + ROW.replace(b"p-1", b".."),
    "manifest-patient-is-a-path.tsv": HEADER + ROW.replace(b"p-1", b"/etc/passwd"),
    "manifest-patient-is-hidden.tsv": HEADER + ROW.replace(b"p-1", b".batch"),
    "manifest-patient-is-the-summary.tsv": HEADER + ROW.replace(b"p-1", b"summary.json"),
    "manifest-patient-is-an-option.tsv": HEADER + ROW.replace(b"p-1", b"--out"),
    "manifest-path-that-climbs.tsv": HEADER + ROW.replace(b"r.json", b"a/../../r.json"),
    "manifest-nul-bytes.tsv": HEADER + ROW.replace(b"r.json", b"r\x00.json"),
    "manifest-escapes-for-the-terminal.tsv": HEADER + ROW.replace(b"r.json", b"\x1b[2Jr.json"),
    "manifest-cell-of-a-megabyte.tsv": HEADER + ROW.replace(b"r.json", b"r" * 100_000),
    "manifest-record-is-missing.tsv": HEADER + ROW.replace(b"r.json", b""),
}

CASES = Cases(Path(__file__).parent, DATA)

if __name__ == "__main__":
    CASES.write()
