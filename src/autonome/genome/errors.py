"""What can be wrong with genomic input."""

from autonome.kernel import InputError


class GenomeError(InputError):
    """A VCF, or a call made outside, cannot be used as it is."""
