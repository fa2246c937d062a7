"""Plans of real people's pharmacogene regions, on both builds, are valid FHIR and read back, in every language."""

from __future__ import annotations

from pathlib import Path

import pytest

from autonome import bootstrap
from autonome.fhir.genomics import read_plan_bundle
from autonome.fhir.validate import Validator
from tests.integration import fhir_packages
from tests.integration.fhir_plans import example_plan, read, said, wrong

from .cases import folder

pytestmark = pytest.mark.conformance

REAL = folder("real")

CONSIDERED = ("fluorouracil", "abacavir", "azathioprine", "efavirenz", "voriconazole", "atazanavir")


@pytest.fixture(scope="module")
def validator() -> Validator:
    return Validator(fhir_packages.definitions())


@pytest.mark.parametrize("vcf", sorted(REAL.glob("*.vcf.gz")), ids=lambda path: str(path.name))
def test_a_real_plan_is_valid_and_reads_back_in_every_language(validator: Validator, vcf: Path) -> None:
    bundle = bootstrap.knowledge_bundle()
    plan = example_plan(bundle, considered=CONSIDERED, vcf=vcf)
    for tag in ("en", "zh-hans", "id"):
        language = bootstrap.language(tag)
        document = read(plan, bundle, language)
        assert wrong(validator, document) == []
        assert read_plan_bundle(document) == said(plan, language)
