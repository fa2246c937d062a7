from __future__ import annotations

from tools.knowledge.grch37 import OFFSET, PAIR, Lift, Place, lifts


def variant(old: int, new: int, rsid: str = "rs1", bases: str = "AA") -> dict[str, str]:
    return {
        "Gene": "G1", "rsID": rsid, "GRCh37Position": str(old), "GRCh38Position": str(new),
        "GRCh37Allele": bases[0], "GRCh38Allele": bases[1],
    }  # fmt: skip


def exons(old: str, new: str) -> dict[str, str]:
    row = {"Gene": "G1"}
    for build, cells in (("GRCh37", old), ("GRCh38", new)):
        starts, ends = cells.split("|")
        row |= {f"{build}ExonStarts": starts, f"{build}ExonEnds": ends}
    return row


def lift(*variants: dict[str, str], gene: dict[str, str] | None = None) -> Lift:
    return lifts(variants, [gene] if gene else [])["G1"]


def test_a_listed_pair_is_believed_and_a_changed_reference_kept() -> None:
    assert lift(variant(90, 100)).place(100, "rs1") == Place(90, "", PAIR)
    assert lift(variant(90, 100, bases="GA")).place(100, "rs1") == Place(90, "G", PAIR)


def test_between_two_markers_with_one_distance_the_distance_holds() -> None:
    known = lift(variant(90, 100), variant(190, 200))
    assert known.place(150, "rs9") == Place(140, "", OFFSET)


def test_outside_the_markers_nothing_is_said() -> None:
    known = lift(variant(90, 100), variant(190, 200))
    assert known.place(99, "rs9") is None
    assert known.place(201, "rs9") is None


def test_between_markers_that_disagree_nothing_is_said() -> None:
    assert lift(variant(90, 100), variant(191, 200)).place(150, "rs9") is None


def test_inner_exon_boundaries_are_markers_and_the_ends_of_the_transcript_are_not() -> None:
    gene = exons("5,40,|20,80,", "17,50,|30,93,")  # the transcript's two ends were revised, its inside was not
    known = lift(variant(45, 55), gene=gene)
    assert known.place(35, "rs9") == Place(25, "", OFFSET)
    assert known.place(60, "rs9") is None


def test_the_three_untrusted_indels_are_never_taken() -> None:
    assert lift(variant(90, 100, "rs72549354"), variant(490, 500)).place(100, "rs72549354") is None
    bracketed = lift(variant(80, 90), variant(93, 100, "rs72549354"), variant(190, 200))
    assert bracketed.place(100, "rs72549354") == Place(90, "", OFFSET)
